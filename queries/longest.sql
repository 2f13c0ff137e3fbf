-- The longest activities
-- The activities with the most kilometres.
-- :sport = ride: this sport, e.g. TrailRun, or group of sports, e.g. run; empty for all
-- :year: only this year, e.g. 2025
-- :athlete: only of this athlete, by id
-- :limit = 10: how many
SELECT day, name, round(km, 1) AS km, time(round(hours * 3600), 'unixepoch') AS moving, round(kmh, 1) AS km_per_hour, id
FROM activities_local
WHERE NOT deleted
  AND (:sport = '' OR :sport IN (sport_type, sport_group))
  AND (:year = '' OR year = CAST(:year AS INTEGER))
  AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
ORDER BY km DESC
LIMIT CAST(:limit AS INTEGER);
