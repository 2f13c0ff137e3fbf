import type { View } from './view.ts';

const DAYS = 'PARTITION BY athlete_id ORDER BY captured_on';

/** A public profile tells neither: that is no change. */
export const weightAndFtp: View = {
  name: 'weight_and_ftp',
  sentence:
    'Your weight and FTP over time: a row for each stretch of days in which the profile said the same.',
  columns: {
    athlete_id: 'whose',
    since: 'first day (in the zone `TZ`) on which the profile said so',
    until: 'last day on which it said so',
    is_current: '1: nothing else was said since',
    weight: 'kg; NULL: not entered',
    ftp: 'W; NULL: not entered',
    watts_per_kg: 'W a kg',
    weight_change: 'kg more than before',
    ftp_change: 'W more than before',
  },
  sql: `
WITH told AS (
  SELECT athlete_id, captured_on, weight, ftp,
    row_number() OVER days AS day, lag(weight) OVER days AS weight_before, lag(ftp) OVER days AS ftp_before
  FROM athlete_snapshots
  WHERE resource_state >= 3 OR weight IS NOT NULL OR ftp IS NOT NULL
  WINDOW days AS (${DAYS})
), stretches AS (
  SELECT *, sum(day = 1 OR weight IS NOT weight_before OR ftp IS NOT ftp_before) OVER days AS stretch
  FROM told
  WINDOW days AS (${DAYS})
)
SELECT
  athlete_id,
  min(captured_on) AS since,
  max(captured_on) AS until,
  lead(stretch) OVER next IS NULL AS is_current,
  weight,
  ftp,
  ftp / nullif(weight, 0) AS watts_per_kg,
  weight - lag(weight) OVER next AS weight_change,
  ftp - lag(ftp) OVER next AS ftp_change
FROM stretches
GROUP BY athlete_id, stretch
WINDOW next AS (PARTITION BY athlete_id ORDER BY stretch)`,
};
