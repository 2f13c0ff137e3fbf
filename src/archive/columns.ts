import { integer, text } from 'drizzle-orm/sqlite-core';
import { instant } from '../sqlite/columns.ts';

/** The columns of every row that holds the answer that it stems from. */
export const received = () => ({ raw: text('raw').notNull(), fetched_at: instant('fetched_at').notNull() });
/** The same for rows whose raw answer is in `documents`. */
export const origin = () => ({
  athlete_id: integer('athlete_id').notNull(),
  fetched_at: instant('fetched_at').notNull(),
});
