-- Weekly totals
-- Activities, distance, time and climbing of each week, the newest first; weeks begin on Monday.
-- :year: only the weeks of this year, e.g. 2025
-- :sport: only this sport, e.g. Ride, or group of sports, e.g. ride
-- :athlete: only of this athlete, by id
-- :limit = 12: how many weeks
SELECT date(day, 'weekday 0', '-6 days') AS monday, week, count(*) AS activities, round(sum(km), 1) AS km,
       round(sum(hours), 1) AS hours, round(sum(elevation)) AS metres_up
FROM activities_local
WHERE NOT deleted AND day IS NOT NULL
  AND (:year = '' OR week LIKE :year || '-%')
  AND (:sport = '' OR :sport IN (sport_type, sport_group))
  AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
GROUP BY week
ORDER BY week DESC
LIMIT iif(:year = '', CAST(:limit AS INTEGER), -1);
