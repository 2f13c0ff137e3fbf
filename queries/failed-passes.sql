-- Passes in which something failed
-- The last passes in which something failed, and why.
-- :limit = 10: how many
SELECT started_at, trigger, outcome, requests, retries, error
FROM sync_runs
WHERE outcome <> 'ok' OR error IS NOT NULL
ORDER BY started_at DESC
LIMIT CAST(:limit AS INTEGER);
