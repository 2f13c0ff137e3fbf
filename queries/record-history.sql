-- How a record came down
-- Each best effort over one distance that was faster than all before it.
-- :distance = 5K: the distance as Strava names it, e.g. 400m, 10K, Half-Marathon
-- :athlete: only of this athlete, by id
WITH efforts AS (
  SELECT e.start_date_local, e.elapsed_time, e.activity_id,
         min(e.elapsed_time) OVER (ORDER BY e.start_date_local, e.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM best_efforts e JOIN activities a ON a.id = e.activity_id
  WHERE e.name = :distance AND a.deleted_at IS NULL AND (:athlete = '' OR e.athlete_id = CAST(:athlete AS INTEGER))
)
SELECT date(start_date_local) AS day, time(elapsed_time, 'unixepoch') AS time, before - elapsed_time AS seconds_faster,
       activity_id
FROM efforts
WHERE before IS NULL OR elapsed_time < before
ORDER BY start_date_local;
