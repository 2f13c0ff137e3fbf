import type BetterSqlite3 from 'better-sqlite3';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { BetterSQLiteSession } from 'drizzle-orm/better-sqlite3/session';
import { BaseSQLiteDatabase, SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';

/** Drizzle over a connection. Its own `drizzle()` imports a better-sqlite3 by name, which may be the wrong one. */
export function drizzleOver(
  client: BetterSqlite3.Database,
): BetterSQLite3Database & { $client: BetterSqlite3.Database } {
  const dialect = new SQLiteSyncDialect();
  const session = new BetterSQLiteSession(client, dialect, undefined, {});
  const db = new BaseSQLiteDatabase('sync', dialect, session, undefined);
  return Object.assign(db, { $client: client }) as never;
}
