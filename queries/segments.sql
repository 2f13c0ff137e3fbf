-- Segments
-- The segments that you were on most, with your best time.
-- :athlete: only of this athlete, by id
-- :limit = 10: how many
SELECT s.name, round(s.distance) AS metres, round(s.average_grade, 1) AS grade, count(*) AS efforts,
       time(min(e.elapsed_time), 'unixepoch') AS best, date(e.start_date_local) AS day, s.id
FROM segment_efforts e
JOIN segments s ON s.id = e.segment_id AND s.athlete_id = e.athlete_id
JOIN activities a ON a.id = e.activity_id
WHERE a.deleted_at IS NULL AND (:athlete = '' OR e.athlete_id = CAST(:athlete AS INTEGER))
GROUP BY s.id, s.athlete_id
ORDER BY efforts DESC, s.name
LIMIT CAST(:limit AS INTEGER);
