-- Heart rate and pace, by month
-- How fast you ran at which heart rate, by month, the newest first.
-- :sport = run: this sport, e.g. TrailRun, or group of sports, e.g. run
-- :athlete: only of this athlete, by id
-- :limit = 12: how many months
SELECT month, count(*) AS runs, round(sum(average_heartrate * hours) / sum(hours)) AS beats_per_minute,
       strftime('%M:%S', sum(hours) * 3600 / sum(km), 'unixepoch') AS per_km
FROM activities_local
WHERE NOT deleted AND average_heartrate IS NOT NULL AND km > 0
  AND :sport IN (sport_type, sport_group)
  AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
GROUP BY month
ORDER BY month DESC
LIMIT CAST(:limit AS INTEGER);
