import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { int64 } from '../sqlite/columns.ts';

/** Of which activity a derived row is: the first of its key. */
export const ofActivity = () => ({ activity_id: int64('activity_id').notNull() });

// Behind the key: the check of SQLite 3.40 takes what stands before the last part of a key for NULL.
/** Whose it is: the last column. */
export const ofAthlete = () => ({ athlete_id: integer('athlete_id').notNull() });

/** What the rows of a derivation are made of, a row an activity and derivation. */
export const derivations = sqliteTable(
  'derivations',
  {
    ...ofActivity(),
    /** `curves`, `histograms`, `tracks`, `tiles`. */
    derivation: text('derivation').notNull(),
    /** Of its algorithm. */
    version: integer('version').notNull(),
    /** `streams` and when Strava gave them, or the column of a line and what tells it from another; NULL for nothing. */
    made_of: text('made_of'),
    /** Why nothing could be made of it; it is not tried again before a new version, or another recording. */
    failure: text('failure'),
    ...ofAthlete(),
  },
  (t) => [primaryKey({ columns: [t.activity_id, t.derivation] })],
);
