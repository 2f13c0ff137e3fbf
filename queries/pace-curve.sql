-- Pace curve
-- The best time over each distance, and when it was; pauses count.
-- :sport = run: this group of sports, e.g. ride or swim
-- :period = all: a year, e.g. 2025, or all
-- :athlete: only of this athlete, by id
SELECT distance AS metres, time(seconds, 'unixepoch') AS time, strftime('%M:%S', pace, 'unixepoch') AS per_km, day,
       activity_id
FROM pace_curve
WHERE sport_group = :sport AND period = :period AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
ORDER BY distance;
