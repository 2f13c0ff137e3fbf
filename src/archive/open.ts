import { join } from 'node:path';
import { ARCHIVE_FILE } from '../places.ts';
import { createSearch, dropSearch, searchIsCurrent } from '../search/search.ts';
import { createSettled, dropSettled, settledIsCurrent } from '../settled/settled.ts';
import type { Made } from '../sqlite/migrate.ts';
import { type Db, openDatabase } from '../sqlite/open.ts';
import { openForReading } from '../sqlite/read.ts';
import { createViews, dropViews, viewsAreCurrent } from './views.ts';

/** Where the archive is, below the data directory. */
export const archivePath = (dataDir: string) => join(dataDir, ARCHIVE_FILE);

const MADE: Made = {
  isCurrent: (db) => viewsAreCurrent(db) && settledIsCurrent(db) && searchIsCurrent(db),
  drop(db) {
    dropViews(db);
    dropSettled(db);
    dropSearch(db);
  },
  create(db) {
    createViews(db);
    createSettled(db);
    createSearch(db);
  },
};

/**
 * Opens `archive.db`, creating or migrating it.
 * @param options `isWorker`: whether this process holds the place of the worker.
 * @throws {Failure} `archive` when it cannot be used.
 */
export function openArchive(dataDir: string, { isWorker = false } = {}): Db {
  return openDatabase({
    path: archivePath(dataDir),
    migrations: 'archive',
    mode: 0o600,
    synchronous: 'NORMAL',
    backup: true,
    made: MADE,
    isWorker,
  });
}

/** Opens `archive.db` read-only; undefined where there is none. @throws {Failure} `archive` when it cannot be read. */
export const readArchive = (dataDir: string) =>
  openForReading({ path: archivePath(dataDir), migrations: 'archive' });

/** Opens a copy of an archive of this version, to be compared or changed and thrown away. */
export const openCopy = (path: string): Db =>
  openDatabase({ path, migrations: 'archive', mode: 0o600, synchronous: 'OFF', backup: false });
