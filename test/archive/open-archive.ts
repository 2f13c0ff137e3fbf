import { onTestFinished } from 'vitest';
import { openArchive } from '../../src/archive/open.ts';
import type { Db } from '../../src/sqlite/open.ts';
import { putNewArchive } from '../support/new-archive.ts';
import { tempDir } from '../support/temp-dir.ts';

/** A new archive for the running test, closed after it. A test may write single rows, outside of a transaction. */
export function newArchive(): Db {
  const dataDir = tempDir();
  putNewArchive(dataDir);
  const archive = openArchive(dataDir);
  Reflect.deleteProperty(archive.$client, 'prepare');
  onTestFinished(() => void archive.$client.close());
  return archive;
}

/** All rows of a table as SQL users see them. */
export function rowsOf(archive: Db, table: string, where = '1'): Record<string, unknown>[] {
  const rows = archive.$client.prepare(`SELECT * FROM "${table}" WHERE ${where} ORDER BY 1, 2, 3, 4`).all();
  return rows as Record<string, unknown>[];
}
