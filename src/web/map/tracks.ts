import { walk } from '../charts/track.ts';
import { eastOf, southOf } from './mercator.ts';
import { readTracks } from './track-file.ts';

/** Tracks as they are drawn: few long arrays, which hold a million points where as many objects would not. */
export interface Tracks {
  count: number;
  ids: readonly string[];
  groups: Uint8Array;
  years: Uint16Array;
  /** Of each track four numbers: where it is bounded in the west, north, east and south, in units of `mercator.ts`. */
  boxes: Int32Array;
  /** Of each track the first of its parts; one more at the end. */
  parts: Uint32Array;
  /** Of each part the first of its points; one more at the end. */
  begins: Uint32Array;
  /** Of each point two numbers, east and south. */
  points: Int32Array;
}

/** Farther than anything is from the corner of the world. */
const FAR = 2 ** 31 - 1;

/** Takes an answer apart, and lays its tracks flat. */
export function tracksOf(bytes: Uint8Array): Tracks {
  const filed = [...readTracks(bytes)];
  const boxes = new Int32Array(4 * filed.length);
  // A point is two bytes at least, so that there are no more than this.
  const points = new Int32Array(bytes.length);
  const [parts, begins]: [number[], number[]] = [[], []];
  let [at, end] = [0, 0];
  let [west, north, east, south] = [0, 0, 0, 0];
  const onPart = () => {
    begins.push(end / 2);
  };
  const onPoint = (lat: number, lng: number) => {
    const [x, y] = [eastOf(lng), southOf(lat)];
    points[end++] = x;
    points[end++] = y;
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < north) north = y;
    if (y > south) south = y;
  };
  for (const track of filed) {
    parts.push(begins.length);
    [west, north, east, south] = [FAR, FAR, -FAR, -FAR];
    walk(track.points, onPart, onPoint);
    boxes.set([west, north, east, south], at);
    at += 4;
  }
  parts.push(begins.length);
  begins.push(end / 2);
  return {
    count: filed.length,
    ids: filed.map(({ id }) => id),
    groups: Uint8Array.from(filed, ({ group }) => group),
    years: Uint16Array.from(filed, ({ year }) => year),
    boxes,
    parts: Uint32Array.from(parts),
    begins: Uint32Array.from(begins),
    points: points.slice(0, end),
  };
}

/** A part of the world, in units of `mercator.ts`. */
export interface Area {
  west: number;
  north: number;
  east: number;
  south: number;
}

/** Whether the bounds of a track reach into an area. */
export function reaches({ boxes }: Tracks, track: number, { west, north, east, south }: Area): boolean {
  const at = 4 * track;
  return (
    (boxes[at] as number) <= east &&
    (boxes[at + 1] as number) <= south &&
    (boxes[at + 2] as number) >= west &&
    (boxes[at + 3] as number) >= north
  );
}
