-- Best efforts, by year
-- The best time of each year over 1 km, 5 km, 10 km and the half marathon.
-- :athlete: only of this athlete, by id
SELECT e.name AS effort, substr(e.start_date_local, 1, 4) AS year, time(min(e.elapsed_time), 'unixepoch') AS best,
       date(e.start_date_local) AS day
FROM best_efforts e JOIN activities a ON a.id = e.activity_id
WHERE e.name IN ('1K', '5K', '10K', 'Half-Marathon') AND a.deleted_at IS NULL
  AND (:athlete = '' OR e.athlete_id = CAST(:athlete AS INTEGER))
GROUP BY e.name, year
ORDER BY e.distance, year;
