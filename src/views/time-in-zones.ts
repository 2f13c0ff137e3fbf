import { BINS } from './activity-histograms.ts';
import type { View } from './view.ts';

const NUMBERS = Array.from({ length: BINS }, (_, i) => i);
const LAST = '9999-12-31';

/** The seconds of the bins of a row from the i-th on where that is not before `low`, and before `high`. */
const SOME = NUMBERS.map((i) => `(${i} >= low - first_bin AND ${i} < high - first_bin) * ifnull(s${i}, 0)`);
const ALL = NUMBERS.map((i) => `ifnull(s${i}, 0)`);

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
    zone: 'from 0, as in `athlete_zones`; one without a second has no row',
    min: 'bpm or W, from which on it is this zone',
    max: 'bpm or W, up to which it is; NULL: no upper bound',
    seconds: 'how long, pauses left out; 5 W that two zones share are those of their middle',
    assumed: '1: the zones of that day are not known, so that the first known ones are taken',
  },
  // A zone ends where the next one begins: Strava gives both bounds, and for power not the same one twice.
  sql: `
WITH sets AS (
  SELECT athlete_id, kind, valid_from, max(coalesce(date(valid_to, '+1 day'), '${LAST}')) AS gone
  FROM athlete_zones WHERE kind IN ('heart_rate', 'power') GROUP BY athlete_id, kind, valid_from
),
spans AS (
  SELECT
    athlete_id, kind, valid_from,
    date(valid_from) AS known,
    row_number() OVER of_kind = 1 AS is_first,
    min(gone, lead(date(valid_from), 1, '${LAST}') OVER of_kind) AS until
  FROM sets WINDOW of_kind AS (PARTITION BY athlete_id, kind ORDER BY valid_from)
),
bounds AS (
  SELECT
    z.athlete_id, z.kind = 'power' AS is_power, z.zone, z.min, z.max,
    CASE WHEN s.is_first THEN '' ELSE s.known END AS since, s.known, s.until,
    CASE z.zone WHEN 0 THEN 0 ELSE coalesce(z.min, 0) END AS low,
    lead(z.min, 1, 1e6) OVER (PARTITION BY z.athlete_id, z.kind, z.valid_from ORDER BY z.zone) AS high
  FROM spans s JOIN athlete_zones z USING (athlete_id, kind, valid_from)
),
zones AS MATERIALIZED (
  SELECT
    athlete_id, CASE WHEN is_power THEN 'watts' ELSE 'heartrate' END AS kind, zone, min, max, since, known, until,
    CASE WHEN is_power THEN CAST((low + 2) / 5 AS INTEGER) ELSE CAST(low AS INTEGER) END AS low,
    CASE WHEN is_power THEN CAST((high + 2) / 5 AS INTEGER) ELSE CAST(high AS INTEGER) END AS high
  FROM bounds
)
SELECT
  h.activity_id,
  h.athlete_id,
  date(a.start_date_local) AS day,
  h.kind,
  z.zone,
  z.min,
  z.max,
  sum(
    CASE WHEN low <= first_bin AND high >= first_bin + ${BINS}
    THEN ${ALL.join(' + ')}
    ELSE ${SOME.join('\n      + ')} END
  ) AS seconds,
  date(a.start_date_local) < z.known AS assumed
FROM activities a
JOIN histogram_blocks h ON h.activity_id = a.id
JOIN zones z ON z.athlete_id = h.athlete_id AND z.kind = h.kind
WHERE a.deleted_at IS NULL
  AND date(a.start_date_local) >= z.since AND date(a.start_date_local) < z.until
  AND low < first_bin + ${BINS} AND high > first_bin
GROUP BY h.activity_id, h.kind, z.zone
HAVING seconds > 0`,
};
