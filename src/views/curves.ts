import { DISTANCES, DURATIONS, picked } from './activity-curves.ts';
import { sportGroup } from './sports.ts';
import type { View } from './view.ts';

const PERIOD = '`2026`, or `all` for all years together';
const OF_ACTIVITY = {
  activity_id: '`activities.id`',
  day: 'its local day',
  at: 's since its start',
};

/** A best and the number of its activity in one value, so that the best value says whose it is: 2³¹ of each. */
const ROOM = 2 ** 32;

/** The activities that count, by number: of equal ones, the first in time shall win. */
const numbered = (more: string, order: string) => `numbered AS MATERIALIZED (
  SELECT
    id, athlete_id, ${more}substr(start_date_local, 1, 4) AS year, date(start_date_local) AS day,
    row_number() OVER (ORDER BY start_date_local ${order}) AS number
  FROM activities WHERE deleted_at IS NULL
)`;

/** The best of each step in each period, out of the wide rows: first by year, then of all years. */
function best(kind: string, whose: readonly string[], pick: 'min' | 'max', steps: readonly number[]): string {
  const of = whose.join(', ');
  const from = (table: string) => whose.map((name) => `${table}.${name}`).join(', ');
  const list = (make: (i: number) => string) => steps.map((_, i) => make(i)).join(', ');
  return `wide AS MATERIALIZED (
  SELECT ${from('a')}, a.year,
    ${list((i) => `${pick}(best${i} * ${ROOM} + number) AS best${i}`)}
  FROM numbered a CROSS JOIN curve_rows c
  WHERE c.activity_id = a.id AND c.kind = '${kind}'
  GROUP BY ${from('a')}, a.year
),
steps(i, step) AS (VALUES ${list((i) => `(${i}, ${steps[i]})`)}),
years AS MATERIALIZED (
  SELECT ${of}, year, i, step, ${picked('best', steps)} AS packed FROM wide CROSS JOIN steps
),
periods AS (
  SELECT ${of}, year AS period, i, step, packed FROM years WHERE year IS NOT NULL AND packed IS NOT NULL
  UNION ALL
  SELECT ${of}, 'all', i, step, ${pick}(packed) FROM years WHERE packed IS NOT NULL GROUP BY ${of}, i, step
),
found AS (
  SELECT ${from('p')}, period, i, step, packed / ${ROOM} / 10.0 AS best, id, day
  FROM periods p JOIN numbered a ON a.number = packed % ${ROOM}
)`;
}

const AT = (kind: string, steps: readonly number[]) =>
  `(SELECT ${picked('at', steps)} FROM curve_rows WHERE activity_id = found.id AND kind = '${kind}') AS at`;

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
WITH ${numbered('', 'DESC')},
${best('watts', ['athlete_id'], 'max', DURATIONS)}
SELECT
  athlete_id,
  period,
  step AS duration,
  best AS watts,
  id AS activity_id,
  day,
  ${AT('watts', DURATIONS)}
FROM found`,
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
WITH ${numbered(`${sportGroup('sport_type')} AS sport_group, `, 'ASC')},
${best('pace', ['athlete_id', 'sport_group'], 'min', DISTANCES)}
SELECT
  athlete_id,
  sport_group,
  period,
  step AS distance,
  best AS seconds,
  best * 1000 / step AS pace,
  step * 3.6 / best AS kmh,
  id AS activity_id,
  day,
  ${AT('pace', DISTANCES)}
FROM found`,
};
