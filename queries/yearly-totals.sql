-- Yearly totals
-- Activities, days, distance, time and climbing of each year, the newest first.
-- :sport: only this sport, e.g. Ride, or group of sports, e.g. ride
-- :athlete: only of this athlete, by id
SELECT year, count(*) AS activities, count(DISTINCT day) AS days, round(sum(km)) AS km, round(sum(hours)) AS hours,
       round(sum(elevation)) AS metres_up, round(max(km), 1) AS longest_km
FROM activities_local
WHERE NOT deleted AND day IS NOT NULL
  AND (:sport = '' OR :sport IN (sport_type, sport_group))
  AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
GROUP BY year
ORDER BY year DESC;
