import type { View } from './view.ts';

/** Seconds over which a mean is taken, up to five hours. */
export const DURATIONS = [
  ...[1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1_200, 1_500, 1_800],
  ...[2_400, 2_700, 3_600, 5_400, 7_200, 10_800, 18_000],
];

const MILE = 1_609.344;

/** Metres that are timed. */
export const DISTANCES = [
  ...[400, 800, 1_000, MILE, 3_000, 5_000, 10_000, 15_000, 10 * MILE, 20_000, 21_097.5, 30_000, 40_000],
  ...[42_195, 50_000, 50 * MILE, 100_000, 100 * MILE, 200_000],
];

/** The number of each of them, which is that of its columns in `curve_rows`. */
const NUMBERS = DURATIONS.map((_, i) => i);

/** A column of each of them in `curve_rows`, as SQL that picks it by the number `i`. */
export const picked = (column: 'best' | 'at', steps: readonly unknown[]): string =>
  `CASE i ${steps.map((_, i) => `WHEN ${i} THEN ${column}${i}`).join(' ')} END`;

const metresOf = (i: number) => DISTANCES[i] ?? 'NULL';

/** The best that an activity has, a row each. */
export const activityCurves: View = {
  name: 'activity_curves',
  sentence:
    'The best mean power and heart rate of an activity over a duration, and its best time over a distance.',
  columns: {
    activity_id: '`activities.id`',
    athlete_id: 'whose it is',
    kind: '`heartrate` and `watts`, if measured: the best mean; `pace`: the best time',
    duration: 's, over which the mean is taken, or that the distance took',
    distance: 'm, of a pace',
    value: 'W, bpm, or m/s',
    at: 's since its start, at which it begins',
  },
  sql: `WITH n(i, seconds, metres) AS (VALUES
  ${NUMBERS.map((i) => `(${i}, ${DURATIONS[i]}, ${metresOf(i)})`).join(', ')}
),
held AS (
  SELECT
    activity_id, athlete_id, kind, seconds, metres,
    ${picked('best', NUMBERS)} / 10.0 AS best,
    ${picked('at', NUMBERS)} AS at
  FROM curve_rows CROSS JOIN n
)
SELECT
  activity_id,
  athlete_id,
  kind,
  CASE kind WHEN 'pace' THEN best ELSE seconds END AS duration,
  CASE kind WHEN 'pace' THEN metres END AS distance,
  CASE kind WHEN 'pace' THEN round(metres / best, 3) ELSE best END AS value,
  at
FROM held
WHERE best IS NOT NULL`,
};
