-- Where time was lost
-- The activities with the longest pauses: elapsed against moving time.
-- :athlete: only of this athlete, by id
-- :limit = 10: how many
SELECT date(start_date_local) AS day, name, time(elapsed_time, 'unixepoch') AS elapsed,
       time(moving_time, 'unixepoch') AS moving, round(100.0 * moving_time / elapsed_time) AS percent_in_motion, id
FROM activities
WHERE elapsed_time > 0 AND deleted_at IS NULL AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
ORDER BY elapsed_time - moving_time DESC
LIMIT CAST(:limit AS INTEGER);
