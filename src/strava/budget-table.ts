import { sql } from 'drizzle-orm';
import { check, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { flag, flagChecks, instant } from '../sqlite/columns.ts';

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
    ...flagChecks(t),
  ],
);
