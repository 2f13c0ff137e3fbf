import { WORLD } from './mercator.ts';
import type { Area, Tracks } from './tracks.ts';

/** As wide as a large town and what is around it, about 100 km in the middle latitudes. */
const CELL = WORLD / 2 ** 8;
/** How many of a hundred may end beyond each side of the home, so that one long ride does not make it small. */
const BEYOND = 0.05;

/** In which cell the middle of a track is. */
function cellOf({ boxes }: Tracks, track: number): { x: number; y: number } {
  const middle = (low: number, high: number) =>
    Math.floor(((boxes[4 * track + low] as number) + (boxes[4 * track + high] as number)) / 2 / CELL);
  return { x: middle(0, 2), y: middle(1, 3) };
}

/** The tracks in the cell that has most of them, and in those around it. */
function atHome(tracks: Tracks): number[] {
  const cells = Array.from({ length: tracks.count }, (_, track) => cellOf(tracks, track));
  const counts = new Map<string, number>();
  let [most, home] = [0, { x: 0, y: 0 }];
  for (const cell of cells) {
    const count = (counts.get(`${cell.x} ${cell.y}`) ?? 0) + 1;
    counts.set(`${cell.x} ${cell.y}`, count);
    if (count > most) [most, home] = [count, cell];
  }
  return [...cells.keys()].filter((track) => {
    const { x, y } = cells[track] as { x: number; y: number };
    return Math.abs(x - home.x) <= 1 && Math.abs(y - home.y) <= 1;
  });
}

/** The part of the world where somebody is mostly; undefined where there is no track. */
export function homeOf(tracks: Tracks): Area | undefined {
  const near = atHome(tracks);
  if (near.length === 0) return undefined;
  const side = (which: number, share: number): number => {
    const sorted = near.map((track) => tracks.boxes[4 * track + which] as number).sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
  };
  return {
    ...{ west: side(0, BEYOND), north: side(1, BEYOND) },
    ...{ east: side(2, 1 - BEYOND), south: side(3, 1 - BEYOND) },
  };
}
