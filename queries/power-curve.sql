-- Power curve
-- The best mean power of each duration, with a power meter only, and when it was.
-- :period = all: a year, e.g. 2025, or all
-- :athlete: only of this athlete, by id
SELECT time(duration, 'unixepoch') AS duration, round(watts) AS watts, day, activity_id
FROM power_curve
WHERE period = :period AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
ORDER BY power_curve.duration;
