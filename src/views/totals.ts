import type { View } from './view.ts';

/** What the activities of a period add up to. */
const SUMS = {
  sport_group: 'as in `activities_local`; NULL: no sport sent',
  sport_type: '`Run`, `TrailRun`, `Ride` …; NULL: no sport sent',
  activities: 'how many, without deleted ones',
  km: 'km of all; NULL: none has a distance',
  miles: 'the same in miles',
  hours: 'moving time of all in hours',
  elapsed_hours: 'elapsed time of all in hours, with pauses',
  elevation: 'm climbed in all',
  longest_km: 'km of the longest',
};

interface Period {
  name: string;
  each: string;
  /** What the view says of its period; the first column is grouped by, others follow from it. */
  columns: Readonly<Record<string, { means: string; sql?: string }>>;
}

const totalsOf = ({ name, each, columns }: Period): View => {
  const [first] = Object.keys(columns);
  const said = Object.entries(columns).map(([column, { sql }]) => (sql ? `${sql} AS ${column}` : column));
  const meanings = Object.entries(columns).map(([column, { means }]) => [column, means]);
  return {
    name,
    sentence: `What ${each} adds up to, a row a sport.`,
    columns: { athlete_id: 'whose', ...Object.fromEntries(meanings), ...SUMS },
    sql: `
SELECT
  athlete_id,
  ${said.join(',\n  ')},
  sport_group,
  sport_type,
  count(*) AS activities,
  sum(km) AS km,
  sum(km) / 1.609344 AS miles,
  sum(hours) AS hours,
  sum(elapsed_hours) AS elapsed_hours,
  sum(elevation) AS elevation,
  max(km) AS longest_km
FROM activities_local
WHERE deleted = 0 AND day IS NOT NULL
GROUP BY athlete_id, ${first}, sport_type`,
  };
};

const YEAR = { means: 'its year' };

/** The totals by day, ISO week, month and year, all of them by the clock of the place. */
export const totals: readonly View[] = [
  totalsOf({
    name: 'daily_totals',
    each: 'a day',
    columns: { day: { means: 'local day, `2026-11-24`' } },
  }),
  totalsOf({
    name: 'weekly_totals',
    each: 'an ISO week',
    columns: {
      monday: { means: 'day on which the week began', sql: "date(start_date_local, 'weekday 0', '-6 days')" },
      week: { means: 'ISO week, `2026-W48`' },
      year: { means: 'year of the week: that of its Thursday', sql: 'CAST(substr(week, 1, 4) AS INTEGER)' },
    },
  }),
  totalsOf({
    name: 'monthly_totals',
    each: 'a month',
    columns: { month: { means: 'month, `2026-11`' }, year: YEAR },
  }),
  totalsOf({
    name: 'yearly_totals',
    each: 'a year',
    columns: { year: { means: 'year' } },
  }),
];
