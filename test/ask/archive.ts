import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { archivePath, readArchive } from '../../src/archive/open.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { putNewArchive } from '../support/new-archive.ts';
import { tempDir } from '../support/temp-dir.ts';

/** The token that nothing may ever show. */
export const TOKEN = 'a-refresh-token-of-the-test';

/** A new archive, and beside it credentials with a token. */
export function anArchive() {
  const dataDir = tempDir();
  putNewArchive(dataDir);
  const credentials = join(dataDir, 'credentials.db');
  const db = new Sqlite(credentials);
  db.exec(`CREATE TABLE for_the_test (token TEXT); INSERT INTO for_the_test VALUES ('${TOKEN}')`);
  db.close();
  const reader = readArchive(dataDir);
  if (!reader) throw new Error('There is no archive.');
  onTestFinished(() => reader[Symbol.dispose]());
  return { dataDir, credentials, archive: archivePath(dataDir), reader, client: reader.$client };
}
