-- One segment over time
-- Your efforts on a segment, the newest first, each beside your best.
-- :segment: its id, or a part of its name; empty for the one that you were on most
-- :athlete: only of this athlete, by id
WITH chosen AS (
  SELECT s.id, s.name FROM segment_efforts e
  JOIN segments s ON s.id = e.segment_id AND s.athlete_id = e.athlete_id
  JOIN activities a ON a.id = e.activity_id
  WHERE a.deleted_at IS NULL
    AND (:segment = '' OR s.id = CAST(:segment AS INTEGER) OR s.name LIKE '%' || :segment || '%')
  GROUP BY s.id
  ORDER BY count(*) DESC, s.name
  LIMIT 1
)
SELECT c.name AS segment, date(e.start_date_local) AS day, time(e.elapsed_time, 'unixepoch') AS time,
       e.elapsed_time - min(e.elapsed_time) OVER (PARTITION BY e.athlete_id) AS seconds_behind,
       round(e.average_heartrate) AS heartrate, round(e.average_watts) AS watts, e.activity_id
FROM chosen c JOIN segment_efforts e ON e.segment_id = c.id JOIN activities a ON a.id = e.activity_id
WHERE a.deleted_at IS NULL AND (:athlete = '' OR e.athlete_id = CAST(:athlete AS INTEGER))
ORDER BY e.start_date_local DESC;
