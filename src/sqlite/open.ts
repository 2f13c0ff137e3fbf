import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { Sqlite } from './driver.ts';
import { drizzleOver } from './drizzle.ts';
import { databaseFailure, isBusy } from './failure.ts';
import { guardStatements } from './guard.ts';
import { type MigrateOptions, migrate } from './migrate.ts';
import { patience } from './patience.ts';
import { pause } from './process-lock.ts';

/** A database of ours behind Drizzle; `$client` is the better-sqlite3 connection. */
export type Db = BetterSQLite3Database & { $client: Database.Database };

/** What to open, and how. */
export interface OpenOptions extends MigrateOptions {
  /** Mode of the file when it is created, e.g. 0o600. */
  mode: number;
  /** `FULL` waits for the disk at each commit; `NORMAL` may lose the last commits at a power cut, never more; `OFF` all. */
  synchronous: 'FULL' | 'NORMAL' | 'OFF';
}

// What a reader that held on has made grow shrinks to this once it is gone; the usual size is half of it.
const WAL_BYTES = 8 * 1024 * 1024;
const WAL_TRIES = 100;
const WAL_PAUSE_MS = 20;

function createFile(path: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true });
  closeSync(openSync(path, 'a', mode));
}

/** Two processes that turn a new file to WAL at once meet SQLITE_BUSY without SQLite's own patience. */
function useWal(connection: Database.Database): void {
  for (let tries = 0; ; tries++) {
    try {
      connection.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || tries === WAL_TRIES) throw error;
      pause(WAL_PAUSE_MS);
    }
  }
}

/**
 * Opens a database file, creating and migrating it as needed: WAL of a bounded size, foreign keys on, 5 s of patience
 * with other writers.
 * @throws {Failure} `archive` when it cannot be opened, was made by a newer program, or is not ours.
 */
export function openDatabase(options: OpenOptions): Db {
  let connection: Database.Database | undefined;
  try {
    createFile(options.path, options.mode);
    connection = new Sqlite(options.path, { timeout: patience.writerMs });
    useWal(connection);
    connection.pragma(`synchronous = ${options.synchronous}`);
    connection.pragma(`journal_size_limit = ${WAL_BYTES}`);
    // A quarter of better-sqlite3's default: the worker is to stay small, and the system caches files anyway.
    connection.pragma('cache_size = -4000');
    migrate(connection, options);
    connection.pragma('foreign_keys = ON');
    guardStatements(connection);
    return drizzleOver(connection);
  } catch (error) {
    connection?.close();
    throw databaseFailure(error, options.path);
  }
}

/**
 * Runs `work` in a `BEGIN IMMEDIATE` transaction: all of it is kept, or nothing. Everything in it goes through `db`
 * itself, since a transaction is a state of its connection.
 */
export function immediate<T>(db: Db, work: () => T): T {
  try {
    return db.$client.transaction(work).immediate();
  } catch (error) {
    throw databaseFailure(error, db.$client.name);
  }
}
