import type { View } from './view.ts';

/** Everything that was used or is owned, also what was never used or not read yet. */
export const gearUsage: View = {
  name: 'gear_usage',
  sentence: 'What each bike and pair of shoes was used for, beside its odometer at Strava.',
  columns: {
    athlete_id: 'whose',
    gear_id: '`gear.id`',
    gear: 'its nickname, else its name; NULL: not read yet',
    kind: '`bike`, `shoes`; NULL: neither',
    activities: 'how many activities were done with it, without deleted ones',
    km: 'km of these; NULL: none has a distance',
    hours: 'hours of moving',
    elevation: 'm climbed',
    first_day: 'local day of the first; NULL: never used',
    last_day: 'local day of the last',
    odometer_km: 'km by Strava; NULL: not read yet, or not sent',
    difference_km: 'km by Strava less those of the activities: what it had before, or what was not archived',
    retired: '1: in use no more; NULL: not read yet',
    gone: '1: Strava has it no more; NULL: not read yet',
  },
  sql: `
WITH used AS (
  SELECT athlete_id, gear_id, count(*) AS activities, sum(km) AS km, sum(hours) AS hours, sum(elevation) AS elevation,
    min(day) AS first_day, max(day) AS last_day
  FROM activities_local
  WHERE deleted = 0 AND gear_id IS NOT NULL
  GROUP BY athlete_id, gear_id
  UNION ALL
  SELECT athlete_id, id, 0, 0.0, 0.0, 0.0, NULL, NULL
  FROM gear
  WHERE id NOT IN (SELECT gear_id FROM activities WHERE deleted_at IS NULL AND gear_id IS NOT NULL)
)
SELECT
  used.athlete_id,
  gear_id,
  coalesce(nullif(nickname, ''), name) AS gear,
  CASE substr(gear_id, 1, 1) WHEN 'b' THEN 'bike' WHEN 'g' THEN 'shoes' END AS kind,
  activities,
  km,
  hours,
  elevation,
  first_day,
  last_day,
  distance / 1000 AS odometer_km,
  distance / 1000 - km AS difference_km,
  retired,
  iif(gear.id IS NULL, NULL, gone_at IS NOT NULL) AS gone
FROM used LEFT JOIN gear ON gear.id = gear_id`,
};
