import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { archivePath } from '../archive/open.ts';
import { Failure } from '../errors.ts';
import { ARCHIVE_FILE, MEDIA_FOLDER } from '../places.ts';
import { checkFile } from '../sqlite/check.ts';
import { copyInto } from '../sqlite/copies.ts';
import { Sqlite } from '../sqlite/driver.ts';
import { databaseFailure } from '../sqlite/failure.ts';
import { patience } from '../sqlite/patience.ts';
import { copyMedia, type MediaCopied } from './media-copies.ts';

/** What a backup came to. */
export interface Backup {
  /** The file of the database. */
  path: string;
  /** Its bytes. */
  bytes: number;
  /** The media files; undefined where the backup is a file alone. */
  media: MediaCopied | undefined;
  /** Whether there are media files that are not in it. */
  lacksMedia: boolean;
}

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** A path with an ending is a file, unless a folder of that name is there; anything else is a folder. */
const isFile = (target: string) => !isFolder(target) && extname(target) !== '' && !/[\\/]$/.test(target);

/** Has a file, or what a folder lists, on the disk before anything relies on it. */
export function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Only a former backup is written over. */
function mayReplace(path: string): void {
  if (!existsSync(path)) return;
  try {
    checkFile({ path, migrations: 'archive' });
  } catch (error) {
    // A damaged backup is no loss.
    if (error instanceof Failure && /damaged|empty/.test(error.message)) return;
    throw new Failure(
      'usage',
      `${path} is there already, and is no archive of athlete-archive.`,
      'Choose another name, or delete it first.',
      { cause: error },
    );
  }
}

/** Writes the copy aside, checks it, and only then puts it in place of a former one. */
function copyArchive(dataDir: string, path: string): void {
  const from = archivePath(dataDir);
  if (!existsSync(from))
    throw new Failure('archive', `There is no archive in ${dataDir} yet.`, 'Nothing was backed up.');
  const part = join(dirname(path), `.${basename(path)}.part`);
  // An archive of an older version too: a backup comes before an upgrade.
  const archive = new Sqlite(from, { readonly: true, fileMustExist: true, timeout: patience.writerMs });
  try {
    copyInto(archive, part, 0o600);
    checkFile({ path: part, migrations: 'archive' });
    sync(part);
    renameSync(part, path);
    sync(dirname(path));
  } finally {
    archive.close();
    rmSync(part, { force: true });
  }
}

/**
 * Makes a consistent copy of the archive while others write to it: to a file the database alone, to a folder also the
 * media files, as hard links where the disk allows it. The copy is checked before it takes the place of a former one.
 * @param target a file (with an ending) or a folder. @param from folders where media files may be linked from.
 * @throws {Failure} `archive` when it cannot be read, written, or is damaged; `usage` where something else is there.
 */
export function backUp(dataDir: string, target: string, from: readonly string[] = []): Backup {
  const alone = isFile(target);
  const path = alone ? target : join(target, ARCHIVE_FILE);
  try {
    if (existsSync(path) && isSame(path, archivePath(dataDir)))
      throw new Failure('usage', `${path} is the archive itself.`, 'Choose another place for the backup.');
    mayReplace(path);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    copyArchive(dataDir, path);
    const media = join(dataDir, MEDIA_FOLDER);
    return {
      path,
      bytes: statSync(path).size,
      media: alone ? undefined : copyMedia([...from, media], join(target, MEDIA_FOLDER)),
      lacksMedia: alone && existsSync(media),
    };
  } catch (error) {
    throw databaseFailure(error, path);
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [statSync(one), statSync(other, { throwIfNoEntry: false })];
  return a.ino === b?.ino && a.dev === b.dev;
}
