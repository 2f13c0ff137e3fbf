import { forEachHeld, type Range } from './held.ts';
import { PAUSE_S } from './points.ts';

/** The best mean of a stream over so many seconds, and the second at which they begin. */
export interface BestMean {
  duration: number;
  mean: number;
  at: number;
}

/** Seconds without a gap: the first one, and the sum of the values up to each. */
interface Stretch {
  from: number;
  sums: Float64Array;
}

function stretchesOf(time: Float64Array, values: Float64Array, range: Range): Stretch[] {
  // Each point holds for a pause at most, and each stretch begins with a sum of nothing.
  const sums = new Float64Array(values.length * (PAUSE_S + 1));
  const begins: { from: number; index: number }[] = [];
  let last = -1;
  forEachHeld(time, values, range, (value, from, to, goesOn) => {
    if (!goesOn) begins.push({ from, index: ++last });
    for (let second = from; second < to; second++) {
      sums[last + 1] = (sums[last] as number) + value;
      last++;
    }
  });
  return begins.map(({ from, index }, i) => ({
    from,
    sums: sums.subarray(index, begins[i + 1]?.index ?? last + 1),
  }));
}

/** The best means of a stream over the durations that fit between two of its gaps; of equal ones, the first. */
export function bestMeans(
  time: Float64Array,
  values: Float64Array,
  range: Range,
  durations: readonly number[],
): BestMean[] {
  const stretches = stretchesOf(time, values, range);
  return durations.flatMap((duration) => {
    let best = Number.NEGATIVE_INFINITY;
    let at = 0;
    for (const { from, sums } of stretches) {
      for (let end = duration; end < sums.length; end++) {
        const sum = (sums[end] as number) - (sums[end - duration] as number);
        if (sum > best) {
          best = sum;
          at = from + end - duration;
        }
      }
    }
    return best === Number.NEGATIVE_INFINITY ? [] : [{ duration, mean: best / duration, at }];
  });
}
