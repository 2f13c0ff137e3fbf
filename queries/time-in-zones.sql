-- Time in zones, by month
-- Hours in each of your zones, by the zones of the day, the newest month first.
-- :kind = heartrate: heartrate, or watts with a power meter
-- :athlete: only of this athlete, by id
-- :limit = 12: how many months
SELECT month,
       round(total(seconds) FILTER (WHERE zone = 0) / 3600.0, 1) AS zone_1,
       round(total(seconds) FILTER (WHERE zone = 1) / 3600.0, 1) AS zone_2,
       round(total(seconds) FILTER (WHERE zone = 2) / 3600.0, 1) AS zone_3,
       round(total(seconds) FILTER (WHERE zone = 3) / 3600.0, 1) AS zone_4,
       round(total(seconds) FILTER (WHERE zone = 4) / 3600.0, 1) AS zone_5,
       round(total(seconds) FILTER (WHERE zone > 4) / 3600.0, 1) AS above
FROM monthly_zones
WHERE kind = :kind AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
GROUP BY month
ORDER BY month DESC
LIMIT CAST(:limit AS INTEGER);
