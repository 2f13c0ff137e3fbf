import { accessSync } from 'node:fs';
import type Database from 'better-sqlite3';
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3';
import { Failure } from '../errors.ts';
import { command } from '../package.ts';
import { Sqlite } from './driver.ts';
import { drizzleOver } from './drizzle.ts';
import { databaseFailure } from './failure.ts';
import { guardStatements } from './guard.ts';
import { type MigrateOptions, standingOf } from './migrate.ts';
import { patience } from './patience.ts';

/** A statement that gives rows, and what SQLite says of it. */
type Query = Pick<Database.Statement, 'get' | 'all' | 'iterate' | 'reader' | 'readonly'> &
  Record<'pluck' | 'raw' | 'safeIntegers', () => Query>;

/** A database of ours as whoever only reads sees it: there is no way to write. A `Db` is one too. */
export interface Reader extends Pick<BetterSQLite3Database, 'select'> {
  $client: { readonly name: string; prepare(sql: string): Query };
}

/** A user who may not write beside a file can read it only while somebody else has it open. */
function readingFailure(error: unknown, path: string): unknown {
  const isBarred = error instanceof Sqlite.SqliteError && /^SQLITE_(READONLY|CANTOPEN)/.test(error.code);
  if (!isBarred) return databaseFailure(error, path);
  return new Failure(
    'archive',
    `${path} cannot be read by this user while no other program has it open, since SQLite keeps files beside it (${error.code}).`,
    'Give the command as the user whose archive it is; docs/running.md, "A user who may only read", has another way.',
    { cause: error },
  );
}

/** A folder that cannot be looked into is not the same as nothing there: it throws. */
function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Opens a database read-only: nothing is created and nothing migrated.
 * @returns undefined where there is none yet.
 * @throws {Failure} `archive` when it cannot be read, or was made by an older or newer version or by another program.
 */
export function openForReading(
  options: Pick<MigrateOptions, 'path' | 'migrations'>,
): (Reader & Disposable) | undefined {
  const { path } = options;
  let connection: Database.Database | undefined;
  try {
    if (!isThere(path)) return undefined;
    connection = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: patience.writerMs });
    const standing = standingOf(connection, options);
    if (standing === 'older') {
      throw new Failure(
        'archive',
        `${path} was made by an older version of athlete-archive.`,
        `Start this version on it once (${command('start')} or ${command('sync')}), which brings it up to date.`,
      );
    }
    const opened = connection;
    guardStatements(opened);
    if (standing === 'current')
      return Object.assign(drizzleOver(opened), { [Symbol.dispose]: () => void opened.close() });
    // Another process has created it a moment ago and not filled it yet.
    connection.close();
    return undefined;
  } catch (error) {
    connection?.close();
    throw readingFailure(error, path);
  }
}

/** Until it is disposed of, all that is read is as it is now, whatever others write meanwhile. */
export function asOfNow({ $client }: Reader): Disposable {
  // SQLite keeps to one state of the file as long as a statement is under way.
  const underWay = $client.prepare('SELECT 1 FROM sqlite_schema').iterate();
  underWay.next();
  return { [Symbol.dispose]: () => void underWay.return?.() };
}
