import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openArchive, readArchive } from '../../src/archive/open.ts';
import { coverage, syncRuns } from '../../src/archive/tables.ts';
import { packageRoot } from '../../src/package.ts';
import { attempt } from '../../src/sqlite/attempt.ts';
import { type Db, immediate } from '../../src/sqlite/open.ts';
import { rowWriter } from '../../src/sqlite/statements.ts';
import { tempDir } from '../support/temp-dir.ts';

const run = { athleteId: 1, trigger: 'command', startedAt: '2026-11-24T10:00:00Z' };

function archive(): Db {
  const db = openArchive(tempDir());
  onTestFinished(() => void db.$client.close());
  return db;
}

const line = {
  ...{
    athleteId: 1,
    resource: 'gear',
    item: 'b1',
    status: 'done',
    itemDate: null,
    reason: null,
    fault: null,
  },
  ...{ httpStatus: null, tries: 0, checkedAt: null, nextTryAt: null, position: null, note: null },
  ...{ missingSince: null, readings: null, reading: null, basis: null },
};
const writeLine = rowWriter(coverage);

const WRITES: [string, (db: Db) => unknown][] = [
  ['an insert', (db) => db.insert(syncRuns).values(run).run()],
  ['an insert that returns something', (db) => db.insert(syncRuns).values(run).returning().get()],
  ['an update', (db) => db.update(syncRuns).set({ requests: 1 }).run()],
  ['an update that returns something', (db) => db.update(syncRuns).set({ requests: 1 }).returning().all()],
  ['a delete', (db) => db.delete(syncRuns).where(eq(syncRuns.id, 1)).run()],
  ['a row', (db) => writeLine(db, line)],
  ['SQL', (db) => db.$client.prepare('UPDATE sync_runs SET requests = 1').run()],
];

describe('a write outside of a transaction', () => {
  test.each(WRITES)('is refused: %s', (_what, write) => {
    const db = archive();
    expect(() => write(db)).toThrow('A write outside of `immediate`');
    expect(db.select().from(syncRuns).all()).toEqual([]);
  });

  test.each(WRITES)('is fine within: %s', (_what, write) => {
    const db = archive();
    expect(() => immediate(db, () => write(db))).not.toThrow();
  });
});

test('reading and VACUUM need no transaction', () => {
  const db = archive();
  expect(db.select().from(syncRuns).all()).toEqual([]);
  expect(() => db.$client.prepare('VACUUM INTO ?').run(join(tempDir(), 'copy.db'))).not.toThrow();
});

/** The files of `src/` in which something is called. */
const filesWith = (call: RegExp) =>
  readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => call.test(readFileSync(join(packageRoot, 'src', name), 'utf8')))
    .sort();

test('SQL runs past the statements only where tables, views, search, locks and what is settled are made, space is given back and tokens are held', () => {
  const own = ['archive/forget.ts', 'archive/views.ts', 'auth/held-credentials.ts', 'search/search.ts'];
  const files = [...own, 'settled/settled.ts', 'sqlite/migrate.ts', 'sqlite/process-lock.ts'];
  // Not of a pattern for texts, `/…/s.exec(` or `PATTERN.exec(`.
  expect(filesWith(/(?<![/\w$])[a-z$][\w$.]*\.exec\(/)).toEqual(files);
});

test('transactions begin in `immediate` and where the tables are made, and savepoints in `attempt`', () => {
  expect(filesWith(/\.transaction\(/)).toEqual(['sqlite/attempt.ts', 'sqlite/migrate.ts', 'sqlite/open.ts']);
  expect(() => attempt(archive(), () => {})).toThrow('outside of `immediate`');
});

describe('a file that is damaged behind its first pages', () => {
  /** The data directory of an archive whose rows cannot be read. */
  function damaged(): string {
    const dataDir = tempDir();
    const db = openArchive(dataDir);
    immediate(db, () => {
      for (let i = 0; i < 500; i++)
        db.insert(syncRuns)
          .values({ ...run, error: 'so it was' })
          .run();
    });
    const root = db.$client
      .prepare("SELECT rootpage FROM sqlite_master WHERE name = 'sync_runs'")
      .pluck()
      .get();
    const pageSize = Number(db.$client.pragma('page_size', { simple: true }));
    db.$client.close();
    const path = join(dataDir, 'archive.db');
    const bytes = readFileSync(path);
    bytes.fill(0xff, (Number(root) - 1) * pageSize, Number(root) * pageSize);
    expect(statSync(path).size).toBe(bytes.length);
    writeFileSync(path, bytes);
    return dataDir;
  }

  const failure = (dataDir: string) =>
    expect.objectContaining({
      exitCode: 5,
      message: `${join(dataDir, 'archive.db')} cannot be used: database disk image is malformed (SQLITE_CORRUPT).`,
      advice: expect.stringContaining('restore a copy'),
    });

  test('is said where it is read and where it is written', () => {
    const dataDir = damaged();
    const db = openArchive(dataDir);
    onTestFinished(() => void db.$client.close());
    expect(() => db.select().from(syncRuns).all()).toThrow(failure(dataDir));
    expect(() => immediate(db, () => db.insert(syncRuns).values(run).run())).toThrow(failure(dataDir));
  });

  test('is said where it is read only', () => {
    const dataDir = damaged();
    using reader = readArchive(dataDir);
    expect(() => reader?.select().from(syncRuns).all()).toThrow(failure(dataDir));
  });
});

test('what SQLite says of our own SQL stays as it is', () => {
  const db = archive();
  expect(() => db.$client.prepare('SELECT nowhere').all()).toThrow(/no such column/);
  expect(() =>
    immediate(db, () =>
      db
        .insert(syncRuns)
        .values({ ...run, athleteId: null as never })
        .run(),
    ),
  ).toThrow(/NOT NULL/);
});
