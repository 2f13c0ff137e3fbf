import type { Database } from 'better-sqlite3';
import { Failure } from '../errors.ts';
import { Sqlite } from './driver.ts';
import { databaseFailure } from './failure.ts';
import { type MigrateOptions, standingOf } from './migrate.ts';

/** What is wrong with a database as SQLite sees it, in its own words; nothing when all is well. */
export function damagesOf(db: Pick<Database, 'prepare'>, most = 5): string[] {
  const found = db.prepare(`PRAGMA integrity_check(${most})`).pluck().all() as string[];
  if (found.length > 1 || found[0] !== 'ok') return found.map((words) => words.replace(/\s+/g, ' '));
  const loose = db.prepare('PRAGMA foreign_key_check').all() as { table: string; parent: string }[];
  return loose
    .slice(0, most)
    .map(({ table, parent }) => `a row of ${table} refers to one of ${parent} that is not there`);
}

/**
 * Makes sure that a file is a whole database of ours, of this version or an older one.
 * @throws {Failure} `archive` when it is not there, damaged, of another program or of a newer version.
 */
export function checkFile({ path, migrations }: Pick<MigrateOptions, 'path' | 'migrations'>): void {
  let db: Database | undefined;
  try {
    db = new Sqlite(path, { readonly: true, fileMustExist: true });
    const standing = standingOf(db, { path, migrations });
    if (standing === 'new') throw new Failure('archive', `${path} is empty.`, 'Choose another one.');
    const [damage] = damagesOf(db);
    if (damage !== undefined)
      throw new Failure('archive', `${path} is damaged: ${damage}.`, 'Choose another one.');
  } catch (error) {
    throw databaseFailure(error, path);
  } finally {
    db?.close();
  }
}
