-- Streaks
-- The longest rows of days without a day off.
-- :sport: only this sport, e.g. Ride, or group of sports, e.g. ride
-- :athlete: only of this athlete, by id
-- :limit = 10: how many
WITH days AS (
  SELECT DISTINCT athlete_id, day FROM activities_local
  WHERE NOT deleted AND day IS NOT NULL
    AND (:sport = '' OR :sport IN (sport_type, sport_group))
    AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
), rows AS (
  SELECT athlete_id, day, julianday(day) - row_number() OVER (PARTITION BY athlete_id ORDER BY day) AS streak FROM days
)
SELECT count(*) AS days, min(day) AS first_day, max(day) AS last_day
FROM rows
GROUP BY athlete_id, streak
ORDER BY days DESC, first_day DESC
LIMIT CAST(:limit AS INTEGER);
