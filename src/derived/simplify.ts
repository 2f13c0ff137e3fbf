import { METRES_PER_DEGREE, type Part } from './places.ts';

/** The point that is furthest from the straight line from one to another, all in metres; -1 if all are within the tolerance. */
function farthestOf(x: Float64Array, y: Float64Array, from: number, to: number, tolerance: number): number {
  const x0 = x[from] as number;
  const y0 = y[from] as number;
  const dx = (x[to] as number) - x0;
  const dy = (y[to] as number) - y0;
  const square = dx * dx + dy * dy;
  let farthest = -1;
  let most = tolerance * tolerance;
  for (let point = from + 1; point < to; point++) {
    const px = (x[point] as number) - x0;
    const py = (y[point] as number) - y0;
    const along = square === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / square));
    const ex = px - along * dx;
    const ey = py - along * dy;
    const distance = ex * ex + ey * ey;
    if (distance > most) {
      most = distance;
      farthest = point;
    }
  }
  return farthest;
}

/**
 * The least of a line that no point of it is further from than the tolerance, by Douglas and Peucker; its ends stay.
 * @param tolerance metres.
 */
export function simplify({ lat, lng }: Part, tolerance: number): Part {
  const count = lat.length;
  // Flat, which over the size of an activity is as good as round.
  const perLng = Math.cos(((lat[count >> 1] as number) * Math.PI) / 180) * METRES_PER_DEGREE;
  const x = Float64Array.from(lng, (east) => east * perLng);
  const y = Float64Array.from(lat, (north) => north * METRES_PER_DEGREE);
  const kept = new Uint8Array(count);
  kept[0] = kept[count - 1] = 1;
  const ranges = [0, count - 1];
  while (ranges.length > 0) {
    const to = ranges.pop() as number;
    const from = ranges.pop() as number;
    const farthest = farthestOf(x, y, from, to, tolerance);
    if (farthest < 0) continue;
    kept[farthest] = 1;
    ranges.push(from, farthest, farthest, to);
  }
  return { lat: lat.filter((_, i) => kept[i]), lng: lng.filter((_, i) => kept[i]) };
}
