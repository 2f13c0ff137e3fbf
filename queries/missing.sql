-- What is missing, and why
-- What the archive wants and does not have yet, by reason.
-- :athlete: only of this athlete, by id
SELECT resource, status, reason, count(*) AS items, min(next_try_at) AS asked_again_from, max(item_date) AS newest
FROM coverage
WHERE status <> 'done' AND (:athlete = '' OR athlete_id = CAST(:athlete AS INTEGER))
GROUP BY resource, status, reason
ORDER BY items DESC, resource, status;
