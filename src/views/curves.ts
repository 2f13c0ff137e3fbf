import { sportGroup } from './sports.ts';
import type { View } from './view.ts';

const PERIOD = '`2026`, or `all` for all years together';
const WHERE = {
  activity_id: '`activities.id`',
  day: 'its local day',
  at: 's since its start',
};

const YEAR = "strftime('%Y', a.start_date_local)";

/** The highest mean power. */
export const powerCurve: View = {
  name: 'power_curve',
  sentence: 'The best mean power of each duration, by year and of all years; estimated watts never count.',
  columns: {
    athlete_id: 'whose',
    period: PERIOD,
    duration: 's, from 1 s to 5 h',
    watts: 'W, the highest mean over so long without a pause',
    ...WHERE,
  },
  sql: `
WITH best AS MATERIALIZED (
  SELECT c.athlete_id, ${YEAR} AS year, c.duration, max(c.value) AS watts, c.activity_id, date(a.start_date_local) AS day, c.at
  FROM activities a JOIN activity_curves c ON c.activity_id = a.id
  WHERE c.kind = 'watts' AND a.deleted_at IS NULL
  GROUP BY c.athlete_id, year, c.duration
)
SELECT athlete_id, year AS period, CAST(duration AS INTEGER) AS duration, watts, activity_id, day, at
FROM best WHERE year IS NOT NULL
UNION ALL
SELECT athlete_id, 'all', CAST(duration AS INTEGER), max(watts), activity_id, day, at
FROM best GROUP BY athlete_id, duration`,
};

const GROUP = sportGroup('a.sport_type');

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
    ...WHERE,
  },
  sql: `
WITH best AS MATERIALIZED (
  SELECT
    c.athlete_id, ${GROUP} AS sport_group, ${YEAR} AS year, c.distance, min(c.duration) AS seconds,
    c.activity_id, date(a.start_date_local) AS day, c.at
  FROM activities a JOIN activity_curves c ON c.activity_id = a.id
  WHERE c.kind = 'pace' AND a.deleted_at IS NULL
  GROUP BY c.athlete_id, sport_group, year, c.distance
),
periods AS (
  SELECT athlete_id, sport_group, year AS period, distance, seconds, activity_id, day, at
  FROM best WHERE year IS NOT NULL
  UNION ALL
  SELECT athlete_id, sport_group, 'all', distance, min(seconds), activity_id, day, at
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
  day,
  at
FROM periods`,
};
