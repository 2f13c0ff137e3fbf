-- FTP
-- The days on which your FTP changed.
-- :athlete: only of this athlete, by id
SELECT captured_on, before, ftp FROM (
  SELECT captured_on, ftp, lag(ftp) OVER (PARTITION BY athlete_id ORDER BY captured_on) AS before FROM athlete_snapshots
  WHERE :athlete = '' OR athlete_id = CAST(:athlete AS INTEGER)
)
WHERE ftp IS NOT before
ORDER BY captured_on;
