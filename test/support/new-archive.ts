import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStores } from '../../src/app.ts';

const FILES = ['archive.db', 'credentials.db'];

let empty: Buffer[] | undefined;

/** Both databases as the program makes them in an empty folder. */
function make(): Buffer[] {
  const folder = mkdtempSync(join(tmpdir(), 'athlete-archive-test-'));
  try {
    openStores(folder)[Symbol.dispose]();
    return FILES.map((name) => readFileSync(join(folder, name)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts a new archive into a folder that has none: to migrate it anew for each test would take as long as many tests do. */
export function putNewArchive(dataDir: string): void {
  const paths = FILES.map((name) => join(dataDir, name));
  if (paths.some((path) => existsSync(path))) return;
  mkdirSync(dataDir, { recursive: true });
  empty ??= make();
  for (const [i, path] of paths.entries()) writeFileSync(path, empty[i] ?? '', { mode: 0o600 });
}
