import type { Reading } from '../reading.ts';
import type { Within } from '../within.ts';

/** What a year, a month or a sport adds up to. */
export interface Sums {
  activities: number;
  km: number | null;
  hours: number | null;
  elevation: number | null;
  longest_km: number | null;
}

const SUMS = `sum(activities) AS activities, sum(km) AS km, sum(hours) AS hours, sum(elevation) AS elevation,
  max(longest_km) AS longest_km`;

/** The newest first. */
export const yearsOf = (of: Within): readonly (Sums & { year: number })[] =>
  of.rows(
    ['yearly_totals'],
    `SELECT year, ${SUMS} FROM yearly_totals WHERE athlete_id = ? GROUP BY year ORDER BY year DESC`,
    [of.athlete],
  );

/** What each group of sports adds to a month. */
export interface MonthPart {
  month: string;
  sport_group: string | null;
  activities: number;
  km: number | null;
  hours: number | null;
  elevation: number | null;
}

/** @param from the first month, `2025-01`. @param to the last one. */
export const monthsOf = (of: Within, { from, to }: { from: string; to: string }): readonly MonthPart[] =>
  of.rows<MonthPart>(
    ['monthly_totals'],
    `SELECT month, sport_group, sum(activities) AS activities, sum(km) AS km, sum(hours) AS hours,
       sum(elevation) AS elevation
     FROM monthly_totals WHERE athlete_id = ? AND month BETWEEN ? AND ? GROUP BY month, sport_group ORDER BY month`,
    [of.athlete, from, to],
  );

/** What a sport adds to a year. */
export interface SportSums extends Sums {
  sport_type: string | null;
}

/** The most time first. */
export const sportsOf = (of: Within): readonly SportSums[] =>
  of.rows<SportSums>(
    ['yearly_totals'],
    `SELECT sport_type, ${SUMS} FROM yearly_totals WHERE athlete_id = ? GROUP BY sport_type ORDER BY hours DESC`,
    [of.athlete],
  );

/** How long a month was spent in a zone of heart rate or power. */
export interface ZoneMonth {
  month: string;
  kind: 'heartrate' | 'watts';
  zone: number;
  seconds: number;
}

/** @param from the first month, `2025-01`. */
export const zoneMonths = (of: Within, from: string): readonly ZoneMonth[] =>
  of.rows<ZoneMonth>(
    ['monthly_zones'],
    `SELECT month, kind, zone, sum(seconds) AS seconds FROM monthly_zones
     WHERE athlete_id = ? AND month >= ? GROUP BY month, kind, zone ORDER BY month, kind, zone`,
    [of.athlete, from],
  );

/** A stretch of days in which the profile said the same. */
export interface Weighed {
  since: string;
  until: string;
  weight: number | null;
  ftp: number | null;
  watts_per_kg: number | null;
}

export const weightAndFtp = (reading: Reading, athlete: number): readonly Weighed[] =>
  reading.rowsOnce<Weighed>(
    'SELECT since, until, weight, ftp, watts_per_kg FROM weight_and_ftp WHERE athlete_id = ? ORDER BY since',
    [athlete],
  );

/** A record that fell in a year. */
export interface FallenRecord {
  name: string;
  seconds: number;
  better_by: number | null;
  day: string;
  activity_id: string;
}

/** The best of each distance that fell in a year. */
export const recordsIn = (reading: Reading, athlete: number, year: number): readonly FallenRecord[] =>
  reading
    .rowsOnce<FallenRecord & { year: number }>(
      `SELECT CAST(day AS INTEGER) AS year, name, min(seconds) AS seconds, better_by, day,
         CAST(activity_id AS TEXT) AS activity_id
       FROM personal_records WHERE athlete_id = ? AND day IS NOT NULL GROUP BY year, name ORDER BY distance`,
      [athlete],
    )
    .filter((record) => record.year === year);

/** What was used most in a year. */
export const gearIn = (
  of: Within,
): readonly { gear_id: string; gear: string | null; km: number | null; activities: number }[] =>
  of.rows(
    [],
    `SELECT gear_id, gear, sum(km) AS km, count(*) AS activities FROM activities_local
     WHERE athlete_id = ? AND deleted = 0 AND gear_id IS NOT NULL GROUP BY gear_id ORDER BY km DESC LIMIT 6`,
    [of.athlete],
  );

/** The activities of a year that went farthest, longest and highest. */
export const topOf = (
  of: Within,
): readonly {
  id: string;
  name: string | null;
  day: string;
  sport_type: string | null;
  km: number | null;
  hours: number | null;
  elevation: number | null;
}[] =>
  of.rows(
    [],
    `SELECT CAST(id AS TEXT) AS id, name, day, sport_type, km, hours, elevation FROM activities_local
     WHERE athlete_id = ? AND deleted = 0 ORDER BY hours DESC LIMIT 8`,
    [of.athlete],
  );
