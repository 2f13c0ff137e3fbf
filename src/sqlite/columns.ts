import { getTableName, sql } from 'drizzle-orm';
import { check, customType, integer, type SQLiteColumn, text } from 'drizzle-orm/sqlite-core';

/** An id of Strava's: a 64-bit integer, a BigInt where a number cannot hold it exactly. */
export const int64 = customType<{ data: number | bigint; driverData: number | bigint }>({
  dataType: () => 'integer',
});
/** A time in seconds: an INTEGER, or a REAL where Strava sends a fraction. */
export const seconds = customType<{ data: number; driverData: number | bigint }>({ dataType: () => 'ANY' });
/** A value of any type, as it was said. */
export const anything = customType<{ data: unknown; driverData: unknown }>({ dataType: () => 'ANY' });
/** A UTC instant, `YYYY-MM-DDTHH:MM:SSZ`. */
export const instant = (name: string) => text(name);
/** A boolean of Strava's, stored as 0 or 1; give its table the {@link flagChecks}. */
export const flag = (name: string) => integer(name, { mode: 'boolean' });

/** The checks that each flag of a table is 0 or 1. @param columns those of the table. */
export const flagChecks = (columns: Record<string, SQLiteColumn>) =>
  Object.values(columns)
    .filter(({ columnType }) => columnType === 'SQLiteBoolean')
    .map((column) => check(`${getTableName(column.table)}_${column.name}`, sql`${column} IN (0, 1)`));
