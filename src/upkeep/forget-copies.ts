import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { archivedAthletes, forgetInCopy, isUnerased } from '../archive/forget.ts';
import { eraseMediaBeside } from '../archive/media.ts';
import { ARCHIVE_FILE, CREDENTIALS_FILE, MEDIA_FOLDER } from '../places.ts';
import { Sqlite } from '../sqlite/driver.ts';
import { drizzleOver } from '../sqlite/drizzle.ts';
import { databaseFailure } from '../sqlite/failure.ts';
import type { Db } from '../sqlite/open.ts';
import { patience } from '../sqlite/patience.ts';

/** An archive that is not in use: a backup, or what `restore` has put aside. */
export interface Copy {
  /** The file of the database. */
  path: string;
  /** The folder in which it was found: those in it go with what they hold. */
  root: string;
  /** Who is in it; undefined where it cannot be read. */
  athletes: readonly number[] | undefined;
  /** Whether a deletion was begun in it and not finished. */
  isUnerased: boolean;
}

const HEADER = 'SQLite format 3\0';
// Beside a copy that is not a whole file any more nothing is of use.
const ENDS = ['', '-wal', '-shm', '-journal'];
// By their names they are ours, whatever is in them.
const OURS = /^(archive\.db|\.archive\.db\.part|archive\.db\.(before-restore-[^-]+|restore\.part))$/;
const PUT_ASIDE = /^archive\.db\.(before-restore-[^-]+|restore\.part)$/;

const isSqlite = (path: string): boolean => {
  const descriptor = openSync(path, 'r');
  try {
    const begin = Buffer.alloc(HEADER.length);
    readSync(descriptor, begin, 0, begin.length, 0);
    return begin.toString('latin1') === HEADER;
  } finally {
    closeSync(descriptor);
  }
};

const open = (path: string): Db => {
  const connection = new Sqlite(path, { fileMustExist: true, timeout: patience.writerMs });
  connection.pragma('foreign_keys = ON');
  return drizzleOver(connection);
};

const TABLES = "SELECT count(*) FROM sqlite_schema WHERE name IN ('sync_runs', '__drizzle_migrations')";

/** What is in a file; undefined where it is none of ours. */
function look(path: string, root: string): Copy | undefined {
  const unreadable = OURS.test(basename(path))
    ? { path, root, athletes: undefined, isUnerased: false }
    : undefined;
  if (!isSqlite(path)) return unreadable;
  let db: Db | undefined;
  try {
    db = open(path);
    if (db.$client.prepare(TABLES).pluck().get() !== 2) return unreadable;
    return { path, root, athletes: archivedAthletes(db), isUnerased: isUnerased(db) };
  } catch {
    return unreadable;
  } finally {
    db?.$client.close();
  }
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(folder, entry.name)] : [],
  );
}

/** The folder and those in it; one that has a program at work is another archive, and no backup. */
function foldersOf(backupDir: string): string[] {
  if (!existsSync(backupDir)) return [];
  const inside = readdirSync(backupDir, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [backupDir, ...inside.map(({ name }) => join(backupDir, name))].filter(
    (folder) => !existsSync(join(folder, CREDENTIALS_FILE)),
  );
}

const looked = (paths: readonly string[], root: string): Copy[] =>
  paths.flatMap((path) => {
    const copy = look(path, root);
    return copy ? [copy] : [];
  });

/** The backups in a folder, and in the folders in it. @throws {Failure} `archive` when one cannot be looked into. */
export function backupsIn(backupDir: string): Copy[] {
  try {
    return looked(foldersOf(backupDir).flatMap(filesIn), backupDir);
  } catch (error) {
    throw databaseFailure(error, backupDir);
  }
}

/** What `restore` has put aside, or left unfinished, beside the archive. */
export const putAside = (dataDir: string): Copy[] =>
  looked(
    filesIn(dataDir).filter((path) => PUT_ASIDE.test(basename(path))),
    dataDir,
  );

/** Those of these copies in which something of an athlete is, or may be. */
export const holding = (copies: readonly Copy[], athleteId: number): Copy[] =>
  copies.filter(
    ({ athletes, isUnerased: isOpen }) => isOpen || athletes === undefined || athletes.includes(athleteId),
  );

/** Whether nobody else is in it, so that it is deleted as a whole. */
export const isAlone = ({ athletes = [] }: Copy, athleteId: number): boolean =>
  athletes.every((id) => id === athleteId);

function removeIfEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}

function remove({ path, root }: Copy): void {
  for (const end of ENDS) rmSync(path + end, { force: true });
  if (basename(path) !== ARCHIVE_FILE) return;
  eraseMediaBeside(path);
  removeIfEmpty(join(dirname(path), MEDIA_FOLDER));
  if (dirname(path) !== root) removeIfEmpty(dirname(path));
}

/**
 * Deletes an athlete from a copy: the whole of it where nobody else is in it, with its media files, else their rows and
 * the files that no photo has any more. When it was made stays as it was.
 * @throws {Failure} `archive` when the disk or another program keeps it from that.
 */
export function forgetIn(copy: Copy, athleteId: number): void {
  const { path } = copy;
  let db: Db | undefined;
  try {
    if (isAlone(copy, athleteId)) {
      remove(copy);
      return;
    }
    const { atime, mtime } = statSync(path);
    db = open(path);
    forgetInCopy(db, athleteId, { hasMedia: basename(path) === ARCHIVE_FILE });
    db.$client.close();
    utimesSync(path, atime, mtime);
  } catch (error) {
    throw databaseFailure(error, path);
  } finally {
    db?.$client.close();
  }
}
