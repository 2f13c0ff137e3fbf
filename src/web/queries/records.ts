import type { Reading } from '../reading.ts';
import type { Within } from '../within.ts';

/** The record over a distance, and the best of the last twelve months and of this year. */
export interface StandingRecord {
  name: string;
  distance: number | null;
  seconds: number;
  day: string | null;
  activity_id: string;
  better_by: number | null;
  sport_type: string | null;
  of_months: number | null;
  of_year: number | null;
  records: number;
}

const ALIVE = 'activity_id NOT IN (SELECT id FROM activities WHERE deleted_at IS NOT NULL)';

/** @param days from when on the last twelve months and this year count, as local days. */
export const standingRecords = (
  of: Within,
  days: { months: string; year: string },
): readonly StandingRecord[] =>
  of.rows<StandingRecord>(
    ['personal_records'],
    `SELECT r.name, r.distance, r.seconds, r.day, CAST(r.activity_id AS TEXT) AS activity_id, r.better_by, a.sport_type,
       recent.of_months, recent.of_year, r.records
     FROM (
       SELECT *, count(*) OVER (PARTITION BY name) AS records FROM personal_records WHERE athlete_id = ?
     ) r LEFT JOIN activities a ON a.id = r.activity_id
       LEFT JOIN (
         SELECT name, min(elapsed_time) AS of_months,
           min(elapsed_time) FILTER (WHERE date(start_date_local) >= ?) AS of_year
         FROM best_efforts WHERE athlete_id = ? AND date(start_date_local) >= ? AND ${ALIVE} GROUP BY name
       ) recent USING (name)
     WHERE r.stands ORDER BY r.distance`,
    [of.athlete, days.year, of.athlete, days.months],
  );

/** A record as it was, until it was beaten. */
export interface PastRecord {
  distance: number | null;
  seconds: number;
  better_by: number | null;
  day: string | null;
  activity_id: string;
  activity: string | null;
  beaten_on: string | null;
  stands: number;
}

/** The records over one distance, the newest first. */
export const recordsOver = (reading: Reading, athlete: number, name: string): PastRecord[] =>
  reading.rows<PastRecord>(
    `SELECT distance, seconds, better_by, day, CAST(activity_id AS TEXT) AS activity_id, beaten_on, stands,
       (SELECT a.name FROM activities a WHERE a.id = r.activity_id) AS activity
     FROM personal_records r WHERE athlete_id = ? AND r.name = ? ORDER BY start_date DESC`,
    [athlete, name],
  );

/** Every effort over one distance. */
export const effortsOver = (
  reading: Reading,
  athlete: number,
  name: string,
): { day: string; seconds: number }[] =>
  reading.rows(
    `SELECT date(start_date_local) AS day, elapsed_time AS seconds FROM best_efforts
     WHERE athlete_id = ? AND name = ? AND start_date_local IS NOT NULL AND elapsed_time IS NOT NULL AND ${ALIVE}
     ORDER BY start_date_local`,
    [athlete, name],
  );

/** The farthest, longest and highest activity. */
export interface Extreme {
  kind: 'km' | 'hours' | 'elevation';
  id: string;
  name: string | null;
  day: string | null;
  value: number;
}

export const extremesOf = (of: Within): readonly Extreme[] =>
  (['km', 'hours', 'elevation'] as const).flatMap((kind) =>
    of.rows<Extreme>(
      [],
      // Which one it is the index says alone.
      `SELECT '${kind}' AS kind, CAST(most.id AS TEXT) AS id, name, day, value
       FROM (
         SELECT id, ${kind} AS value FROM activities_local
         WHERE athlete_id = ? AND deleted = 0 AND ${kind} > 0 ORDER BY ${kind} DESC LIMIT 1
       ) most CROSS JOIN main.activities_local AS a ON a.id = most.id`,
      [of.athlete],
    ),
  );

/** A point of a curve of a year, or of all years. */
export interface CurvePoint {
  period: string;
  at: number;
  value: number;
  activity_id: string;
  day: string | null;
}

export const powerCurve = (of: Within): readonly CurvePoint[] =>
  of.rows<CurvePoint>(
    ['power_curve'],
    `SELECT period, duration AS at, watts AS value, CAST(activity_id AS TEXT) AS activity_id, day FROM power_curve
     WHERE athlete_id = ? ORDER BY period, duration`,
    [of.athlete],
  );

/** A point of the pace curve of a group of sports; its value is seconds a metre. */
export interface PacePoint extends CurvePoint {
  sport_group: string | null;
}

export const paceCurves = (of: Within): readonly PacePoint[] =>
  of.rows<PacePoint>(
    ['pace_curve'],
    `SELECT sport_group, period, distance AS at, seconds / distance AS value, CAST(activity_id AS TEXT) AS activity_id, day
     FROM pace_curve WHERE athlete_id = ? ORDER BY period, distance`,
    [of.athlete],
  );

/** Of how many activities there is a curve, among those that have streams. */
export function curvesThere(of: Within): { watts: number; pace: number; streams: number } {
  const counts = of.rows<{ what: 'watts' | 'pace' | 'streams'; n: number }>(
    [],
    `SELECT kind AS what, count(*) AS n FROM curve_rows
     WHERE activity_id IN (SELECT id FROM activities WHERE athlete_id = ? AND deleted_at IS NULL)
       AND kind IN ('watts', 'pace') GROUP BY kind
     UNION ALL
     SELECT 'streams', count(*) FROM activity_streams
     WHERE activity_id IN (SELECT id FROM activities WHERE athlete_id = ? AND deleted_at IS NULL)`,
    [of.athlete, of.athlete],
  );
  return {
    ...{ watts: 0, pace: 0, streams: 0 },
    ...Object.fromEntries(counts.map(({ what, n }) => [what, n])),
  };
}
