import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openArchive, readArchive } from '../../src/archive/open.ts';
import { syncRuns } from '../../src/archive/tables.ts';
import { packageRoot } from '../../src/package.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { tempDir } from '../support/temp-dir.ts';

const RUN = { athleteId: 1, trigger: 'command', startedAt: '2026-11-24T10:00:00Z' };

/** An archive with one pass in its book, closed. */
function archiveWithRun(): string {
  const folder = tempDir();
  const db = openArchive(folder);
  immediate(db, () => db.insert(syncRuns).values(RUN).run());
  db.$client.close();
  return folder;
}

function readRuns(folder: string): unknown[] | undefined {
  using reader = readArchive(folder);
  return reader?.select().from(syncRuns).all();
}

describe('reading', () => {
  test('finds nothing where there is nothing, and creates nothing', () => {
    const folder = tempDir();
    expect(readArchive(folder)).toBeUndefined();
    expect(readArchive(join(folder, 'not/there'))).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('does not take a folder that cannot be looked into for nothing', () => {
    const folder = tempDir();
    writeFileSync(join(folder, 'file'), '');
    expect(() => readArchive(join(folder, 'file/data'))).toThrow(/archive\.db cannot be used: .*ENOTDIR/);
  });

  test('sees what is in a file that nobody has open', () => {
    const folder = archiveWithRun();
    expect(readRuns(folder)).toMatchObject([RUN]);
  });

  test('sees what another process has just committed and not yet moved into the file', () => {
    const folder = tempDir();
    const db = openArchive(folder);
    onTestFinished(() => void db.$client.close());
    immediate(db, () => db.insert(syncRuns).values(RUN).run());
    expect(statSync(join(folder, 'archive.db-wal')).size).toBeGreaterThan(0);
    expect(readRuns(folder)).toMatchObject([RUN]);
  });

  test('cannot write, whatever is tried', () => {
    const folder = archiveWithRun();
    using reader = readArchive(folder);
    const client = reader?.$client as unknown as { exec(sql: string): void };
    for (const sql of ['DELETE FROM sync_runs', 'CREATE TABLE mine (id integer)', 'PRAGMA user_version = 7'])
      expect(() => client.exec(sql)).toThrow(/readonly/);
    expect(readRuns(folder)).toHaveLength(1);
  });

  test('leaves an archive of an older version as it is, and says what to do', () => {
    const folder = tempDir();
    const path = join(folder, 'archive.db');
    copyFileSync(join(packageRoot, 'test/fixtures/archive-0.1.0.db'), path);
    chmodSync(path, 0o600);
    const before = statSync(path).mtimeMs;
    expect(() => readArchive(folder)).toThrow(
      expect.objectContaining({
        kind: 'archive',
        exitCode: 5,
        message: `${path} was made by an older version of athlete-archive.`,
        advice: expect.stringContaining('Start this version on it once'),
      }),
    );
    expect(statSync(path).mtimeMs).toBe(before);
    expect(readdirSync(folder).filter((name) => name.includes('before'))).toEqual([]);
  });

  test('refuses a file of a newer version, one of another program and none at all', () => {
    const folder = archiveWithRun();
    const path = join(folder, 'archive.db');
    const newer = new Sqlite(path);
    newer.exec("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('x', 9000000000000)");
    newer.close();
    expect(() => readArchive(folder)).toThrow(/made by a newer athlete-archive/);
    const foreign = tempDir();
    const other = new Sqlite(join(foreign, 'archive.db'));
    other.exec('CREATE TABLE bookmarks (url text)');
    other.close();
    expect(() => readArchive(foreign)).toThrow(/tables of another program/);
    const broken = tempDir();
    writeFileSync(join(broken, 'archive.db'), 'This is a note, not a database.'.repeat(200));
    expect(() => readArchive(broken)).toThrow(expect.objectContaining({ kind: 'archive' }));
  });

  test('works in a folder that cannot be written while the program has it open; else says what to do', (context) => {
    // Root may write everywhere and becomes another user for this, who may not reach a checkout in the home of root.
    const anybody = 'if (process.getuid() === 0) process.setuid(65534);';
    const reach = `${anybody} fs.readdirSync(${JSON.stringify(join(packageRoot, 'dist/src'))})`;
    if (spawnSync(process.execPath, ['-e', reach]).status !== 0) return context.skip();
    const folder = archiveWithRun();
    chmodSync(join(folder, 'archive.db'), 0o644);
    const module = pathToFileURL(join(packageRoot, 'dist/src/archive/open.js')).href;
    const program = `
      const { readArchive } = await import(${JSON.stringify(module)});
      ${anybody}
      try {
        const reader = readArchive(${JSON.stringify(folder)});
        console.log(reader.$client.prepare('SELECT count(*) AS n FROM sync_runs').get().n);
      } catch (error) {
        console.log(error.kind, error.advice);
      }
    `;
    const read = () => {
      chmodSync(folder, 0o555);
      const options = { encoding: 'utf8' } as const;
      const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], options);
      chmodSync(folder, 0o755);
      return stdout;
    };
    expect(read()).toMatch(/^archive .*"A user who may only read".*\n$/);
    const writer = openArchive(folder);
    onTestFinished(() => void writer.$client.close());
    expect(read()).toBe('1\n');
  });
});
