import { existsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Failure } from '../errors.ts';
import { command } from '../package.ts';
import { CREDENTIALS_FILE } from '../places.ts';
import { Sqlite } from './driver.ts';

const WRITABLE = 'Check that the folder DATA_DIR exists and that this user may write in it.';
// A VACUUM and large sorts write temporary files, wherever SQLite puts them.
const FULL =
  'The disk is full, or the one for temporary files (TMPDIR): free some space and try again; nothing is lost.';
const REFUSED =
  'The disk refused to be written: a quota or a limit on the size of files (ulimit -f) is reached, or it is failing.';

const DAMAGED = 'The file is damaged or no SQLite file: put it aside and restore a copy of yours.';

const UNKNOWN = 'Check the disk; if it is sound, please report this.';

const ADVICE: [RegExp, string][] = [
  // Its shared memory is a file on the same disk.
  [/^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT)/, FULL],
  [/^(SQLITE_IOERR_(WRITE|TRUNCATE|FSYNC)|EFBIG)/, REFUSED],
  [/^SQLITE_(CORRUPT|NOTADB)/, DAMAGED],
  [/^SQLITE_(BUSY|LOCKED)/, 'Another program is writing to it: close that one and try again.'],
  [/^(SQLITE_(CANTOPEN|READONLY|PERM|AUTH)|EACCES|EPERM|EROFS|ENOENT|ENOTDIR|EEXIST)/, WRITABLE],
];

/** Where the folder belongs to somebody else, as one that a container mounts: both, and what gives it away. */
function ofSomebodyElse(path: string): string | undefined {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  let folder = dirname(path);
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  const owner = statSync(folder, { throwIfNoEntry: false })?.uid;
  if (!uid || owner === undefined || owner === uid) return undefined;
  return `This runs as uid ${uid}, and ${folder} belongs to uid ${owner}: \`chown -R ${uid}:${gid} ${folder}\` by its owner or root gives it to it.`;
}

/** The advice where it is another one for this path. */
function special(known: string, path: string): string | undefined {
  if (known === WRITABLE) return ofSomebodyElse(path);
  return known === DAMAGED && basename(path) === CREDENTIALS_FILE
    ? `The file is damaged: delete it and run ${command('bootstrap')}, which makes a new one.`
    : undefined;
}

const isSystemError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string';

/** Turns an error of SQLite or of the file system into a {@link Failure} `archive`; others come back as they were. */
export function databaseFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Sqlite.SqliteError || isSystemError(error))) return error;
  const known = ADVICE.find(([code]) => code.test(error.code))?.[1] ?? UNKNOWN;
  const advice = special(known, path) ?? known;
  const reason = error.message.includes(error.code) ? error.message : `${error.message} (${error.code})`;
  return new Failure('archive', `${path} cannot be used: ${reason}.`, advice, { cause: error });
}

/** Whether another connection holds the lock that was wanted. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY');

const OUTSIDE = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN|PERM|AUTH|PROTOCOL|NOMEM)/;

/** Whether SQLite met a lock, the disk or damage, and not a mistake in our SQL or a row that the tables refuse. */
export const isOutside = (error: unknown): boolean =>
  error instanceof Sqlite.SqliteError && OUTSIDE.test(error.code);
