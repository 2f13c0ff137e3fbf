import type { View } from './view.ts';

const STATUSES = {
  done: 'archived',
  absent: 'Strava proved not to have it',
  not_applicable: 'there can be none, or Strava gives nothing of its resource',
  pending: 'not asked for yet',
  failed: 'failed, and asked for again later',
  parked: 'given up, and asked for weekly',
};

const OF_ACTIVITIES = ['activity', 'streams', 'photos', 'comments', 'kudos', 'activity_zones'];
const listed = OF_ACTIVITIES.map((name) => `'${name}'`).join(', ');
const counts = Object.keys(STATUSES).map(
  (status, code) => `coalesce(sum(items) FILTER (WHERE kind % 8 = ${code}), 0) AS ${status}`,
);
const code = `CASE status ${Object.keys(STATUSES)
  .map((status, i) => `WHEN '${status}' THEN ${i}`)
  .join(' ')} END`;

// Only where the calendar of the place may be in another year than that of UTC is the activity looked up.
const YEAR = `CASE WHEN substr(item_date, 6, 5) NOT IN ('12-31', '01-01') THEN CAST(item_date AS INTEGER) ELSE ifnull((
      SELECT CAST(start_date_local AS INTEGER) FROM activities
      WHERE activities.athlete_id = coverage.athlete_id AND start_date = item_date
    ), CAST(item_date AS INTEGER)) END`;
// Year (0: none) and status in one number: tens of thousands of lines are sorted by it, faster than by texts.
const KIND = `coalesce(${YEAR}, 0) * 8 + ${code}`;

/** The ledger as a grid. */
export const completeness: View = {
  name: 'completeness',
  sentence: 'How complete the archive is: how many items of a resource are archived or missing, by year.',
  columns: {
    athlete_id: 'whose',
    resource: '`activity` (details), `streams`, `photos` …, as in `coverage`',
    year: 'year of the activity (or route) that it belongs to; NULL: it belongs to none',
    items: 'how many there are, without those of deleted activities',
    ...STATUSES,
  },
  sql: `
WITH items AS (
  SELECT athlete_id, resource, ${KIND} AS kind, count(*) AS items
  FROM coverage NOT INDEXED
  WHERE item <> 'whole'
  GROUP BY kind, resource, athlete_id
  UNION ALL
  SELECT coverage.athlete_id, resource, ${KIND}, -1
  FROM activities AS deleted JOIN coverage
    ON coverage.athlete_id = deleted.athlete_id AND resource IN (${listed}) AND item = CAST(deleted.id AS TEXT)
  WHERE deleted.deleted_at IS NOT NULL
)
SELECT athlete_id, resource, nullif(kind / 8, 0) AS year, sum(items) AS items,
  ${counts.join(',\n  ')}
FROM items
WHERE resource NOT IN ('introduced', 'closed')
GROUP BY athlete_id, resource, year
HAVING sum(items) > 0`,
};
