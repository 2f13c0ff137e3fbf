-- Weekdays
-- On which days of the week you are out, and how far.
-- :sport: only this sport, e.g. Ride, or group of sports, e.g. ride
-- :year: only this year, e.g. 2025
-- :athlete: only of this athlete, by id
SELECT substr('SunMonTueWedThuFriSat', 1 + 3 * strftime('%w', day), 3) AS weekday, count(*) AS activities,
       round(sum(km)) AS km, round(sum(hours)) AS hours, round(avg(km), 1) AS km_each
FROM activities_local
WHERE NOT deleted AND day IS NOT NULL
  AND (:sport = '' OR :sport IN (sport_type, sport_group))
  AND (:year = '' OR year = CAST(:year AS INTEGER))
  AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
GROUP BY weekday
ORDER BY (strftime('%w', day) + 6) % 7;
