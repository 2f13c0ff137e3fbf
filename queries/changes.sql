-- What changed at Strava
-- What was edited in activities since they were archived, the newest first.
-- :field: only this field, e.g. name or distance
-- :limit = 20: how many
SELECT c.seen_at, a.name AS activity, c.field, c.before, c.after, c.activity_id
FROM activity_changes c LEFT JOIN activities a ON a.id = c.activity_id
WHERE :field = '' OR c.field = :field
ORDER BY c.seen_at DESC, c.activity_id, c.field
LIMIT CAST(:limit AS INTEGER);
