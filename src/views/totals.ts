import { isOpen, openActivities, type Settling, type View } from './view.ts';

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

const SUM_TYPES = {
  ...{ sport_group: 'TEXT', sport_type: 'TEXT', activities: 'INTEGER', km: 'REAL', miles: 'REAL' },
  ...{ hours: 'REAL', elapsed_hours: 'REAL', elevation: 'REAL', longest_km: 'REAL' },
} as const;

interface Period extends Pick<Settling, 'digits' | 'part'> {
  name: string;
  each: string;
  /** What the view says of its period; the first column is grouped by, others follow from it. */
  columns: Readonly<Record<string, { means: string; type: 'TEXT' | 'INTEGER'; sql?: string }>>;
  /** The activities of the parts that are open, where not those from that day on; up to the first condition. */
  open?: string;
}

const totalsOf = ({ name, each, columns, digits, part, open = openActivities(name) }: Period): View => {
  const [first] = Object.keys(columns);
  const said = Object.entries(columns).map(([column, { sql }]) => (sql ? `${sql} AS ${column}` : column));
  const meanings = Object.entries(columns).map(([column, { means }]) => [column, means]);
  const types = Object.entries(columns).map(([column, { type }]) => [column, type]);
  /** @param activities from where they are taken, up to the first condition. */
  const totals = (activities: string) => `
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
FROM ${activities} AND deleted = 0 AND day IS NOT NULL
GROUP BY athlete_id, ${first}, sport_type`;
  return {
    name,
    sentence: `What ${each} adds up to, a row a sport.`,
    columns: { athlete_id: 'whose', ...Object.fromEntries(meanings), ...SUMS },
    sql: totals('activities_local WHERE true'),
    settling: {
      types: { athlete_id: 'INTEGER', ...Object.fromEntries(types), ...SUM_TYPES },
      madeOf: ['activities'],
      ...{ digits, part },
      open: totals(open),
    },
  };
};

const YEAR = { means: 'its year', type: 'INTEGER' } as const;

/** The totals by day, ISO week, month and year, all of them by the clock of the place. */
export const totals: readonly View[] = [
  totalsOf({
    ...{ name: 'daily_totals', each: 'a day', digits: 10, part: 'day' },
    columns: { day: { means: 'local day, `2026-11-24`', type: 'TEXT' } },
  }),
  totalsOf({
    ...{ name: 'weekly_totals', each: 'an ISO week', digits: 10, part: "date(monday, '+6 days')" },
    columns: {
      monday: {
        ...{ means: 'day on which the week began', type: 'TEXT' },
        sql: "date(start_date_local, 'weekday 0', '-6 days')",
      },
      week: { means: 'ISO week, `2026-W48`', type: 'TEXT' },
      year: {
        ...{ means: 'year of the week: that of its Thursday', type: 'INTEGER' },
        sql: 'CAST(substr(week, 1, 4) AS INTEGER)',
      },
    },
    // A week is open while one of its days is.
    open: `_settled CROSS JOIN activities_local USING (athlete_id)
  WHERE ${isOpen('weekly_totals', "date(start_date_local, 'weekday 0')")}
  AND start_date_local >= coalesce(date(open_since, '-6 days'), open_since)`,
  }),
  totalsOf({
    ...{ name: 'monthly_totals', each: 'a month', digits: 7, part: 'month' },
    columns: { month: { means: 'month, `2026-11`', type: 'TEXT' }, year: YEAR },
  }),
  totalsOf({
    ...{ name: 'yearly_totals', each: 'a year', digits: 4, part: "printf('%04d', year)" },
    columns: { year: { means: 'year', type: 'INTEGER' } },
  }),
];
