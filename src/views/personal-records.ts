import type { View } from './view.ts';

const OF_DISTANCE = 'PARTITION BY athlete_id, name';

/** Told by the instant, so that a flight to the west does not put a later run first. */
export const personalRecords: View = {
  name: 'personal_records',
  sentence: 'Your records over each standard distance: every best effort that was faster than all before it.',
  columns: {
    athlete_id: 'whose',
    name: 'the distance, `400m`, `5K`, `Half-Marathon` …',
    distance: 'the distance in m',
    seconds: 's, elapsed',
    pace: 's a km',
    better_by: 's faster than the record before; NULL: the first',
    start_date: 'instant (UTC) at which the effort began',
    day: 'local day',
    activity_id: 'the activity it was in',
    beaten_on: 'local day of the next record; NULL: it stands',
    stands: '1: the best of all',
  },
  sql: `
WITH efforts AS (
  SELECT athlete_id, name, start_date, elapsed_time, id,
    min(elapsed_time) OVER (
      ${OF_DISTANCE} ORDER BY start_date, elapsed_time ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS best
  FROM best_efforts
  WHERE start_date IS NOT NULL AND elapsed_time IS NOT NULL
    AND activity_id NOT IN (SELECT id FROM activities WHERE deleted_at IS NOT NULL)
), records AS (
  SELECT *, date(start_date_local) AS day
  FROM (SELECT athlete_id AS whose, id, best FROM efforts WHERE best IS NULL OR elapsed_time < best)
  CROSS JOIN best_efforts USING (id)
)
SELECT
  whose AS athlete_id,
  name,
  distance,
  elapsed_time AS seconds,
  elapsed_time * 1000 / nullif(distance, 0) AS pace,
  best - elapsed_time AS better_by,
  start_date,
  day,
  activity_id,
  lead(day) OVER next AS beaten_on,
  lead(id) OVER next IS NULL AS stands
FROM records
WINDOW next AS (PARTITION BY whose, name ORDER BY start_date, elapsed_time DESC)`,
};
