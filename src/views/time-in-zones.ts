import { BINS } from './activity-histograms.ts';
import { sportGroup } from './sports.ts';
import { isOpen, type View } from './view.ts';

const NUMBERS = Array.from({ length: BINS }, (_, i) => i);
const LAST = '9999-12-31';

/** The seconds of all bins of a row, and of those of a zone. */
const ALL = NUMBERS.map((i) => `ifnull(s${i}, 0)`).join(' + ');
const SOME = NUMBERS.map(
  (i) => `iif(first_bin + ${i} >= low AND first_bin + ${i} < high, ifnull(s${i}, 0), 0)`,
);

/** The number of the first bin of a zone: of 5 W that two zones share, the middle decides. */
const binOf = (value: string) =>
  `CAST(iif(held = 'watts', (CAST(${value} AS INTEGER) + 2) / 5, ${value}) AS INTEGER)`;

/**
 * A zone ends where the next one begins: Strava gives both bounds, and for power not the same one twice.
 * CROSS JOIN keeps the order: an activity has few spans, a span few zones, and these a few rows of the histogram.
 * @param from where the activities are, which are called `a`. @param where which of them. @param more columns besides.
 */
const zoneRows = (from: string, where: string, more = '') => `
WITH sets AS (
  SELECT athlete_id, kind, valid_from, max(coalesce(date(valid_to, '+1 day'), '${LAST}')) AS gone
  FROM athlete_zones WHERE kind IN ('heart_rate', 'power') GROUP BY athlete_id, kind, valid_from
),
known AS (
  SELECT
    athlete_id, kind, valid_from,
    date(valid_from) AS day,
    row_number() OVER of_kind = 1 AS is_first,
    min(gone, lead(date(valid_from), 1, '${LAST}') OVER of_kind) AS until
  FROM sets WINDOW of_kind AS (PARTITION BY athlete_id, kind ORDER BY valid_from)
),
spans AS MATERIALIZED (
  SELECT
    row_number() OVER () AS span, athlete_id, kind, valid_from, day, until,
    iif(is_first, '', day) AS since,
    CAST(iif(kind = 'power', 'watts', 'heartrate') AS TEXT) AS held
  FROM known
),
bounds AS (
  SELECT
    span, held, z.zone, z.min, z.max,
    iif(z.zone = 0, 0, coalesce(z.min, 0)) AS least,
    lead(z.min, 1, 1e6) OVER (PARTITION BY span ORDER BY z.zone) AS next
  FROM spans JOIN athlete_zones z USING (athlete_id, kind, valid_from)
),
zones AS MATERIALIZED (
  SELECT span, zone, min, max, ${binOf('least')} AS low, ${binOf('next')} AS high FROM bounds
)
SELECT
  a.id AS activity_id,
  a.athlete_id,${more}
  date(a.start_date_local) AS day,
  s.held AS kind,
  z.zone,
  z.min,
  z.max,
  coalesce((
    SELECT sum(
      CASE WHEN first_bin >= low AND first_bin + ${BINS} <= high THEN ${ALL}
      ELSE ${SOME.join('\n        + ')} END
    )
    FROM histogram_blocks h
    WHERE h.activity_id = a.id AND h.kind = s.held AND h.first_bin > z.low - ${BINS} AND h.first_bin < z.high
  ), 0) AS seconds,
  date(a.start_date_local) < s.day AS assumed
FROM ${from} CROSS JOIN spans s CROSS JOIN zones z
WHERE ${where}
  AND a.deleted_at IS NULL
  AND s.athlete_id = a.athlete_id
  AND date(a.start_date_local) >= s.since AND date(a.start_date_local) < s.until
  AND EXISTS (SELECT 1 FROM histogram_blocks h WHERE h.activity_id = a.id AND h.kind = s.held)
  AND z.span = s.span`;

/** How long an activity was in each of the athlete's own zones. */
export const timeInZones: View = {
  name: 'time_in_zones',
  sentence:
    'How long an activity was in each zone of heart rate and power, by the zones that were valid on its day.',
  columns: {
    activity_id: '`activities.id`',
    athlete_id: 'whose it is',
    day: 'its local day',
    kind: '`heartrate`; `watts`, if measured',
    zone: 'from 0, as in `athlete_zones`',
    min: 'bpm or W, from which on it is this zone',
    max: 'bpm or W, up to which it is; NULL: no upper bound',
    seconds: 'how long, pauses left out; 5 W that two zones share are those of their middle',
    assumed: '1: the zones of that day are not known, so that the first known ones are taken',
  },
  sql: zoneRows('activities a', 'true'),
};

const MONTHLY = 'monthly_zones';

const monthly = (from: string, where: string) => `
SELECT
  athlete_id,
  substr(day, 1, 7) AS month,
  CAST(substr(day, 1, 4) AS INTEGER) AS year,
  sport_group,
  kind,
  zone,
  sum(seconds) AS seconds,
  max(assumed) AS assumed
FROM (${zoneRows(from, where, `\n  ${sportGroup('a.sport_type')} AS sport_group,`)})
GROUP BY athlete_id, month, sport_group, kind, zone`;

/** The same by month. */
export const monthlyZones: View = {
  name: MONTHLY,
  sentence: 'How long a month was spent in each zone of heart rate and power, by group of sports.',
  columns: {
    athlete_id: 'whose',
    month: 'month of the local days, `2026-11`',
    year: 'its year',
    sport_group: 'as in `activities_local`; NULL: no sport sent',
    kind: '`heartrate`; `watts`, if measured',
    zone: 'from 0, as in `athlete_zones`, by the zones that were valid on each day',
    seconds: 'how long, without deleted activities; pauses left out',
    assumed: '1: the zones of some of its days are not known, so that the first known ones are taken',
  },
  sql: monthly('activities a', 'true'),
  settling: {
    types: {
      ...{ athlete_id: 'INTEGER', month: 'TEXT', year: 'INTEGER', sport_group: 'TEXT', kind: 'TEXT' },
      ...{ zone: 'INTEGER', seconds: 'INTEGER', assumed: 'INTEGER' },
    },
    madeOf: ['activities', 'histograms', 'zones'],
    digits: 7,
    part: 'month',
    open: monthly('_settled CROSS JOIN activities a USING (athlete_id)', isOpen(MONTHLY)),
  },
};
