import { openActivities, type View } from './view.ts';

// A day counts by whole ones. Rounded to the decimetre first, since sums of tenths are not exact.
const whole = (metres: number) => `CAST(round(sum(km) * 10000) / ${metres * 10} AS INTEGER)`;

const NAME = 'eddington';

/**
 * The Eddington numbers. Days are put together by their whole kilometres and miles, which leaves a few hundred rows: each
 * knows how many days went at least as far, and the number is the highest that both reach.
 * @param activities from where they are taken, up to the first condition.
 */
const numbers = (activities: string) => `
WITH days AS (
  SELECT athlete_id, 'all' AS sport_group, ${whole(1000)} AS km, ${whole(1609.344)} AS miles
  FROM ${activities} AND deleted = 0 AND day IS NOT NULL AND km IS NOT NULL
  GROUP BY athlete_id, day
  UNION ALL
  SELECT athlete_id, sport_group, ${whole(1000)}, ${whole(1609.344)}
  FROM ${activities} AND deleted = 0 AND day IS NOT NULL AND km IS NOT NULL
  GROUP BY athlete_id, day, sport_group
), distances AS (
  SELECT athlete_id, sport_group, km, miles, count(*) AS days
  FROM days
  GROUP BY athlete_id, sport_group, km, miles
), units(unit) AS (
  VALUES ('km'), ('miles')
), farther AS (
  SELECT athlete_id, sport_group, unit, far, sum(days) OVER farther AS days
  FROM (
    SELECT athlete_id, sport_group, unit, CASE unit WHEN 'km' THEN km ELSE miles END AS far, days
    FROM distances CROSS JOIN units
  )
  WINDOW farther AS (PARTITION BY athlete_id, sport_group, unit ORDER BY far DESC)
), numbers AS (
  SELECT *, max(min(far, days)) OVER (PARTITION BY athlete_id, sport_group, unit) AS eddington FROM farther
)
SELECT
  athlete_id,
  sport_group,
  unit,
  eddington,
  eddington + 1 - coalesce(max(days) FILTER (WHERE far > eddington), 0) AS days_needed
FROM numbers
GROUP BY athlete_id, sport_group, unit`;

/** How many days went how far. */
export const eddington: View = {
  name: NAME,
  sentence:
    'The Eddington numbers: the highest E for which there are E days of E km or miles, in all and by group of sports.',
  columns: {
    athlete_id: 'whose',
    sport_group: '`all`, or as in `activities_local`; NULL: no sport sent',
    unit: '`km`, `miles`',
    eddington: 'the number',
    days_needed: 'how many days of one more km or mile the next number needs, beside those that there are',
  },
  sql: numbers('activities_local WHERE true'),
  settling: {
    types: {
      ...{ athlete_id: 'INTEGER', sport_group: 'TEXT', unit: 'TEXT', eddington: 'INTEGER' },
      ...{ days_needed: 'INTEGER' },
    },
    madeOf: ['activities'],
    digits: 0,
    part: "''",
    open: numbers(openActivities(NAME)),
  },
};
