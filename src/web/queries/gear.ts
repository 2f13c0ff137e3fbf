import type { Reading } from '../reading.ts';

/** A bike or a pair of shoes, and what it was used for. */
export interface Gear {
  gear_id: string;
  gear: string | null;
  kind: 'bike' | 'shoes' | null;
  activities: number;
  km: number | null;
  hours: number | null;
  elevation: number | null;
  first_day: string | null;
  last_day: string | null;
  odometer_km: number | null;
  difference_km: number | null;
  retired: number | null;
  gone: number | null;
}

export const allGear = (reading: Reading, athlete: number): Gear[] =>
  reading.rows<Gear>(
    `SELECT gear_id, gear, kind, activities, km, hours, elevation, first_day, last_day, odometer_km, difference_km, retired,
       gone FROM gear_usage WHERE athlete_id = ? ORDER BY ifnull(retired, 0) + ifnull(gone, 0) > 0, last_day DESC, gear_id`,
    [athlete],
  );

/** What is written on it. */
export interface GearFacts {
  brand_name: string | null;
  model_name: string | null;
  description: string | null;
  weight: number | null;
  notification_distance: number | null;
}

export const gearFacts = (reading: Reading, athlete: number, id: string): GearFacts | undefined =>
  reading.row<GearFacts>(
    `SELECT brand_name, model_name, description, weight, notification_distance FROM gear WHERE id = ? AND athlete_id = ?`,
    [id, athlete],
  );

/** What a month of it adds up to. */
export interface GearMonth {
  month: string;
  activities: number;
  km: number | null;
  hours: number | null;
}

export const gearMonths = (reading: Reading, athlete: number, id: string): GearMonth[] =>
  reading.rows<GearMonth>(
    `SELECT month, count(*) AS activities, sum(km) AS km, sum(hours) AS hours FROM activities_local
     WHERE athlete_id = ? AND gear_id = ? AND deleted = 0 AND month IS NOT NULL GROUP BY month ORDER BY month`,
    [athlete, id],
  );
