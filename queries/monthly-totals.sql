-- Monthly totals
-- Activities, distance, time and climbing of each month, the newest first.
-- :year: only this year, e.g. 2025
-- :sport: only this sport, e.g. Ride, or group of sports, e.g. ride
-- :athlete: only of this athlete, by id
SELECT month, count(*) AS activities, round(sum(km), 1) AS km, round(sum(hours), 1) AS hours,
       round(sum(elevation)) AS metres_up, round(max(km), 1) AS longest_km
FROM activities_local
WHERE NOT deleted AND day IS NOT NULL
  AND (:year = '' OR year = CAST(:year AS INTEGER))
  AND (:sport = '' OR :sport IN (sport_type, sport_group))
  AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
GROUP BY month
ORDER BY month DESC;
