import type { Split } from './activity-shape.ts';
import { tenths } from './random.ts';
import type { Recording } from './stream-shape.ts';

/** Points `from` to `to` of a recording. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Stretches of a length; the last one is what is left. */
export function stretchesOf({ distance = [], time }: Recording, metres: number): Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  for (let at = 1; at < time.length; at += 1) {
    const isFull = (distance[at] ?? 0) >= (stretches.length + 1) * metres;
    if (isFull || at === time.length - 1) {
      stretches.push({ from, to: at });
      from = at;
    }
  }
  return stretches;
}

/** How far and how long a stretch is. */
export function extentOfStretch({ distance, time, moving }: Recording, { from, to }: Stretch) {
  return {
    distance: tenths((distance?.[to] ?? 0) - (distance?.[from] ?? 0)),
    elapsed_time: (time[to] ?? 0) - (time[from] ?? 0),
    moving_time:
      moving?.slice(from + 1, to + 1).filter(Boolean).length ?? (time[to] ?? 0) - (time[from] ?? 0),
  };
}

/** The mean of a stream over a stretch, with all digits; `undefined` without that stream. */
export function meanOver(
  data: readonly (number | null)[] | undefined,
  { from, to }: Stretch,
): number | undefined {
  if (data === undefined) return undefined;
  const values = data.slice(from, to + 1).filter((value) => value !== null);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The splits of a recording: kilometres, or miles. */
export function splitsOf(recording: Recording, metres: number, graded: boolean): Split[] {
  return stretchesOf(recording, metres).map((stretch, index) => splitOf(recording, stretch, index, graded));
}

function splitOf(recording: Recording, stretch: Stretch, index: number, graded: boolean): Split {
  const extent = extentOfStretch(recording, stretch);
  const { altitude } = recording;
  const speed = extent.moving_time === 0 ? 0 : extent.distance / extent.moving_time;
  const rise = altitude && tenths((altitude[stretch.to] ?? 0) - (altitude[stretch.from] ?? 0));
  const heartrate = meanOver(recording.heartrate, stretch);
  return {
    ...extent,
    elevation_difference: rise ?? null,
    split: index + 1,
    average_speed: hundredths(speed),
    average_grade_adjusted_speed: graded ? hundredths(speed * (1 + (rise ?? 0) / 400)) : null,
    ...(heartrate !== undefined && { average_heartrate: heartrate }),
    pace_zone: graded ? Math.max(1, Math.min(6, Math.round(speed * 2 - 4))) : 0,
  };
}

/** Rounded to two decimals. */
export function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
