import { reaches, type Tracks } from './tracks.ts';

/** What is this near, in metres, passes a place. */
export const AROUND_M = 100;

/** Of more than these nobody wants the names at once. */
export const MOST_HERE = 200;

/** A place, and how far around it is still there, in units of `mercator.ts`. */
export interface Spot {
  x: number;
  y: number;
  around: number;
}

/** How far a place is from the line between two points, squared. */
function distance2(x: number, y: number, x1: number, y1: number, x2: number, y2: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length2 = dx * dx + dy * dy;
  const share = length2 === 0 ? 0 : ((x - x1) * dx + (y - y1) * dy) / length2;
  const along = Math.min(1, Math.max(0, share));
  return (x - x1 - along * dx) ** 2 + (y - y1 - along * dy) ** 2;
}

function passes({ points, parts, begins }: Tracks, track: number, { x, y, around }: Spot): boolean {
  const limit = around * around;
  const coordinate = (at: number) => points[at] as number;
  for (let part = parts[track] as number; part < (parts[track + 1] as number); part++) {
    const [begin, end] = [begins[part] as number, begins[part + 1] as number];
    for (let p = begin; p < end; p++) {
      // A part of one point is a line to itself.
      const [from, to] = [2 * Math.max(begin, p - 1), 2 * p];
      if (
        distance2(x, y, coordinate(from), coordinate(from + 1), coordinate(to), coordinate(to + 1)) <= limit
      )
        return true;
    }
  }
  return false;
}

/** The tracks that pass a place; their boxes are asked first, since nearly all are elsewhere. */
export function passing(tracks: Tracks, spot: Spot): number[] {
  const { x, y, around } = spot;
  const area = { west: x - around, north: y - around, east: x + around, south: y + around };
  const found: number[] = [];
  for (let track = 0; track < tracks.count; track++)
    if (reaches(tracks, track, area) && passes(tracks, track, spot)) found.push(track);
  return found;
}
