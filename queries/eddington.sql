-- Eddington number
-- The largest E for which you went at least E km on at least E days, and how many such days the next one needs.
-- :sport = ride: this sport, e.g. TrailRun, or group of sports, e.g. run; empty for all
-- :athlete: only of this athlete, by id
WITH days AS (
  SELECT sum(km) AS km FROM activities_local
  WHERE NOT deleted AND day IS NOT NULL
    AND (:sport = '' OR :sport IN (sport_type, sport_group))
    AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
  GROUP BY athlete_id, day
), ranked AS (
  SELECT km, row_number() OVER (ORDER BY km DESC) AS days FROM days
), number AS (
  SELECT coalesce(max(days), 0) AS eddington FROM ranked WHERE km >= days
)
SELECT eddington, eddington + 1 - (SELECT count(*) FROM days WHERE km >= eddington + 1) AS days_to_the_next FROM number;
