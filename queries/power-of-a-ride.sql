-- Power of a ride
-- Average power and heart rate of a ride with a power meter, in windows.
-- :activity: its id; empty for the last one
-- :minutes = 20: how long a window is
SELECT time / (60 * CAST(:minutes AS INTEGER)) * CAST(:minutes AS INTEGER) AS from_minute, round(avg(watts)) AS watts,
       max(watts) AS highest, round(avg(heartrate)) AS heartrate
FROM stream_points WHERE activity_id = coalesce(
  CAST(nullif(:activity, '') AS INTEGER),
  (SELECT id FROM activities WHERE device_watts AND type LIKE '%Ride' AND deleted_at IS NULL ORDER BY start_date DESC LIMIT 1)
)
GROUP BY from_minute
ORDER BY from_minute;
