import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { archivePath } from '../archive/open.ts';
import { Failure } from '../errors.ts';
import { command } from '../package.ts';
import { ARCHIVE_FILE, MEDIA_FOLDER } from '../places.ts';
import { checkFile } from '../sqlite/check.ts';
import { Sqlite } from '../sqlite/driver.ts';
import { databaseFailure } from '../sqlite/failure.ts';
import { sync } from './backup.ts';
import { copyMedia, type MediaCopied } from './media-copies.ts';

/** What a restore came to. */
export interface Restored {
  /** The archive. */
  path: string;
  /** Where what was there before is now; undefined where nothing was. */
  replaced: string | undefined;
  media: MediaCopied | undefined;
}

/** The files that SQLite keeps beside a database. */
const BESIDE = ['-wal', '-shm'];

/** Brings what another file still holds of it into the archive, as far as it can be read. */
function gather(path: string): void {
  try {
    const db = new Sqlite(path, { fileMustExist: true });
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
  } catch {
    // A damaged one is put aside as it is.
  }
}

/** Puts what is there aside, with what lies beside it. @param stamp tells it from others. */
function putAside(path: string, stamp: string): string {
  gather(path);
  const aside = `${path}.before-restore-${stamp}`;
  for (const end of ['', ...BESIDE]) if (existsSync(path + end)) renameSync(path + end, aside + end);
  return aside;
}

/** The file and the media folder of a backup. */
function partsOf(backup: string): { file: string; media: string | undefined } {
  const found = statSync(backup, { throwIfNoEntry: false });
  if (!found) throw new Failure('usage', `There is no backup at ${backup}.`, 'Check the path.');
  if (!found.isDirectory()) return { file: backup, media: undefined };
  const file = join(backup, ARCHIVE_FILE);
  if (existsSync(file)) return { file, media: join(backup, MEDIA_FOLDER) };
  throw new Failure(
    'usage',
    `${backup} holds no ${ARCHIVE_FILE}.`,
    'Name the folder of one backup, or its file.',
  );
}

/**
 * Makes a backup the archive, once it is checked. Nothing is deleted: what is there is put aside under another name. Nobody
 * else may work on the archive meanwhile.
 * @param stamp of what is put aside, such as `20261129T190000Z`. @param force also where there is an archive.
 * @throws {Failure} `usage` without a backup there, or without `force` where there is an archive; `archive` when the
 *   backup is damaged or cannot be copied: then everything is as it was.
 */
export function restore(
  dataDir: string,
  backup: string,
  { stamp, force }: { stamp: string; force: boolean },
): Restored {
  const { file, media } = partsOf(backup);
  const path = archivePath(dataDir);
  try {
    checkFile({ path: file, migrations: 'archive' });
    const isThere = existsSync(path);
    if (isThere && !force) {
      throw new Failure(
        'usage',
        `There is an archive already: ${path}.`,
        `${command('restore', '--force', backup)} puts it aside and takes the backup instead.`,
      );
    }
    const part = `${path}.restore.part`;
    mkdirSync(dirname(path), { recursive: true });
    rmSync(part, { force: true });
    copyFileSync(file, part);
    chmodSync(part, 0o600);
    checkFile({ path: part, migrations: 'archive' });
    sync(part);
    const replaced = isThere ? putAside(path, stamp) : undefined;
    // Of an archive that is not there any more.
    for (const end of BESIDE) rmSync(path + end, { force: true });
    renameSync(part, path);
    sync(dirname(path));
    const copied = media === undefined ? undefined : copyMedia([media], join(dataDir, MEDIA_FOLDER));
    return { path, replaced, media: copied };
  } catch (error) {
    throw databaseFailure(error, path);
  }
}
