import { sportGroup } from './sports.ts';
import { isOpen, type View } from './view.ts';

/** How many bins a row of `histogram_blocks` has. */
export const BINS = 10;

/** What makes the rows of `histogram_blocks`, in `derivations`. */
export const HISTOGRAMS = 'histograms';

/** How wide a bin is, as SQL and as a number: 1 bpm, 5 W, 0.05 m/s. */
export const BIN_WIDTHS = { heartrate: 1, watts: 5, speed: 0.05 } as const;

export type HistogramKind = keyof typeof BIN_WIDTHS;

const NUMBERS = Array.from({ length: BINS }, (_, i) => i);

/** The number of a bin as its lowest value; a fraction is divided, since it is exact then. */
const binValue = (bin: string): string =>
  `CASE kind WHEN 'watts' THEN (${bin}) * 5 WHEN 'speed' THEN (${bin}) / 20.0 ELSE ${bin} END`;

/** A bin of a row, by its number. */
const BIN = `CASE i ${NUMBERS.map((i) => `WHEN ${i} THEN s${i}`).join(' ')} END`;
const EACH = `n(i) AS (VALUES ${NUMBERS.map((i) => `(${i})`).join(', ')})`;

const VALUE = 'the least of it: a bin is 1 bpm, 5 W or 0.05 m/s wide';

/** How long each value held. */
export const activityHistograms: View = {
  name: 'activity_histograms',
  sentence: 'How many seconds of an activity a heart rate, a power or a speed held.',
  columns: {
    activity_id: '`activities.id`',
    athlete_id: 'whose it is',
    kind: '`heartrate`; `watts`, if measured; `speed`, of sports that have a pace',
    value: VALUE,
    seconds: 'how long it held, pauses left out',
  },
  sql: `WITH ${EACH}
SELECT
  activity_id,
  athlete_id,
  kind,
  ${binValue('first_bin + i')} AS value,
  ${BIN} AS seconds
FROM histogram_blocks CROSS JOIN n
WHERE seconds IS NOT NULL`,
};

const YEARLY = 'yearly_histograms';

/** @param activities where they are, which are called `a`, up to the first condition. */
const yearly = (activities: string) => `
WITH ${EACH},
summed AS (
  SELECT
    a.athlete_id, substr(date(a.start_date_local), 1, 4) AS year, ${sportGroup('a.sport_type')} AS sport_group,
    kind, first_bin, ${NUMBERS.map((i) => `sum(s${i}) AS s${i}`).join(', ')}
  FROM ${activities} AND h.activity_id = a.id AND a.deleted_at IS NULL AND date(a.start_date_local) IS NOT NULL
  GROUP BY 1, 2, 3, 4, 5
)
SELECT
  athlete_id,
  CAST(year AS INTEGER) AS year,
  sport_group,
  kind,
  ${binValue('first_bin + i')} AS value,
  ${BIN} AS seconds
FROM summed CROSS JOIN n
WHERE seconds IS NOT NULL`;

/** The same by year. */
export const yearlyHistograms: View = {
  name: YEARLY,
  sentence: 'How many seconds of a year a heart rate, a power or a speed held, by group of sports.',
  columns: {
    athlete_id: 'whose',
    year: 'year of the local day',
    sport_group: 'as in `activities_local`; NULL: no sport sent',
    kind: '`heartrate`; `watts`, if measured; `speed`, of sports that have a pace',
    value: VALUE,
    seconds: 'how long it held, without deleted activities; pauses left out',
  },
  sql: yearly('activities a CROSS JOIN histogram_blocks h WHERE true'),
  settling: {
    types: {
      ...{ athlete_id: 'INTEGER', year: 'INTEGER', sport_group: 'TEXT', kind: 'TEXT', value: 'ANY' },
      ...{ seconds: 'INTEGER' },
    },
    madeOf: ['activities', 'histograms'],
    digits: 4,
    part: "printf('%04d', year)",
    open: yearly(`_settled CROSS JOIN activities a USING (athlete_id) CROSS JOIN histogram_blocks h
  WHERE ${isOpen(YEARLY)}`),
  },
};
