import type { Reader } from '../../sqlite/read.ts';

/** A number as it was recorded; anything that is none counts as not recorded. */
type Measured = number | null;

/** A recorded point, in the units of the view `stream_points`. */
export interface Point {
  time: Measured;
  distance: Measured;
  lat: Measured;
  lng: Measured;
  altitude: Measured;
  heartrate: Measured;
  cadence: Measured;
  watts: Measured;
  temp: Measured;
}

/** A lap, in the units of the table `laps`. */
export interface Lap {
  start_date: string | null;
  elapsed_time: Measured;
  distance: Measured;
  max_speed: Measured;
  average_heartrate: Measured;
  max_heartrate: Measured;
  start_index: number | null;
}

/** An activity, in the units of the table `activities`. */
export interface Activity extends Omit<Lap, 'start_index'> {
  id: string;
  name: string | null;
  description: string | null;
  sport_type: string | null;
  sport_group: string | null;
  start_date_local: string | null;
  moving_time: Measured;
  total_elevation_gain: Measured;
  calories: Measured;
  gear_id: string | null;
  deleted_at: string | null;
}

/** An activity with all that was recorded of it. */
export interface Recorded {
  activity: Activity;
  laps: readonly Lap[];
  points: readonly Point[];
}

/** Whether a point was somewhere: a receiver without a signal says nothing, or what is nowhere. */
export const isPlace = ({ lat, lng }: Point): boolean => isWithin(lat, -90, 90) && isWithin(lng, -180, 180);

/** Whether it is a number between these. */
export const isWithin = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && value >= least && value <= most;

/** Epoch milliseconds of an instant; undefined where it is none. */
export function epochOf(instant: string | null): number | undefined {
  const ms = instant === null ? Number.NaN : Date.parse(instant);
  return Number.isNaN(ms) ? undefined : ms;
}

// The years 1 to 9999, which every reader of dates knows.
const FIRST_MS = -62_135_596_800_000;
const LAST_MS = 253_402_300_799_999;

/** When a point was recorded, `2026-11-24T10:00:00Z`, with milliseconds only where it has some. */
export function instantOf(start: number | undefined, { time }: Pick<Point, 'time'>): string | undefined {
  const ms = start === undefined || typeof time !== 'number' ? Number.NaN : start + time * 1_000;
  if (!isWithin(ms, FIRST_MS, LAST_MS)) return undefined;
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

const ACTIVITY = `SELECT CAST(a.id AS TEXT) AS id, a.name, a.description, a.sport_type, v.sport_group, a.start_date,
  a.start_date_local, a.distance, a.moving_time, a.elapsed_time, a.total_elevation_gain, a.calories, a.max_speed,
  a.average_heartrate, a.max_heartrate, a.gear_id, a.deleted_at
  FROM activities a JOIN activities_local v ON v.id = a.id WHERE a.id = ?`;
const LAPS = `SELECT start_date, elapsed_time, distance, max_speed, average_heartrate, max_heartrate, start_index
  FROM laps WHERE activity_id = ? ORDER BY lap_index, id`;
const POINTS = `SELECT time, distance, lat, lng, altitude, heartrate, cadence, watts, temp
  FROM stream_points WHERE activity_id = ? ORDER BY point`;

/** A way to read activities with their recordings, one after the other. */
export function recordingReader({ $client }: Reader): (id: bigint) => Recorded {
  const [activity, laps, points] = [ACTIVITY, LAPS, POINTS].map((sql) => $client.prepare(sql));
  return (id) => ({
    activity: activity?.get(id) as Activity,
    laps: (laps?.all(id) ?? []) as Lap[],
    points: (points?.all(id) ?? []) as Point[],
  });
}
