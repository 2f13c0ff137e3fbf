import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openArchive } from '../../src/archive/open.ts';
import { syncRuns } from '../../src/archive/tables.ts';
import { openCredentials } from '../../src/auth/credentials.ts';
import { packageRoot } from '../../src/package.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { tempDir } from '../support/temp-dir.ts';

const folder = join(packageRoot, 'migrations/archive');
const MIGRATIONS = readdirSync(folder).filter((name) => name.endsWith('.sql')).length;

function archiveIn(folder: string) {
  const db = openArchive(folder);
  onTestFinished(() => void db.$client.close());
  return db;
}

/** Runs `work` as a user who may not write where only root may. */
function asNobody<T>(work: () => T): T {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

const archiveFailure = (path: string, advice: string) =>
  expect.objectContaining({
    kind: 'archive',
    exitCode: 5,
    message: expect.stringContaining(path),
    advice: expect.stringContaining(advice),
  });

describe('opening a database', () => {
  test('creates the file, and the folders above it', () => {
    const folder = join(tempDir(), 'a/b/c');
    archiveIn(folder);
    expect(existsSync(join(folder, 'archive.db'))).toBe(true);
  });

  test('writes ahead, waits for other writers and watches over foreign keys', () => {
    const { $client } = archiveIn(tempDir());
    expect($client.pragma('journal_mode', { simple: true })).toBe('wal');
    expect($client.pragma('foreign_keys', { simple: true })).toBe(1);
    expect($client.pragma('busy_timeout', { simple: true })).toBe(5_000);
  });

  test('keeps the credentials from everybody else, also those of an older file', () => {
    const folder = tempDir();
    openCredentials(folder)[Symbol.dispose]();
    const path = join(folder, 'credentials.db');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o644);
    openCredentials(folder)[Symbol.dispose]();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('creates the archive for its owner only, and leaves the mode that the owner chose later', () => {
    const folder = tempDir();
    const mode = () => statSync(join(folder, 'archive.db')).mode & 0o777;
    openArchive(folder).$client.close();
    expect(mode()).toBe(0o600);
    chmodSync(join(folder, 'archive.db'), 0o640);
    openArchive(folder).$client.close();
    expect(mode()).toBe(0o640);
  });

  test.each([
    ['no SQLite file', Buffer.from('This is a note, not a database.'.repeat(200))],
    ['a damaged one', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8_000, 0xab)])],
  ])('refuses %s with what to do', (_what, bytes) => {
    const folder = tempDir();
    const path = join(folder, 'archive.db');
    writeFileSync(path, bytes);
    expect(() => openArchive(folder)).toThrow(archiveFailure(path, 'restore a copy'));
  });

  test('refuses a data directory that cannot be written, with its path', () => {
    const parent = tempDir();
    chmodSync(parent, 0o755);
    const folder = join(parent, 'data');
    mkdirSync(folder, { mode: 0o555 });
    asNobody(() => {
      expect(() => openArchive(folder)).toThrow(archiveFailure(join(folder, 'archive.db'), 'may write'));
    });
  });

  test('refuses to create a data directory where it may not', () => {
    const parent = tempDir();
    chmodSync(parent, 0o555);
    asNobody(() => {
      expect(() => openArchive(join(parent, 'data'))).toThrow(archiveFailure(parent, 'may write'));
    });
  });

  test('refuses an archive that may be read but not written', () => {
    const parent = tempDir();
    const folder = join(parent, 'data');
    openArchive(folder).$client.close();
    chmodSync(parent, 0o755);
    chmodSync(join(folder, 'archive.db'), 0o444);
    chmodSync(folder, 0o555);
    onTestFinished(() => chmodSync(folder, 0o755));
    asNobody(() => {
      expect(() => openArchive(folder)).toThrow(archiveFailure(join(folder, 'archive.db'), 'may write'));
    });
  });

  test('refuses a data directory that is a file', () => {
    const path = join(tempDir(), 'data');
    writeFileSync(path, '');
    expect(() => openArchive(path)).toThrow(archiveFailure(path, 'DATA_DIR'));
  });

  test('works for several processes that open a new file at once', async () => {
    const folder = tempDir();
    const module = pathToFileURL(join(packageRoot, 'dist/src/archive/open.js')).href;
    const program = `
      const { openArchive } = await import(${JSON.stringify(module)});
      process.stdout.write('ready');
      await new Promise((go) => process.stdin.once('data', go));
      const { $client } = openArchive(${JSON.stringify(folder)});
      process.stdout.write(' ' + $client.prepare('SELECT count(*) FROM __drizzle_migrations').pluck().get());
      $client.close();
      process.exit();
    `;
    const children = Array.from({ length: 4 }, () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
      const written: string[] = [];
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (data) => void written.push(String(data)));
      onTestFinished(() => void child.kill('SIGKILL'));
      return { child, written, ready: once(child.stdout, 'data'), closed: once(child, 'close') };
    });
    await Promise.all(children.map(({ ready }) => ready));
    for (const { child } of children) child.stdin.write('go');
    await Promise.all(children.map(({ closed }) => closed));
    expect(children.map(({ written }) => written.join(''))).toEqual(Array(4).fill(`ready ${MIGRATIONS}`));
  });
});

describe('a transaction', () => {
  const run = { athleteId: 1, trigger: 'command', startedAt: '2026-11-24T10:00:00Z' };

  test('keeps all of its work', () => {
    const db = archiveIn(tempDir());
    const id = immediate(db, () => db.insert(syncRuns).values(run).returning().get()).id;
    expect(db.select().from(syncRuns).all()).toMatchObject([{ id, ...run }]);
  });

  test('keeps nothing when its work throws, and passes that error on as it is', () => {
    const db = archiveIn(tempDir());
    const error = new RangeError('our own mistake');
    const work = () =>
      immediate(db, () => {
        db.insert(syncRuns).values(run).run();
        throw error;
      });
    expect(work).toThrow(error);
    expect(db.select().from(syncRuns).all()).toEqual([]);
  });

  test('keeps other writers out from its first statement on, before it has written anything', () => {
    const folder = tempDir();
    const db = archiveIn(folder);
    const other = new Sqlite(join(folder, 'archive.db'), { timeout: 0 });
    onTestFinished(() => void other.close());
    immediate(db, () => {
      expect(() => other.exec('BEGIN IMMEDIATE')).toThrow(/locked/);
    });
    other.exec('BEGIN IMMEDIATE');
  });

  test('says which file when SQLite refuses', () => {
    const db = archiveIn(tempDir());
    db.$client.exec('DROP TABLE sync_runs');
    const work = () => immediate(db, () => db.insert(syncRuns).values(run).run());
    expect(work).toThrow(expect.objectContaining({ kind: 'archive' }));
    expect(work).toThrow(`${db.$client.name} cannot be used: no such table: sync_runs`);
  });
});
