-- Gear
-- The odometer by Strava, and where the kilometres went.
-- :athlete: only of this athlete, by id
SELECT g.name, round(g.distance / 1000) AS odometer_km, g.retired, a.sport_type, count(a.id) AS activities,
       round(sum(a.distance) / 1000) AS km, max(date(a.start_date_local)) AS last_used
FROM gear g LEFT JOIN activities a ON a.gear_id = g.id AND a.deleted_at IS NULL
WHERE :athlete = '' OR g.athlete_id = CAST(:athlete AS INTEGER)
GROUP BY g.id, a.sport_type
ORDER BY g.distance DESC, km DESC;
