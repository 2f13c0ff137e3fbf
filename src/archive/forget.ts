import { Failure } from '../errors.ts';
import { deleteCopies } from '../sqlite/copies.ts';
import { databaseFailure } from '../sqlite/failure.ts';
import { type Db, immediate } from '../sqlite/open.ts';
import { eraseMedia } from './media.ts';

/** The tables that hold rows of an athlete, with the column that says whose. */
function ownedTables(db: Db): { table: string; column: string }[] {
  const rows = db.$client
    .prepare(
      `SELECT m.name AS "table", c.name AS "column" FROM sqlite_master m JOIN pragma_table_info(m.name) c
       WHERE m.type = 'table' AND (c.name = 'athlete_id' OR (m.name = 'athletes' AND c.name = 'id'))`,
    )
    .all();
  return rows as { table: string; column: string }[];
}

/** The athletes of whom anything is archived. */
export function archivedAthletes(db: Db): number[] {
  const selects = ownedTables(db).map(({ table, column }) => `SELECT "${column}" FROM "${table}"`);
  return db.$client.prepare(selects.join(' UNION ')).pluck().all() as number[];
}

// In the header of the file, in the same transaction as the deletion: the rows are gone and their bytes may not be.
const UNERASED = 1;

/** Whether the file may still hold what was deleted from it. */
export const isUnerased = (db: Db): boolean =>
  db.$client.pragma('user_version', { simple: true }) === UNERASED;

function compact({ $client }: Db): void {
  $client.exec('VACUUM');
  const [answer] = $client.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
  if (answer?.busy === 0) return;
  throw new Failure(
    'archive',
    `Another program is reading ${$client.name}.`,
    'Close it and give the same command again: it finishes the deletion.',
  );
}

/**
 * Frees the file, and what lies beside it, of what was deleted.
 * @throws {Failure} `archive` when another program or a full disk keeps it from that; {@link isUnerased} until it is done.
 */
export function eraseDeleted(db: Db): void {
  try {
    // They hold the same rows.
    deleteCopies(db.$client.name);
    eraseMedia(db);
    compact(db);
    immediate(db, () => db.$client.pragma('user_version = 0'));
  } catch (error) {
    const failure = databaseFailure(error, db.$client.name);
    if (!(failure instanceof Failure)) throw failure;
    throw new Failure(
      'archive',
      `The rows are deleted, but what they held is still in the file. ${failure.message}`,
      failure.advice.includes('same command')
        ? failure.advice
        : `${failure.advice} Then give the same command again.`,
      { cause: error },
    );
  }
}

/**
 * Deletes every row of an athlete, in all tables at once, and gives the space back to the disk.
 * @throws {Failure} `archive`, of {@link eraseDeleted} when the rows are deleted already.
 */
export function forgetAthlete(db: Db, athleteId: number): void {
  const owned = ownedTables(db);
  immediate(db, () => {
    db.$client.pragma('defer_foreign_keys = ON');
    for (const { table, column } of owned) {
      db.$client.prepare(`DELETE FROM "${table}" WHERE "${column}" = ?`).run(athleteId);
    }
    db.$client.pragma(`user_version = ${UNERASED}`);
  });
  eraseDeleted(db);
}
