import type { View } from './view.ts';

const DELETED = 'SELECT id FROM activities WHERE deleted_at IS NOT NULL';
const COUNTED = `segment_id IS NOT NULL AND elapsed_time IS NOT NULL AND activity_id NOT IN (${DELETED})`;
const OF_SEGMENT = 'PARTITION BY segment_id, athlete_id';

/** One segment over time. */
const segmentHistory: View = {
  name: 'segment_history',
  sentence: 'Your efforts on segments, a row an effort, each against the best of yours; ask for one segment.',
  columns: {
    athlete_id: 'whose',
    segment_id: '`segments.id`',
    segment: 'its name',
    effort_id: '`segment_efforts.id`, 19 digits',
    activity_id: 'the activity it was in',
    start_date_local: 'local time at which it began',
    day: 'local day',
    seconds: 's, elapsed',
    kmh: 'km/h',
    average_heartrate: 'bpm; NULL: no heart rate',
    average_watts: 'W; NULL: no power',
    device_watts: '1: measured, 0: estimated; NULL: no power',
    rank: '1: your best; equal ones share a rank',
    behind: 's slower than your best',
    was_best: '1: faster than all before it; NULL: its time is not known',
    pr_rank: '1 to 3, as Strava ranked it then among yours; NULL: not among them',
    kom_rank: '1 to 10, as Strava ranked it then among all; NULL: not among them',
  },
  sql: `
WITH ranked AS (
  SELECT id, segment_id, athlete_id,
    rank() OVER (${OF_SEGMENT} ORDER BY elapsed_time) AS rank,
    elapsed_time - min(elapsed_time) OVER (${OF_SEGMENT}) AS behind,
    iif(start_date IS NULL, NULL, elapsed_time < ifnull(min(elapsed_time) FILTER (WHERE start_date IS NOT NULL) OVER (
      ${OF_SEGMENT} ORDER BY start_date, elapsed_time ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 9e999)) AS was_best
  FROM segment_efforts
  WHERE ${COUNTED}
)
SELECT
  ranked.athlete_id,
  ranked.segment_id,
  coalesce(segments.name, effort.name) AS segment,
  effort.id AS effort_id,
  activity_id,
  start_date_local,
  date(start_date_local) AS day,
  elapsed_time AS seconds,
  effort.distance * 3.6 / nullif(elapsed_time, 0) AS kmh,
  average_heartrate,
  average_watts,
  device_watts,
  rank,
  behind,
  was_best,
  pr_rank,
  kom_rank
FROM ranked
JOIN segment_efforts AS effort ON effort.id = ranked.id
LEFT JOIN segments ON segments.id = ranked.segment_id AND segments.athlete_id = ranked.athlete_id`,
};

/** What the first or last of the efforts that count says, in an order; looked up only where it is asked for. */
const ofFirst = (column: string, order: string, condition = '') => `(
    SELECT ${column} FROM segment_efforts AS effort
    WHERE effort.segment_id = efforts.segment_id AND effort.athlete_id = efforts.athlete_id${condition} AND ${COUNTED}
    ORDER BY ${order} LIMIT 1
  )`;
/** Two things of the best in one look at it, the id before a slash: `CAST` reads as far as a number goes. */
const BEST = "activity_id || '/' || coalesce(start_date_local, '')";
const ofBest = (column: string) => ofFirst(column, 'start_date_local', ' AND elapsed_time = seconds');

/** What all the efforts of such a kind on each segment sum up to. */
const sumsOf = (condition: string) => `
  SELECT segment_id, athlete_id, count(*) AS efforts, min(elapsed_time) AS seconds, max(start_date_local) AS last_start
  FROM segment_efforts
  WHERE ${condition} AND elapsed_time IS NOT NULL
  GROUP BY segment_id, athlete_id`;

/**
 * All segments; the index `segment_efforts_segment` has all that their sums need. To ask each of a hundred thousand efforts
 * whether it was deleted takes as long as the sums: it is asked only on segments where the best or the last was in a deleted one.
 */
const segmentRecords: View = {
  name: 'segment_records',
  sentence: 'The segments that you were on: how often, and your best time.',
  columns: {
    athlete_id: 'whose',
    segment_id: '`segments.id`',
    segment: 'its name',
    activity_type: '`Ride`, `Run`',
    distance: 'm',
    average_grade: '%',
    efforts: 'how many of yours have a time, without those of deleted activities',
    seconds: 's, elapsed, of the best',
    day: 'local day of the best; of equal ones the first',
    activity_id: 'the activity that it was in',
    last_day: 'local day of your last effort',
  },
  sql: `
WITH gone AS (${sumsOf(`activity_id IN (${DELETED})`)}
), every AS (${sumsOf('segment_id IS NOT NULL')}
), efforts AS (
  SELECT efforts.segment_id, efforts.athlete_id, efforts.efforts - coalesce(gone.efforts, 0) AS efforts,
    iif(gone.seconds = efforts.seconds, ${ofFirst('elapsed_time', 'elapsed_time')}, efforts.seconds) AS seconds,
    iif(gone.last_start = efforts.last_start, ${ofFirst('start_date_local', 'start_date_local DESC')}, efforts.last_start)
      AS last_start
  FROM every AS efforts LEFT JOIN gone USING (segment_id, athlete_id)
  WHERE efforts.efforts > coalesce(gone.efforts, 0)
), bests AS MATERIALIZED (
  SELECT *, ${ofBest(BEST)} AS best FROM efforts
)
SELECT
  efforts.athlete_id,
  segment_id,
  coalesce(name, ${ofBest('name')}) AS segment,
  activity_type,
  distance,
  average_grade,
  efforts,
  seconds,
  date(substr(best, instr(best, '/') + 1)) AS day,
  CAST(best AS INTEGER) AS activity_id,
  date(last_start) AS last_day
FROM bests AS efforts LEFT JOIN segments ON segments.id = segment_id AND segments.athlete_id = efforts.athlete_id`,
};

/** Segments, one by one and over time. */
export const segmentViews: readonly View[] = [segmentRecords, segmentHistory];
