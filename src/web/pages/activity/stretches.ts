import { reached, rising, type Stretch } from '../../charts/recording.ts';
import type { Place } from '../../queries/activity.ts';
import type { Way } from '../../queries/recording.ts';

/** By points, or by the clock where there are none; undefined where neither tells. */
function stretchOf(place: Place, { time }: Way, startDate: string | null): Stretch | undefined {
  const [from, to] = [time[place.start_index ?? -1], time[place.end_index ?? -1]];
  if (typeof from === 'number' && typeof to === 'number' && to > from) return { from, to };
  const start = (Date.parse(place.start_date ?? '') - Date.parse(startDate ?? '')) / 1_000;
  const end = start + (place.elapsed_time ?? Number.NaN);
  const last = time.findLast((value) => value !== null) ?? -1;
  return start >= 0 && end > start && start < last ? { from: start, to: Math.min(end, last) } : undefined;
}

/** Where laps or efforts are in a recording. @param startDate UTC instant of the activity's start. */
export const stretchesOf = (places: readonly Place[], way: Way, startDate: string | null) =>
  way.time.length === 0 ? [] : places.map((place) => stretchOf(place, way, startDate));

/** Where splits are in a recording: each begins where the one before it ends, as far as their distances say. */
export function splitStretches(
  splits: readonly { distance: number | null }[],
  way: Way,
): (Stretch | undefined)[] {
  if (way.time.length === 0) return [];
  const [time, distance] = [rising(way.time), rising(way.distance)];
  let metres = 0;
  let from = time[0] ?? 0;
  return splits.map((split) => {
    metres += split.distance ?? Number.NaN;
    const stretch = { from, to: time[reached(distance, metres)] ?? 0 };
    from = stretch.to;
    return stretch.to > stretch.from && metres > 0 ? stretch : undefined;
  });
}
