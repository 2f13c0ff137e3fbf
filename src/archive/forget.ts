import { Failure } from '../errors.ts';
import { tidySearch } from '../search/search.ts';
import { deleteCopies } from '../sqlite/copies.ts';
import { databaseFailure } from '../sqlite/failure.ts';
import { type Db, immediate } from '../sqlite/open.ts';
import { eraseMedia } from './media.ts';

/** An archive, of this version or an older one. */
type Archive = Pick<Db, '$client'>;

// `search` is the index of a table, and follows it.
const OWN = "t.schema = 'main' AND t.type = 'table'";

/** The tables that hold rows of an athlete, with the column that says whose. */
function ownedTables(db: Archive): { table: string; column: string }[] {
  const rows = db.$client
    .prepare(
      `SELECT t.name AS "table", c.name AS "column" FROM pragma_table_list t JOIN pragma_table_info(t.name) c
       WHERE ${OWN} AND (c.name = 'athlete_id' OR (t.name = 'athletes' AND c.name = 'id'))`,
    )
    .all();
  return rows as { table: string; column: string }[];
}

/** The athletes of whom anything is archived. */
export function archivedAthletes(db: Archive): number[] {
  const selects = ownedTables(db).map(({ table, column }) => `SELECT "${column}" FROM "${table}"`);
  return db.$client.prepare(selects.join(' UNION ')).pluck().all() as number[];
}

// In the header of the file, in the same transaction as the deletion: the rows are gone and their bytes may not be.
const UNERASED = 1;

/** Notes, in the transaction of a deletion, that {@link eraseDeleted} has to follow. */
export const noteUnerased = (db: Archive): void => void db.$client.pragma(`user_version = ${UNERASED}`);

/** Whether the file may still hold what was deleted from it. */
export const isUnerased = (db: Archive): boolean =>
  db.$client.pragma('user_version', { simple: true }) === UNERASED;

function compact({ $client }: Archive): void {
  tidySearch($client);
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

/** The tables that have a column of this name. */
export const tablesWith = (db: Archive, column: string): string[] =>
  db.$client
    .prepare(
      `SELECT t.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c ON c.name = ? WHERE ${OWN}`,
    )
    .pluck()
    .all(column) as string[];

/** How an activity is known in the ledger and among the documents. */
export interface ActivityTraces {
  resources: readonly string[];
  kinds: readonly string[];
  /** The kind of pages that were kept whole since they hold something odd. */
  pages: string;
}

/** Deletes an activity and all that hangs on it, inside a transaction; {@link eraseDeleted} has to follow. */
export function forgetActivity(db: Db, athleteId: number, id: string, traces: ActivityTraces): void {
  const { $client } = db;
  const { resources, kinds, pages } = traces;
  const run = (text: string, ...values: unknown[]) => $client.prepare(text).run(...values);
  const oneOf = (names: readonly string[]) => names.map(() => '?').join();
  $client.pragma('defer_foreign_keys = ON');
  const files = 'SELECT unique_id FROM photos WHERE activity_id = CAST(? AS INTEGER)';
  run(
    `DELETE FROM coverage WHERE athlete_id = ? AND resource = 'photo_files' AND item IN (${files})`,
    athleteId,
    id,
  );
  for (const table of tablesWith(db, 'activity_id'))
    run(`DELETE FROM "${table}" WHERE activity_id = CAST(? AS INTEGER)`, id);
  run('DELETE FROM activities WHERE id = CAST(? AS INTEGER)', id);
  const item = 'athlete_id = ? AND item = ?';
  run(`DELETE FROM documents WHERE ${item} AND kind IN (${oneOf(kinds)})`, athleteId, id, ...kinds);
  run(
    `DELETE FROM coverage WHERE ${item} AND resource IN (${oneOf(resources)})`,
    athleteId,
    id,
    ...resources,
  );
  run('DELETE FROM documents WHERE athlete_id = ? AND kind = ?', athleteId, pages);
  noteUnerased(db);
}

function deleteRows(db: Db, athleteId: number): void {
  const owned = ownedTables(db);
  immediate(db, () => {
    db.$client.pragma('defer_foreign_keys = ON');
    for (const { table, column } of owned) {
      db.$client.prepare(`DELETE FROM "${table}" WHERE "${column}" = ?`).run(athleteId);
    }
    noteUnerased(db);
  });
}

/**
 * Deletes every row of an athlete, in all tables at once, and gives the space back to the disk.
 * @throws {Failure} `archive`, of {@link eraseDeleted} when the rows are deleted already.
 */
export function forgetAthlete(db: Db, athleteId: number): void {
  deleteRows(db, athleteId);
  eraseDeleted(db);
}

/**
 * The same in a copy of an archive that is not in use. @param options `hasMedia`: whether the media files beside it are its.
 * @throws {Failure} `archive`; {@link isUnerased} when the rows are deleted already.
 */
export function forgetInCopy(db: Db, athleteId: number, { hasMedia }: { hasMedia: boolean }): void {
  deleteRows(db, athleteId);
  if (hasMedia) eraseMedia(db);
  compact(db);
  immediate(db, () => db.$client.pragma('user_version = 0'));
}
