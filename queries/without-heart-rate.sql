-- Activities without heart rate, by device
-- With which devices you recorded, and how often without a heart rate.
-- :athlete: only of this athlete, by id
SELECT coalesce(device_name, iif(manual, 'entered by hand', 'unknown')) AS device, count(*) AS activities,
       sum(NOT has_heartrate) AS without_heartrate
FROM activities
WHERE deleted_at IS NULL AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
GROUP BY device
ORDER BY activities DESC, device;
