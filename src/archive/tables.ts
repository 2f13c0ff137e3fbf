import { sql } from 'drizzle-orm';
import { blob, check, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { instant } from '../sqlite/columns.ts';

/** One row for each athlete in each pass. */
export const syncRuns = sqliteTable(
  'sync_runs',
  {
    id: integer('id').primaryKey(),
    athleteId: integer('athlete_id').notNull(),
    /** `bootstrap`, `schedule`, `catch-up`, `retry`, `connected`, `command` or `backfill`. */
    trigger: text('trigger').notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
    /** NULL while the pass runs. */
    outcome: text('outcome'),
    requests: integer('requests').notNull().default(0),
    retries: integer('retries').notNull().default(0),
    /** What failed; single items also where the outcome is good. */
    error: text('error'),
    /** From when on it may go on with what it left; NULL where nothing is left or the next pass tries again. */
    resumeAt: instant('resume_at'),
    /** How many items were archived; NULL for passes of versions that did not count. */
    items: integer('items'),
  },
  (t) => [index('sync_runs_athlete_started').on(t.athleteId, t.startedAt)],
);

/** Every answer as it was received, in all its versions: the typed tables can be made again from it. */
export const documents = sqliteTable(
  'documents',
  {
    id: integer('id').primaryKey(),
    athleteId: integer('athlete_id').notNull(),
    /** What it is: `activity_summary`, `activity`, `gear`, `segment`, `route`, former `streams`, or a page with something odd on it. */
    kind: text('kind').notNull(),
    /** Strava's id of it. */
    item: text('item').notNull(),
    /** SHA-256 of the text. */
    hash: blob('hash', { mode: 'buffer' }).notNull(),
    /** Length of the text in bytes. */
    bytes: integer('bytes').notNull(),
    /** The text, zlib-compressed unless it is short: `sqlar_uncompress(body, bytes)` in the sqlite3 shell. */
    body: blob('body', { mode: 'buffer' }).notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
  },
  (t) => [index('documents_item').on(t.athleteId, t.kind, t.item)],
);

/** The ledger: what is complete, what is missing, and why. A row for each athlete, resource and item. */
export const coverage = sqliteTable(
  'coverage',
  {
    athleteId: integer('athlete_id').notNull(),
    resource: text('resource').notNull(),
    item: text('item').notNull(),
    status: text('status').notNull(),
    /** The item's own date, by which the newest comes first; NULL where it has none. */
    itemDate: instant('item_date'),
    /** Why it is absent, not applicable, failed or parked. */
    reason: text('reason'),
    /** The class of the last fault. */
    fault: text('fault'),
    httpStatus: integer('http_status'),
    /** Tries since it last succeeded. */
    tries: integer('tries').notNull().default(0),
    /** When Strava last said something about it. */
    checkedAt: instant('checked_at'),
    /** From when on it is asked for (again); NULL if that is not planned. */
    nextTryAt: instant('next_try_at'),
    /** For a list that is being read: the page to ask for next. */
    position: integer('position'),
    /** What of the archived answer was not understood, each value with its place; NULL when all was. */
    note: text('note'),
    /** Since when Strava says that it does not have it, or of a closed resource, gives nothing of it; else NULL. */
    missingSince: instant('missing_since'),
    /** For a list: how often it was read to its end with the same result, up to 2; until then it is read again. */
    readings: integer('readings'),
    /** For a list: what its reader has to remember from page to page, as JSON. */
    reading: text('reading'),
    /** What the activity that it belongs to said when it was last asked for; when that changes, it is asked for again. */
    basis: text('basis'),
  },
  (t) => [
    primaryKey({ columns: [t.athleteId, t.resource, t.item] }),
    index('coverage_wanted').on(t.athleteId, t.resource, t.itemDate).where(sql`${t.nextTryAt} IS NOT NULL`),
    index('coverage_missing').on(t.athleteId, t.resource, t.item).where(sql`${t.missingSince} IS NOT NULL`),
    check(
      'coverage_status',
      sql`${t.status} IN ('pending', 'done', 'absent', 'not_applicable', 'failed', 'parked')`,
    ),
  ],
);
