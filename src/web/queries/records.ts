import type { Reading } from '../reading.ts';

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
  reading: Reading,
  athlete: number,
  days: { months: string; year: string },
): readonly StandingRecord[] =>
  reading.remember(`standing ${athlete} ${days.months}`, () =>
    reading.rows<StandingRecord>(
      `WITH recent AS (
       SELECT name, min(elapsed_time) AS of_months,
         min(elapsed_time) FILTER (WHERE date(start_date_local) >= ?) AS of_year
       FROM best_efforts WHERE athlete_id = ? AND date(start_date_local) >= ? AND ${ALIVE} GROUP BY name
     ), beaten AS (SELECT name, count(*) AS records FROM personal_records WHERE athlete_id = ? GROUP BY name)
     SELECT r.name, r.distance, r.seconds, r.day, CAST(r.activity_id AS TEXT) AS activity_id, r.better_by, a.sport_type,
       recent.of_months, recent.of_year, beaten.records
     FROM personal_records r LEFT JOIN activities a ON a.id = r.activity_id
       LEFT JOIN recent USING (name) LEFT JOIN beaten USING (name)
     WHERE r.athlete_id = ? AND r.stands ORDER BY r.distance`,
      [days.year, athlete, days.months, athlete, athlete],
    ),
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

/** An Eddington number. */
export interface EddingtonNumber {
  sport_group: string | null;
  unit: 'km' | 'miles';
  eddington: number;
  days_needed: number;
}

export const eddingtonNumbers = (reading: Reading, athlete: number): readonly EddingtonNumber[] =>
  reading.remember(`eddingtons ${athlete}`, () =>
    reading.rows<EddingtonNumber>(
      `SELECT sport_group, unit, eddington, days_needed FROM eddington WHERE athlete_id = ? AND eddington > 0
     ORDER BY sport_group = 'all' DESC, unit, eddington DESC`,
      [athlete],
    ),
  );

/** The farthest, longest and highest activity of a group of sports. */
export interface Extreme {
  kind: 'km' | 'hours' | 'elevation';
  id: string;
  name: string | null;
  day: string | null;
  value: number;
}

export const extremesOf = (reading: Reading, athlete: number, group: string): Extreme[] =>
  (['km', 'hours', 'elevation'] as const).flatMap((kind) =>
    reading.rows<Extreme>(
      `SELECT '${kind}' AS kind, CAST(id AS TEXT) AS id, name, day, ${kind} AS value FROM activities_local
       WHERE athlete_id = ? AND deleted = 0 AND ${kind} > 0 AND (? = 'all' OR sport_group = ?)
       ORDER BY ${kind} DESC LIMIT 1`,
      [athlete, group, group],
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

export const powerCurve = (reading: Reading, athlete: number): readonly CurvePoint[] =>
  reading.remember(`power ${athlete}`, () =>
    reading.rows<CurvePoint>(
      `SELECT period, duration AS at, watts AS value, CAST(activity_id AS TEXT) AS activity_id, day FROM power_curve
       WHERE athlete_id = ? ORDER BY period, duration`,
      [athlete],
    ),
  );

/** The values are seconds a metre. */
export const paceCurve = (reading: Reading, athlete: number, group: string): readonly CurvePoint[] =>
  reading.remember(`pace ${athlete} ${group}`, () =>
    reading.rows<CurvePoint>(
      `SELECT period, distance AS at, seconds / distance AS value, CAST(activity_id AS TEXT) AS activity_id, day
       FROM pace_curve WHERE athlete_id = ? AND sport_group = ? ORDER BY period, distance`,
      [athlete, group],
    ),
  );

/** Of how many activities there is a curve, among those that have streams. */
export const curvesThere = (
  reading: Reading,
  athlete: number,
): { watts: number; pace: number; streams: number } =>
  reading.row<{ watts: number; pace: number; streams: number }>(
    `SELECT
       (SELECT count(*) FROM curve_rows WHERE athlete_id = ? AND kind = 'watts') AS watts,
       (SELECT count(*) FROM curve_rows WHERE athlete_id = ? AND kind = 'pace') AS pace,
       (SELECT count(*) FROM activity_streams WHERE athlete_id = ?) AS streams`,
    [athlete, athlete, athlete],
  ) ?? { watts: 0, pace: 0, streams: 0 };
