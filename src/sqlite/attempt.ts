import { Sqlite } from './driver.ts';
import type { Db } from './open.ts';
import { statement } from './statements.ts';

// What SQLite says of a value that a table refuses; all else is the file's or the disk's.
const OF_THE_ROW = /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/;

/** Whether an error of a database call means the row that was to be written, and not the database. */
const isOfRow = (error: unknown): boolean =>
  !(error instanceof Sqlite.SqliteError) || OF_THE_ROW.test(error.code);

// Made once, since that takes as long as the work.
const savepoint = statement((db) => db.$client.transaction((work: () => void) => work()));

/**
 * Runs `work` in a savepoint of the open transaction: all of it is kept, or nothing.
 * @returns the error that undid it, if any. @throws what is the fault of the file or the disk.
 */
export function attempt(db: Db, work: () => void): unknown {
  if (!db.$client.inTransaction)
    throw new Error('An attempt outside of `immediate` would begin a transaction.');
  try {
    savepoint(db)(work);
    return undefined;
  } catch (error) {
    if (!isOfRow(error)) throw error;
    return error;
  }
}
