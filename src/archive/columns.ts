import { sql } from 'drizzle-orm';
import { check, integer, type SQLiteColumn, text } from 'drizzle-orm/sqlite-core';

/** A UTC instant, `YYYY-MM-DDTHH:MM:SSZ`. */
export const instant = (name: string) => text(name);
/** A boolean of Strava's, stored as 0 or 1; give each a {@link zeroOrOne} check. */
export const flag = (name: string) => integer(name, { mode: 'boolean' });
export const zeroOrOne = (name: string, column: SQLiteColumn) => check(name, sql`${column} IN (0, 1)`);
/** The columns of every row that stems from Strava. */
export const received = () => ({ raw: text('raw').notNull(), fetchedAt: instant('fetched_at').notNull() });
