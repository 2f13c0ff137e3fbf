import type { Reading } from '../reading.ts';

/** How long an activity was in a zone. */
export interface ZoneRow {
  /** `heartrate`, `pace`, `power`, an open set. */
  kind: string;
  zone: number;
  /** bpm, m/s or W. */
  min: number | null;
  max: number | null;
  seconds: number | null;
  /** The zones of its day are not known, so that the first known ones are taken. */
  assumed: number;
}

/** As Strava counts it. */
export const zonesBySource = (reading: Reading, id: string): ZoneRow[] =>
  reading.rows<ZoneRow>(
    `SELECT type AS kind, zone, min, max, time AS seconds, 0 AS assumed FROM activity_zones
     WHERE activity_id = CAST(? AS INTEGER) ORDER BY type, zone`,
    [id],
  );

/** As the archive counts it, by the zones that were valid on its day. */
export const zonesByArchive = (reading: Reading, id: string): ZoneRow[] =>
  reading.rows<ZoneRow>(
    `SELECT CASE kind WHEN 'watts' THEN 'power' ELSE kind END AS kind, zone, min, max, seconds, assumed
     FROM time_in_zones WHERE activity_id = CAST(? AS INTEGER) ORDER BY kind, zone`,
    [id],
  );
