-- Elevation profile
-- The profile of an activity, a line a kilometre.
-- :activity: its id; empty for the one with the most climbing
WITH profile AS (
  SELECT CAST(distance / 1000 AS INTEGER) AS km, avg(altitude) AS metres, avg(grade_smooth) AS grade FROM stream_points
  WHERE activity_id = coalesce(
    CAST(nullif(:activity, '') AS INTEGER),
    (SELECT activity_id FROM activity_streams s JOIN activities a ON a.id = s.activity_id
     WHERE types LIKE '%altitude%' AND a.deleted_at IS NULL ORDER BY total_elevation_gain DESC LIMIT 1)
  )
  GROUP BY km
)
SELECT km, round(metres) AS metres, round(grade, 1) AS grade,
       printf('%.*c', 1 + 40 * (metres - lowest) / max(1, highest - lowest), '#') AS profile
FROM profile, (SELECT min(metres) AS lowest, max(metres) AS highest FROM profile)
ORDER BY km;
