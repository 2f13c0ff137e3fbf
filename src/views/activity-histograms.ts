import type { View } from './view.ts';

/** How many bins a row of `histogram_blocks` has. */
export const BINS = 10;

/** How wide a bin is, as SQL and as a number: 1 bpm, 5 W, 0.05 m/s. */
export const BIN_WIDTHS = { heartrate: 1, watts: 5, speed: 0.05 } as const;

export type HistogramKind = keyof typeof BIN_WIDTHS;

const NUMBERS = Array.from({ length: BINS }, (_, i) => i);

/** The number of a bin as its lowest value; a fraction is divided, since it is exact then. */
const binValue = (bin: string): string =>
  `CASE kind WHEN 'watts' THEN (${bin}) * 5 WHEN 'speed' THEN (${bin}) / 20.0 ELSE ${bin} END`;

/** How long each value held. */
export const activityHistograms: View = {
  name: 'activity_histograms',
  sentence: 'How many seconds of an activity a heart rate, a power or a speed held.',
  columns: {
    activity_id: '`activities.id`',
    athlete_id: 'whose it is',
    kind: '`heartrate`; `watts`, if measured; `speed`, of sports that have a pace',
    value: 'the least of it: a bin is 1 bpm, 5 W or 0.05 m/s wide',
    seconds: 'how long it held, pauses left out',
  },
  sql: `WITH n(i) AS (VALUES ${NUMBERS.map((i) => `(${i})`).join(', ')})
SELECT
  activity_id,
  athlete_id,
  kind,
  ${binValue('first_bin + i')} AS value,
  CASE i ${NUMBERS.map((i) => `WHEN ${i} THEN s${i}`).join(' ')} END AS seconds
FROM histogram_blocks CROSS JOIN n
WHERE seconds IS NOT NULL`,
};
