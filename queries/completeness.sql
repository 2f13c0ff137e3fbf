-- How complete the archive is
-- What is archived and what is missing of each resource, by year.
-- :athlete: only of this athlete, by id
SELECT resource, year, items, done, pending + failed + parked AS missing, absent + not_applicable AS there_is_none
FROM completeness
WHERE :athlete = '' OR athlete_id = CAST(:athlete AS INTEGER)
ORDER BY resource, year DESC;
