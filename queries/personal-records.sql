-- Personal records
-- Your best time over each standard distance of Strava's, when it was, and how fast.
-- :athlete: only of this athlete, by id
SELECT e.name AS effort, time(min(e.elapsed_time), 'unixepoch') AS best,
       strftime('%M:%S', min(e.elapsed_time) * 1000.0 / e.distance, 'unixepoch') AS per_km,
       date(e.start_date_local) AS day, a.name AS activity, a.id
FROM best_efforts e JOIN activities a ON a.id = e.activity_id
WHERE a.deleted_at IS NULL
  AND (:athlete = '' OR e.athlete_id = CAST(:athlete AS INTEGER))
GROUP BY e.name
ORDER BY e.distance;
