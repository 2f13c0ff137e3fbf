-- This year against the last, by sport
-- Kilometres of this year beside those of the same days last year.
-- :today = now: up to this day, e.g. 2026-06-30
-- :athlete: only of this athlete, by id
SELECT sport_type, round(sum(km) FILTER (WHERE year = CAST(strftime('%Y', :today) AS INTEGER))) AS km,
       round(sum(km) FILTER (WHERE year < CAST(strftime('%Y', :today) AS INTEGER))) AS km_last_year
FROM activities_local
WHERE NOT deleted AND strftime('%m-%d', day) <= strftime('%m-%d', :today)
  AND year BETWEEN CAST(strftime('%Y', :today) AS INTEGER) - 1 AND CAST(strftime('%Y', :today) AS INTEGER)
  AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
GROUP BY sport_type
ORDER BY km DESC;
