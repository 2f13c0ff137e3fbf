import type { Area, Tracks } from './tracks.ts';

/** What draws lines: the context of a canvas, or a path. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/** A part of the world as a picture: how many pixels a unit is. */
export interface View extends Area {
  scale: number;
}

/** Nearer than this to the point before, in pixels, nobody sees a point. */
const NEAR = 1;

/** On which sides of a view a point is; two points on the same one have nothing of the view between them. */
const sidesOf = (x: number, y: number, width: number, height: number): number =>
  (x < 0 ? 1 : x > width ? 2 : 0) | (y < 0 ? 4 : y > height ? 8 : 0);

/** Draws what a view shows of a track. @returns how many lines that were. */
export function trace(pen: Pen, tracks: Tracks, track: number, view: View): number {
  const { points, parts, begins } = tracks;
  const { west, north, scale } = view;
  const [width, height] = [(view.east - west) * scale, (view.south - north) * scale];
  let lines = 0;
  for (let part = parts[track] as number; part < (parts[track + 1] as number); part++) {
    const [begin, end] = [begins[part] as number, begins[part + 1] as number];
    let [x, y, sides, isUp] = [0, 0, 0, true];
    for (let p = begin; p < end; p++) {
      const nextX = ((points[2 * p] as number) - west) * scale;
      const nextY = ((points[2 * p + 1] as number) - north) * scale;
      if (p > begin) {
        const isNear = Math.abs(nextX - x) < NEAR && Math.abs(nextY - y) < NEAR;
        // The last one is drawn nevertheless: what is smaller than a pixel stays as a dot.
        if (isNear && p < end - 1) continue;
      }
      const nextSides = sidesOf(nextX, nextY, width, height);
      if (p > begin && (sides & nextSides) === 0) {
        if (isUp) pen.moveTo(x, y);
        pen.lineTo(nextX, nextY);
        isUp = false;
        lines++;
      } else {
        isUp = true;
      }
      x = nextX;
      y = nextY;
      sides = nextSides;
    }
  }
  return lines;
}
