import { type Column, FIELDS, type Field } from '../charts/recording.ts';
import type { Reading } from '../reading.ts';

/** What is to be known of a recording before it is read. */
export interface RecordingRow {
  /** Of the activity. */
  id: string;
  sport_type: string | null;
  device_watts: number | null;
  start_date_local: string | null;
  points: number;
}

/** The recording of an activity; undefined where this athlete has none. */
export const recordingOf = (reading: Reading, athlete: number, id: string): RecordingRow | undefined =>
  reading.row<RecordingRow>(
    `SELECT CAST(a.id AS TEXT) AS id, sport_type, device_watts, start_date_local, points
     FROM activities a JOIN activity_streams s ON s.activity_id = a.id
     WHERE a.id = CAST(? AS INTEGER) AND a.athlete_id = ? AND points > 0`,
    [id, athlete],
  );

/** The points of a recording, or every so manieth of them. */
export const pointsOf = (reading: Reading, id: string, every: number): Record<Field, unknown>[] =>
  reading.rows<Record<Field, unknown>>(
    `SELECT ${FIELDS} FROM stream_points WHERE activity_id = CAST(? AS INTEGER) AND point % CAST(? AS INTEGER) = 0
     ORDER BY point`,
    [id, every],
  );

/** When and how far a recording was at each point. */
export interface Way {
  time: Column;
  distance: Column;
}

/** The way of a recording; without points where there is none. */
export function wayOf(reading: Reading, id: string): Way {
  const points = reading.rows<{ time: number | null; distance: number | null }>(
    'SELECT time, distance FROM stream_points WHERE activity_id = CAST(? AS INTEGER) ORDER BY point',
    [id],
  );
  return { time: points.map(({ time }) => time), distance: points.map(({ distance }) => distance) };
}
