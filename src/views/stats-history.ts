import { isOpen, type View } from './view.ts';

/** What Strava's totals are of; all other sports have none. */
const TOTALS = {
  ride: ['Ride', 'MountainBikeRide', 'GravelRide', 'VirtualRide'],
  run: ['Run', 'TrailRun', 'VirtualRun'],
  swim: ['Swim'],
};
const cases = Object.entries(TOTALS).map(
  ([sport, types]) => `WHEN sport_type IN (${types.map((type) => `'${type}'`).join(', ')}) THEN '${sport}'`,
);

/** The last day before a period begins; text, so that the empty one is before all. */
const BEFORE = `CASE periods.period WHEN 'recent' THEN date(captured_on, '-28 days')
    WHEN 'ytd' THEN date(captured_on, 'start of year', '-1 day') ELSE '' END`;

// Whole decimetres, which add up and cancel out exactly.
const DM = 'CAST(round(distance * 10) AS INTEGER)';

const STEPS = { counted: 'counted', dm: 'dm', hidden: 'counted * is_hidden', hidden_dm: 'dm * is_hidden' };
const running = Object.entries(STEPS).map(([name, step]) => `sum(${step}) OVER until AS ${name}`);
const within = Object.keys(STEPS).map((name) => `until.${name} - coalesce(before.${name}, 0) AS ${name}`);

const NAME = 'stats_history';

/**
 * Nine totals a day, and three of the other sports, against what is archived. A period is what had added up until the
 * day, less what had until it began: both are marks in one running sum, in which all that is older than the oldest mark
 * is one step. What was seen later or is deleted since are few, and joined to the days that they explain. A start is
 * taken for one by its text: to ask `date()` of each would take a fifth of the time.
 * @param snapshots where the days are, of which it is asked.
 */
const historyOf = (snapshots: string) => `
WITH begun AS (
  SELECT athlete_id, substr(start_date_local, 1, 10) AS day, CASE ${cases.join('\n      ')} ELSE 'other' END AS sport,
    ${DM} AS dm, coalesce(visibility <> 'everyone', private, 0) AS is_hidden, first_seen_at, deleted_at
  FROM activities
  WHERE start_date_local > ''
), asked AS (
  SELECT athlete_id, captured_on, captured_at FROM ${snapshots}
), sports(sport) AS (
  VALUES ('ride'), ('run'), ('swim'), ('other')
), periods(period) AS (
  VALUES ('recent'), ('ytd'), ('all')
), spans AS (
  SELECT athlete_id, captured_on, period, ${BEFORE} AS before
  FROM asked JOIN periods
), firsts AS (
  SELECT athlete_id, min(before) AS oldest,
    (SELECT min(captured_at) FROM stats_snapshots WHERE stats_snapshots.athlete_id = spans.athlete_id) AS first_at
  FROM spans
  WHERE before <> ''
  GROUP BY athlete_id
), steps AS (
  SELECT athlete_id, sport, max(day, oldest) AS day, 0 AS is_mark, is_hidden, count(*) AS counted, sum(dm) AS dm
  FROM begun JOIN firsts USING (athlete_id)
  WHERE deleted_at IS NULL
  GROUP BY athlete_id, sport, max(day, oldest), is_hidden
  UNION ALL
  SELECT athlete_id, sport, day, 1, 0, 0, 0
  FROM (
    SELECT athlete_id, captured_on AS day FROM asked UNION SELECT athlete_id, before FROM spans WHERE before <> ''
  ) JOIN sports
), marks AS MATERIALIZED (
  SELECT * FROM (
    SELECT athlete_id, sport, day, is_mark, ${running.join(', ')}
    FROM steps
    WINDOW until AS (PARTITION BY athlete_id, sport ORDER BY day)
  )
  WHERE is_mark
), exceptions AS (
  SELECT athlete_id, captured_on, sport, day, dm, 1 AS is_later, 0 AS is_deleted
  FROM firsts JOIN begun USING (athlete_id) JOIN asked USING (athlete_id)
  WHERE deleted_at IS NULL AND NOT is_hidden AND first_seen_at > first_at
    AND captured_on BETWEEN day AND date(first_seen_at, '+1 day') AND captured_at < first_seen_at
  UNION ALL
  SELECT athlete_id, captured_on, sport, day, dm, 0, 1
  FROM begun JOIN asked USING (athlete_id)
  WHERE deleted_at IS NOT NULL AND NOT is_hidden
    AND captured_on BETWEEN day AND date(deleted_at, '+1 day')
    AND captured_at >= first_seen_at AND captured_at < deleted_at
), explained AS (
  SELECT athlete_id, captured_on, period, sport, sum(is_later) AS later, sum(dm * is_later) AS later_dm,
    sum(is_deleted) AS deleted, sum(dm * is_deleted) AS deleted_dm
  FROM exceptions JOIN periods ON day > ${BEFORE}
  GROUP BY athlete_id, captured_on, period, sport
), compared AS (
  SELECT spans.athlete_id, spans.captured_on, spans.period, until.sport, said.count AS said,
    CAST(round(said.distance * 10) AS INTEGER) AS said_dm, ${within.join(', ')},
    coalesce(later, 0) AS later, coalesce(later_dm, 0) AS later_dm, coalesce(deleted, 0) AS deleted, coalesce(deleted_dm, 0) AS deleted_dm
  FROM spans
  JOIN marks AS until ON until.athlete_id = spans.athlete_id AND until.day = spans.captured_on
  LEFT JOIN marks AS before ON before.athlete_id = spans.athlete_id AND before.day = spans.before AND before.sport = until.sport
  LEFT JOIN stats_totals AS said ON said.athlete_id = spans.athlete_id AND said.captured_on = spans.captured_on
    AND said.period = spans.period AND said.sport = until.sport
  LEFT JOIN explained ON explained.athlete_id = spans.athlete_id AND explained.captured_on = spans.captured_on
    AND explained.period = spans.period AND explained.sport = until.sport
)
SELECT
  athlete_id,
  captured_on,
  period,
  sport,
  said,
  counted,
  hidden AS not_public,
  later AS seen_later,
  deleted AS deleted_since,
  said - (counted - hidden - later + deleted) AS unexplained,
  said_dm / 10000.0 AS said_km,
  dm / 10000.0 AS counted_km,
  hidden_dm / 10000.0 AS not_public_km,
  later_dm / 10000.0 AS seen_later_km,
  deleted_dm / 10000.0 AS deleted_since_km,
  (said_dm - (dm - hidden_dm - later_dm + deleted_dm)) / 10000.0 AS unexplained_km
FROM compared`;

/** What Strava counted on a day, and what the archive counts. */
export const statsHistory: View = {
  name: NAME,
  sentence:
    'What Strava said that you did, day by day, against what the archive counts, with the difference explained.',
  columns: {
    athlete_id: 'whose',
    captured_on: 'day on which Strava said so, in the zone `TZ`',
    period: '`recent` (four weeks), `ytd` (the year until then), `all`',
    sport: '`ride`, `run`, `swim`; `other`: sports of which Strava has no totals',
    said: 'how many, by Strava; NULL: not sent',
    counted: 'how many the archive has that began in the period, without deleted ones',
    not_public: 'of these, how many not everybody sees: Strava leaves them out',
    seen_later: 'of the others, how many Strava listed only after it said so',
    deleted_since: 'how many it had then and has no more',
    unexplained: 'how many more Strava said than all this explains; NULL: not sent',
    said_km: 'the same in km',
    counted_km: 'km',
    not_public_km: 'km',
    seen_later_km: 'km',
    deleted_since_km: 'km',
    unexplained_km: 'km; NULL: not sent',
  },
  sql: historyOf('stats_snapshots'),
  settling: {
    types: {
      ...{ athlete_id: 'INTEGER', captured_on: 'TEXT', period: 'TEXT', sport: 'TEXT', said: 'INTEGER' },
      ...{ counted: 'INTEGER', not_public: 'INTEGER', seen_later: 'INTEGER', deleted_since: 'INTEGER' },
      ...{ unexplained: 'INTEGER', said_km: 'REAL', counted_km: 'REAL', not_public_km: 'REAL' },
      ...{ seen_later_km: 'REAL', deleted_since_km: 'REAL', unexplained_km: 'REAL' },
    },
    madeOf: ['activities', 'stats'],
    digits: 10,
    part: 'captured_on',
    open: historyOf(`_settled CROSS JOIN stats_snapshots USING (athlete_id)
  WHERE ${isOpen(NAME, 'captured_on')}`),
  },
};
