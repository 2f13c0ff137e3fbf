import type { Reading } from '../reading.ts';

/** How complete a resource is in a year. */
export interface Completeness {
  resource: string;
  /** Null: of no year. */
  year: number | null;
  items: number;
  done: number;
  absent: number;
  not_applicable: number;
  pending: number;
  failed: number;
  parked: number;
}

export const completenessOf = (reading: Reading, athlete: number): readonly Completeness[] =>
  reading.rowsOnce<Completeness>(
    `SELECT resource, year, items, done, absent, not_applicable, pending, failed, parked FROM completeness
     WHERE athlete_id = ?`,
    [athlete],
  );

/** Items of a resource that are not archived, and why. */
export interface Missing {
  resource: string;
  status: string;
  reason: string | null;
  items: number;
}

const IS_MISSING = "status <> 'done' AND item <> 'whole' AND resource NOT IN ('introduced', 'closed')";

export const missingOf = (reading: Reading, athlete: number): readonly Missing[] =>
  reading.rowsOnce<Missing>(
    `SELECT resource, status, reason, count(*) AS items FROM coverage WHERE athlete_id = ? AND ${IS_MISSING}
     GROUP BY resource, status, reason ORDER BY status = 'not_applicable', items DESC LIMIT 60`,
    [athlete],
  );

/** One item that is not archived. */
export interface MissingItem {
  item: string;
  item_date: string | null;
  name: string | null;
  reason: string | null;
  tries: number;
  checked_at: string | null;
  next_try_at: string | null;
}

/** The newest of them. */
export const missingItems = (
  reading: Reading,
  athlete: number,
  { resource, status }: { resource: string; status: string },
): MissingItem[] =>
  reading.rows<MissingItem>(
    `SELECT item, item_date, (SELECT name FROM activities WHERE id = CAST(item AS INTEGER) AND athlete_id = c.athlete_id) AS name,
       reason, tries, checked_at, next_try_at
     FROM coverage c WHERE athlete_id = ? AND resource = ? AND status = ? AND ${IS_MISSING}
     ORDER BY item_date DESC LIMIT 500`,
    [athlete, resource, status],
  );

/** A pass, or a stretch of backfill. */
export interface Run {
  trigger: string;
  started_at: string;
  outcome: string | null;
  requests: number;
  items: number | null;
  error: string | null;
}

export const lastRuns = (reading: Reading, athlete: number, count: number): Run[] =>
  reading.rows<Run>(
    `SELECT trigger, started_at, outcome, requests, items, error FROM sync_runs WHERE athlete_id = ?
     ORDER BY started_at DESC, id DESC LIMIT ?`,
    [athlete, count],
  );

/** What Strava said on a day against what the archive counts. */
export interface Said {
  captured_on: string;
  period: string;
  sport: string;
  said: number | null;
  counted: number;
  not_public: number;
  seen_later: number;
  deleted_since: number;
  unexplained: number | null;
  said_km: number | null;
  counted_km: number | null;
}

const SAID = `captured_on, period, sport, said, counted, not_public, seen_later, deleted_since, unexplained, said_km,
  counted_km`;

/** Of the last day on which it said something. */
export const lastSaid = (reading: Reading, athlete: number): readonly Said[] =>
  reading.rowsOnce<Said>(
    `SELECT ${SAID} FROM stats_history WHERE athlete_id = ? AND captured_on = (
       SELECT max(captured_on) FROM stats_totals WHERE athlete_id = ?
     ) ORDER BY period = 'all' DESC, period = 'ytd' DESC, sport`,
    [athlete, athlete],
  );

/** A change at Strava, as the archive saw it. */
export interface Change {
  activity_id: string;
  name: string | null;
  seen_at: string;
  field: string;
  before: string | null;
  after: string | null;
}

export const lastChanges = (reading: Reading, athlete: number, count: number): Change[] =>
  reading.rows<Change>(
    `SELECT CAST(activity_id AS TEXT) AS activity_id, seen_at, field, CAST(before AS TEXT) AS before,
       CAST(after AS TEXT) AS after, (SELECT name FROM activities a WHERE a.id = c.activity_id) AS name
     FROM activity_changes c WHERE athlete_id = ? ORDER BY seen_at DESC, activity_id, field LIMIT ?`,
    [athlete, count],
  );
