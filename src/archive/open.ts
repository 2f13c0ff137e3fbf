import { join } from 'node:path';
import { ARCHIVE_FILE } from '../places.ts';
import { type Db, openDatabase } from '../sqlite/open.ts';
import { createViews, dropViews } from './views.ts';

/** Where the archive is, below the data directory. */
export const archivePath = (dataDir: string) => join(dataDir, ARCHIVE_FILE);

/** Opens `archive.db`, creating or migrating it. @throws {Failure} `archive` when it cannot be used. */
export function openArchive(dataDir: string): Db {
  return openDatabase({
    path: archivePath(dataDir),
    migrations: 'archive',
    mode: 0o600,
    synchronous: 'NORMAL',
    backup: true,
    views: { drop: dropViews, create: createViews },
  });
}
