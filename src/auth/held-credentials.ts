import { eq } from 'drizzle-orm';
import { Sqlite } from '../sqlite/driver.ts';
import { drizzleOver } from '../sqlite/drizzle.ts';
import { databaseFailure } from '../sqlite/failure.ts';
import { patience } from '../sqlite/patience.ts';
import { rotated } from './connection.ts';
import { tokenPairs } from './tables.ts';
import type { TokenPair } from './token-endpoint.ts';

/** The file, kept from all other writers until it is disposed of. */
export interface HeldCredentials extends Disposable {
  /** As `rotate` of the credentials, and the end of the hold. @throws {Failure} `archive`; then the hold is lost. */
  rotate(athleteId: number, pair: TokenPair, now: number): void;
}

/**
 * Begins a write transaction on a connection of its own, so that what else this process writes does not get into it.
 * @throws {Failure} `archive` when another holds the file, or it cannot be written.
 */
export function holdFile(path: string): HeldCredentials {
  const connection = new Sqlite(path, { timeout: patience.writerMs });
  const orFail = (work: () => void) => {
    try {
      work();
    } catch (error) {
      // Closing it rolls back.
      connection.close();
      throw databaseFailure(error, path);
    }
  };
  orFail(() => {
    connection.pragma('synchronous = FULL');
    connection.pragma('secure_delete = ON');
    connection.exec('BEGIN IMMEDIATE; UPDATE token_pairs SET refreshed_at = refreshed_at');
  });
  return {
    rotate: (athleteId, pair, now) =>
      orFail(() => {
        const set = rotated(pair, now);
        drizzleOver(connection).update(tokenPairs).set(set).where(eq(tokenPairs.athleteId, athleteId)).run();
        connection.exec('COMMIT');
      }),
    [Symbol.dispose]: () => void connection.close(),
  };
}
