import type { GrowingYear } from '../charts/cumulative.tsx';
import { MEASURES, type Measure } from '../format/totals.ts';
import type { Reading } from '../reading.ts';
import type { Within } from '../within.ts';

/** What a group of sports adds to a week. */
interface WeekPart {
  group: string;
  value: number;
}

/** What a span of time adds up to. */
export type Sums = Record<Measure, number | null>;

const ALL = MEASURES.map((measure) => `sum(${measure}) AS ${measure}`).join(', ');

/** A day that added something, and what its year had until then. */
interface Grown extends Sums {
  year: number;
  month_day: string;
}

/** Every year as it grew, day by day. */
export const growth = (of: Within): readonly Grown[] =>
  of.rows<Grown>(
    ['cumulative_by_day'],
    `SELECT year, month_day, ${MEASURES.join(', ')} FROM cumulative_by_day WHERE athlete_id = ? AND sport_group = 'all'
     ORDER BY year, month_day`,
    [of.athlete],
  );

/** A year up to a day of it, the day included. @param monthDay `11-24`. */
export function yearTo(grown: readonly Grown[], at: { year: number; monthDay: string }): Sums {
  const days = grown.filter(({ year, month_day }) => year === at.year && month_day <= at.monthDay);
  return days.at(-1) ?? { km: null, hours: null, elevation: null, activities: null };
}

/** Every year as it grew, in one measure. */
export function growingYears(grown: readonly Grown[], measure: Measure): GrowingYear[] {
  const years = new Map<number, { month_day: string; value: number }[]>();
  for (const { year, month_day, [measure]: value } of grown) {
    const points = years.get(year) ?? [];
    points.push({ month_day, value: value ?? 0 });
    years.set(year, points);
  }
  return [...years].map(([year, points]) => ({ year, points }));
}

/** What each week has, by the Monday on which it began, the groups of sports with most of it first. */
export function weeksOf(of: Within, measure: Measure): Map<string, readonly WeekPart[]> {
  const rows = of.rows<{ monday: string; sport_group: string | null; value: number | null }>(
    ['weekly_totals'],
    `SELECT monday, sport_group, sum(${measure}) AS value FROM weekly_totals WHERE athlete_id = ?
     GROUP BY monday, sport_group ORDER BY monday, value DESC`,
    [of.athlete],
  );
  const weeks = new Map<string, WeekPart[]>();
  for (const { monday: at, sport_group, value } of rows) {
    const parts = weeks.get(at) ?? [];
    if (value) parts.push({ group: sport_group ?? 'other', value });
    weeks.set(at, parts);
  }
  return weeks;
}

/** What each day has. */
export const daysOf = (of: Within, measure: Measure): Map<string, number> =>
  new Map(
    of
      .rows<{ day: string; value: number | null }>(
        ['daily_totals'],
        `SELECT day, sum(${measure}) AS value FROM daily_totals WHERE athlete_id = ? GROUP BY day`,
        [of.athlete],
      )
      .map(({ day: at, value }) => [at, value ?? 0]),
  );

export const allTime = (reading: Reading, athlete: number): Sums =>
  reading.remember(
    `all time ${athlete}`,
    () => reading.row<Sums>(`SELECT ${ALL} FROM yearly_totals WHERE athlete_id = ?`, [athlete]) as Sums,
  );

/** The ISO week that begins on a Monday, `2026-W48`: it belongs to the year of its Thursday. */
export function isoWeekOf(monday: string): string {
  const thursday = new Date(Date.parse(`${monday}T00:00:00Z`) + 3 * 86_400_000);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}
