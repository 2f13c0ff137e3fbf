-- Weight, by month
-- What the profile said you weigh, by month.
-- :athlete: only of this athlete, by id
SELECT substr(captured_on, 1, 7) AS month, round(avg(weight), 1) AS kg, min(weight) AS lowest, max(weight) AS highest
FROM athlete_snapshots
WHERE :athlete = '' OR athlete_id = CAST(:athlete AS INTEGER)
GROUP BY month
ORDER BY month;
