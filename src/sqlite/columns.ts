import { sql } from 'drizzle-orm';
import { check, customType, integer, type SQLiteColumn, text } from 'drizzle-orm/sqlite-core';

/** An id of Strava's: a 64-bit integer, a BigInt where a number cannot hold it exactly. */
export const int64 = customType<{ data: number | bigint; driverData: number | bigint }>({
  dataType: () => 'integer',
});
/** A UTC instant, `YYYY-MM-DDTHH:MM:SSZ`. */
export const instant = (name: string) => text(name);
/** A boolean of Strava's, stored as 0 or 1; give each a {@link zeroOrOne} check. */
export const flag = (name: string) => integer(name, { mode: 'boolean' });
export const zeroOrOne = (name: string, column: SQLiteColumn) => check(name, sql`${column} IN (0, 1)`);
