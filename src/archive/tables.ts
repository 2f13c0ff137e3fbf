import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { flag, instant, zeroOrOne } from './columns.ts';

/** One row for each athlete in each pass. */
export const syncRuns = sqliteTable(
  'sync_runs',
  {
    id: integer('id').primaryKey(),
    athleteId: integer('athlete_id').notNull(),
    /** `bootstrap`, `schedule`, `catch-up`, `retry`, `connected` or `command`. */
    trigger: text('trigger').notNull(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
    /** NULL while the pass runs. */
    outcome: text('outcome'),
    requests: integer('requests').notNull().default(0),
    retries: integer('retries').notNull().default(0),
    error: text('error'),
    /** When the budget allows to go on. */
    resumeAt: instant('resume_at'),
  },
  (t) => [index('sync_runs_athlete_started').on(t.athleteId, t.startedAt)],
);

/** What of Strava's request limits is used: a row for each counter in each window. */
export const requestBudget = sqliteTable(
  'request_budget',
  {
    clientId: text('client_id').notNull(),
    /** `overall` or `read`. */
    counter: text('counter').notNull(),
    /** `quarter_hour` or `day`, both on UTC boundaries. */
    period: text('period').notNull(),
    startedAt: instant('started_at').notNull(),
    allowed: integer('allowed').notNull(),
    used: integer('used').notNull(),
    /** 1 after Strava refused a request: nothing is sent before the window ends. */
    closed: flag('closed').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.clientId, t.counter, t.period] }),
    check('request_budget_counter', sql`${t.counter} IN ('overall', 'read')`),
    check('request_budget_period', sql`${t.period} IN ('quarter_hour', 'day')`),
    zeroOrOne('request_budget_closed', t.closed),
  ],
);
