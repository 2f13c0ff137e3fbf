import { openActivities, type View } from './view.ts';

const SUMS = ['activities', 'km', 'hours', 'elevation'];
const running = SUMS.map((sum) => `sum(${sum}) OVER year AS ${sum}`);

const NAME = 'cumulative_by_day';

/** The days of one selection: of all sports, or of each group of them. */
const daysOf = (activities: string, group: string, by: string) => `
  SELECT athlete_id, ${group} AS sport_group, day, count(*) AS activities, sum(km) AS km, sum(hours) AS hours,
    sum(elevation) AS elevation
  FROM ${activities} AND deleted = 0 AND day IS NOT NULL
  GROUP BY ${by}`;

/** @param activities from where they are taken, up to the first condition. */
const grown = (activities: string) => `
SELECT
  athlete_id,
  sport_group,
  CAST(substr(day, 1, 4) AS INTEGER) AS year,
  substr(day, 6) AS month_day,
  day,
  ${running.join(',\n  ')}
FROM (${daysOf(activities, "'all'", 'athlete_id, day')}
  UNION ALL${daysOf(activities, 'sport_group', 'athlete_id, day, sport_group')}
)
WINDOW year AS (PARTITION BY athlete_id, sport_group, substr(day, 1, 4) ORDER BY day ROWS UNBOUNDED PRECEDING)`;

/** Each year as it grew; text in the order of the calendar makes leap days a day like any other. */
export const cumulativeByDay: View = {
  name: NAME,
  sentence: 'How a year added up: what it had on each day with an activity, in all and by group of sports.',
  columns: {
    athlete_id: 'whose',
    sport_group: '`all`, or as in `activities_local`; NULL: no sport sent',
    year: 'year of the day',
    month_day:
      "its place in the year, `11-24`; `max(km) … WHERE month_day <= '11-24' GROUP BY year` compares years to that day",
    day: 'local day',
    activities: 'how many since the year began, without deleted ones',
    km: 'km since the year began',
    hours: 'hours of moving since the year began',
    elevation: 'm climbed since the year began',
  },
  sql: grown('activities_local WHERE true'),
  settling: {
    types: {
      ...{ athlete_id: 'INTEGER', sport_group: 'TEXT', year: 'INTEGER', month_day: 'TEXT', day: 'TEXT' },
      ...{ activities: 'INTEGER', km: 'REAL', hours: 'REAL', elevation: 'REAL' },
    },
    madeOf: ['activities'],
    digits: 4,
    part: 'substr(day, 1, 4)',
    open: grown(openActivities(NAME)),
  },
};
