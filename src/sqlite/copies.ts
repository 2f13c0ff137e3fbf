import { closeSync, existsSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';

const MARK = '.before-migration';
const PART = '.part';

/** The copies that were made beside a database before its migrations, by path; unfinished ones too. */
export function copiesOf(path: string): string[] {
  const folder = dirname(path);
  if (!existsSync(folder)) return [];
  const start = `${basename(path)}${MARK}`;
  return readdirSync(folder)
    .filter((name) => name.startsWith(start))
    .sort()
    .map((name) => join(folder, name));
}

const nameOf = (path: string, migration: number) => `${path}${MARK}-${String(migration).padStart(4, '0')}`;

/** The first free name: what an earlier migration left, or an earlier try of this one, is not overwritten. */
function freePath(path: string, migration: number): string {
  const copy = nameOf(path, migration);
  let free = copy;
  for (let tries = 2; existsSync(free); tries++) free = `${copy}-${tries}`;
  return free;
}

/**
 * Makes a compact copy of a database in a new file, which others may write to meanwhile: what was committed when it began.
 * @param mode of the file.
 */
export function copyInto(db: Pick<Database, 'prepare'>, path: string, mode: number): void {
  rmSync(path, { force: true });
  // SQLite would create it readable by everybody; into an empty file it writes too.
  closeSync(openSync(path, 'wx', mode));
  db.prepare('VACUUM INTO ?').run(path);
}

/**
 * Makes a compact copy beside a database, complete or not there at all, as readable as the database is and never more.
 * @param migration the number of the migration before which it is made, from 1.
 */
export function copyBefore(db: Database, path: string, migration: number): void {
  const copy = freePath(path, migration);
  const part = `${copy}${PART}`;
  copyInto(db, part, statSync(path).mode & 0o777);
  renameSync(part, copy);
}

/** Deletes the copies. @param migration those that were made before that one stay. */
export function deleteCopies(path: string, migration?: number): void {
  const kept = migration === undefined ? undefined : nameOf(path, migration);
  for (const copy of copiesOf(path))
    if (kept === undefined || !copy.startsWith(kept)) rmSync(copy, { force: true });
}
