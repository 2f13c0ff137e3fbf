import { sportGroup } from './sports.ts';
import type { View } from './view.ts';

const PERIOD = '`2026`, or `all` for all years together';
const OF_ACTIVITY = {
  activity_id: '`activities.id`',
  day: 'its local day',
  at: 's since its start',
};

/** The activities that count, and what is asked of them, from an index that has all of it. */
const BEST = (kind: string) => `FROM activities a CROSS JOIN activity_curves c
  WHERE a.deleted_at IS NULL AND c.activity_id = a.id AND c.kind = '${kind}'`;
const YEAR = 'substr(a.start_date_local, 1, 4)';
const DAY = '(SELECT date(start_date_local) FROM activities WHERE id = activity_id) AS day';

/** The highest mean power. */
export const powerCurve: View = {
  name: 'power_curve',
  sentence: 'The best mean power of each duration, by year and of all years; estimated watts never count.',
  columns: {
    athlete_id: 'whose',
    period: PERIOD,
    duration: 's, from 1 s to 5 h',
    watts: 'W, the highest mean over so long without a pause',
    ...OF_ACTIVITY,
  },
  sql: `
WITH best AS MATERIALIZED (
  SELECT a.athlete_id, ${YEAR} AS year, c.duration, max(c.value) AS watts, c.activity_id, c.at
  ${BEST('watts')}
  GROUP BY a.athlete_id, year, c.duration
),
periods AS (
  SELECT athlete_id, year AS period, duration, watts, activity_id, at FROM best WHERE year IS NOT NULL
  UNION ALL
  SELECT athlete_id, 'all', duration, max(watts), activity_id, at FROM best GROUP BY athlete_id, duration
)
SELECT
  athlete_id,
  period,
  CAST(duration AS INTEGER) AS duration,
  watts,
  activity_id,
  ${DAY},
  at
FROM periods`,
};

/** The least time for a distance. */
export const paceCurve: View = {
  name: 'pace_curve',
  sentence: 'The best time over each distance, by group of sports, by year and of all years.',
  columns: {
    athlete_id: 'whose',
    sport_group: 'as in `activities_local`; NULL: no sport sent',
    period: PERIOD,
    distance: 'm, from 400 m to 200 km',
    seconds: 's, the least for so far; the clock runs on in pauses',
    pace: 's a km',
    kmh: 'km/h',
    ...OF_ACTIVITY,
  },
  sql: `
WITH of_sports AS MATERIALIZED (
  SELECT a.athlete_id, a.sport_type, ${YEAR} AS year, c.distance, min(c.duration) AS seconds, c.activity_id, c.at
  ${BEST('pace')}
  GROUP BY a.athlete_id, a.sport_type, year, c.distance
),
best AS MATERIALIZED (
  SELECT
    athlete_id, ${sportGroup('sport_type')} AS sport_group, year, distance, min(seconds) AS seconds,
    activity_id, at
  FROM of_sports GROUP BY athlete_id, sport_group, year, distance
),
periods AS (
  SELECT athlete_id, sport_group, year AS period, distance, seconds, activity_id, at
  FROM best WHERE year IS NOT NULL
  UNION ALL
  SELECT athlete_id, sport_group, 'all', distance, min(seconds), activity_id, at
  FROM best GROUP BY athlete_id, sport_group, distance
)
SELECT
  athlete_id,
  sport_group,
  period,
  distance,
  seconds,
  seconds * 1000 / distance AS pace,
  distance * 3.6 / seconds AS kmh,
  activity_id,
  ${DAY},
  at
FROM periods`,
};
