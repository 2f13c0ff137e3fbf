-- Years against each other, to the same day
-- What each year had added up to on this day of the year.
-- :today = now: up to this day of each year, e.g. 2026-06-30
-- :sport: only this sport, e.g. Ride, or group of sports, e.g. ride
-- :athlete: only of this athlete, by id
SELECT year, count(*) AS activities, round(sum(km), 1) AS km, round(sum(hours), 1) AS hours,
       round(sum(elevation)) AS metres_up
FROM activities_local
WHERE NOT deleted AND strftime('%m-%d', day) <= strftime('%m-%d', :today)
  AND (:sport = '' OR :sport IN (sport_type, sport_group))
  AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
GROUP BY year
ORDER BY year DESC;
