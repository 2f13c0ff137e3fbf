import type { Place } from '../../map/answers.ts';
import { eastOf, southOf } from '../../map/mercator.ts';
import type { View } from '../../map/trace.ts';
import type { Colors } from './colors.ts';

const SIZE_PX = 12;
const GAP_PX = 6;
/** A name is what somebody has written, and may be a novel. */
const LONGEST = 40;

/** Where a name stands, in pixels. */
interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const overlap = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Writes the names of places over the tracks, as many as have room; the best known come first. */
export function paintNames(
  pen: CanvasRenderingContext2D,
  view: View,
  places: readonly Place[],
  { text, surface }: Colors,
): void {
  const taken: Box[] = [];
  pen.font = `${SIZE_PX}px system-ui, sans-serif`;
  [pen.textAlign, pen.textBaseline, pen.lineJoin] = ['center', 'middle', 'round'];
  [pen.fillStyle, pen.strokeStyle, pen.lineWidth] = [text, surface, 3];
  for (const { name, lat, lng } of places) {
    const x = (eastOf(lng) - view.west) * view.scale;
    const y = (southOf(lat) - view.north) * view.scale;
    if (x < 0 || y < 0 || eastOf(lng) > view.east || southOf(lat) > view.south) continue;
    const short = name.slice(0, LONGEST);
    const [half, high] = [pen.measureText(short).width / 2 + GAP_PX, SIZE_PX / 2 + GAP_PX];
    const box = { left: x - half, right: x + half, top: y - high, bottom: y + high };
    if (taken.some((other) => overlap(box, other))) continue;
    taken.push(box);
    pen.strokeText(short, x, y);
    pen.fillText(short, x, y);
  }
}
