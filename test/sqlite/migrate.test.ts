import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { packageRoot } from '../../src/package.ts';
import { copiesOf } from '../../src/sqlite/copies.ts';
import { driverFor, Sqlite } from '../../src/sqlite/driver.ts';
import { type Db, openDatabase } from '../../src/sqlite/open.ts';
import { tryLock } from '../../src/sqlite/process-lock.ts';
import { beImpatient } from '../support/locked.ts';
import { tempDir } from '../support/temp-dir.ts';
import { writeMigrations } from './migrations-folder.ts';

const original = Sqlite.prototype.prepare;

const STEP = '--> statement-breakpoint\n';
const FIRST = `CREATE TABLE parent (id integer PRIMARY KEY, name text) STRICT;
${STEP}CREATE TABLE child (id integer PRIMARY KEY, parent_id integer REFERENCES parent(id) ON DELETE CASCADE) STRICT;`;
/** How drizzle-kit changes a table. */
const REBUILD = `PRAGMA foreign_keys=OFF;
${STEP}CREATE TABLE __new_parent (id integer PRIMARY KEY, name text NOT NULL) STRICT;
${STEP}INSERT INTO __new_parent SELECT id, name FROM parent;
${STEP}DROP TABLE parent;
${STEP}ALTER TABLE __new_parent RENAME TO parent;
${STEP}PRAGMA foreign_keys=ON;`;

function setting() {
  const folder = tempDir();
  const path = join(folder, 'some.db');
  const open = (steps: string[], backup = true, isWorker = false): Db => {
    const migrations = writeMigrations(join(folder, 'steps'), steps);
    return openDatabase({ path, migrations, mode: 0o600, synchronous: 'NORMAL', backup, isWorker });
  };
  const use = <T>(db: Db, work: (client: Database.Database) => T): T => {
    const result = work(db.$client);
    db.$client.close();
    return result;
  };
  /** A file with a parent, its two children, and only the first migration. */
  const fill = () =>
    use(open([FIRST]), (db) => {
      db.exec("INSERT INTO parent VALUES (1, 'p'); INSERT INTO child VALUES (1, 1), (2, 1);");
    });
  return { folder, path, open, use, fill, copy: `${path}.before-migration-0002` };
}

const applied = (db: Database.Database) =>
  db.prepare('SELECT created_at FROM __drizzle_migrations ORDER BY created_at').pluck().all();
const tables = (db: Database.Database) =>
  db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all();
const rows = (db: Database.Database, table: string) =>
  db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

describe('migrating', () => {
  test('brings a new file up to all migrations, without a copy of nothing', () => {
    const { open, use, copy } = setting();
    expect(use(open([FIRST, REBUILD]), applied)).toEqual([1_000, 2_000]);
    expect(existsSync(copy)).toBe(false);
  });

  test('changes nothing when it is up to date', () => {
    const { open, use, path, copy } = setting();
    use(open([FIRST]), () => {});
    const before = readFileSync(path);
    use(open([FIRST]), () => {});
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync(copy)).toBe(false);
  });

  test('keeps the children when a parent table is rebuilt', () => {
    const { open, use, fill } = setting();
    fill();
    use(open([FIRST, REBUILD]), (db) => {
      expect(rows(db, 'child')).toBe(2);
      expect(db.pragma('foreign_key_check')).toEqual([]);
      expect(() => db.exec('INSERT INTO parent VALUES (2, NULL)')).toThrow(/NOT NULL/);
    });
  });

  test('watches over foreign keys afterwards', () => {
    const { open, use } = setting();
    use(open([FIRST]), (db) => {
      expect(() => db.exec('INSERT INTO child VALUES (1, 99)')).toThrow(/FOREIGN KEY/);
    });
  });

  test('keeps a copy from before, which opens as it was', () => {
    const { open, use, fill, copy } = setting();
    fill();
    use(open([FIRST, REBUILD]), () => {});
    const old = new Sqlite(copy, { readonly: true });
    expect(applied(old)).toEqual([1_000]);
    expect(rows(old, 'child')).toBe(2);
    old.exec('PRAGMA integrity_check');
    old.close();
    expect(existsSync(`${copy}.part`)).toBe(false);
  });

  test('keeps the copy from before until the next migration', () => {
    const { open, use, fill, path } = setting();
    fill();
    use(open([FIRST, REBUILD]), () => {});
    use(open([FIRST, REBUILD]), () => {});
    expect(copiesOf(path)).toHaveLength(1);
    use(open([FIRST, REBUILD, 'CREATE TABLE more (id integer) STRICT;']), () => {});
    const copies = copiesOf(path).map((copy) => {
      const old = new Sqlite(copy, { readonly: true });
      const result = applied(old);
      old.close();
      return [copy.slice(path.length), result];
    });
    expect(copies).toEqual([['.before-migration-0003', [1_000, 2_000]]]);
  });

  test('never overwrites a copy, also not that of an earlier try', () => {
    const { open, use, fill, copy } = setting();
    fill();
    writeFileSync(copy, 'precious');
    use(open([FIRST, REBUILD]), () => {});
    expect(readFileSync(copy, 'utf8')).toBe('precious');
    const old = new Sqlite(`${copy}-2`, { readonly: true });
    expect(applied(old)).toEqual([1_000]);
    old.close();
  });

  test('makes a copy that nobody else may read, from its first byte on', () => {
    const { open, use, fill, path, copy } = setting();
    fill();
    chmodSync(path, 0o600);
    const modes: number[] = [];
    const prepare = vi.spyOn(Sqlite.prototype, 'prepare').mockImplementation(function (
      this: Database.Database,
      sql,
    ) {
      if (sql.startsWith('VACUUM')) modes.push(statSync(`${copy}.part`).mode & 0o777);
      return original.call(this, sql);
    });
    use(open([FIRST, REBUILD]), () => {});
    prepare.mockRestore();
    expect([...modes, statSync(copy).mode & 0o777]).toEqual([0o600, 0o600]);
  });

  test('is left to a worker that runs, which may be of an older version', () => {
    beImpatient();
    const { open, use, fill, path, folder } = setting();
    fill();
    using _worker = tryLock(folder, 'worker');
    expect(() => open([FIRST, REBUILD])).toThrow(
      expect.objectContaining({
        kind: 'archive',
        exitCode: 5,
        message: `${path} was made by an older athlete-archive, and a worker of that version still runs on it.`,
      }),
    );
    use(open([FIRST]), (db) => expect(applied(db)).toEqual([1_000]));
    use(open([FIRST, REBUILD], true, true), (db) => expect(applied(db)).toEqual([1_000, 2_000]));
  });

  test('makes no copy where none is wanted: of tokens', () => {
    const { open, use, fill, copy } = setting();
    fill();
    use(open([FIRST, REBUILD], false), () => {});
    expect(existsSync(copy)).toBe(false);
  });

  test('happens whole or not at all', () => {
    const { open, use, fill } = setting();
    fill();
    const broken = `CREATE TABLE fine (id integer) STRICT;\n${STEP}CREATE TABLE parent (id integer);`;
    expect(() => open([FIRST, REBUILD, broken])).toThrow(
      expect.objectContaining({ kind: 'archive', message: expect.stringContaining('parent already exists') }),
    );
    use(open([FIRST]), (db) => {
      expect(applied(db)).toEqual([1_000]);
      expect(tables(db)).toEqual(['__drizzle_migrations', 'child', 'parent']);
      expect(rows(db, 'child')).toBe(2);
    });
  });

  test('refuses a migration that would leave children without parents', () => {
    const { open, use, fill, path } = setting();
    fill();
    expect(() => open([FIRST, 'DELETE FROM parent;'])).toThrow(
      expect.objectContaining({ kind: 'archive', message: expect.stringContaining(`Migrating ${path}`) }),
    );
    expect(use(open([FIRST]), (db) => rows(db, 'parent'))).toBe(1);
  });

  test('waits for another process that migrates, and does not do its work again', async () => {
    const { open, use, path } = setting();
    const book = '__drizzle_migrations (id INTEGER PRIMARY KEY, hash TEXT NOT NULL, created_at INTEGER)';
    const child = spawn(process.execPath, ['-'], { cwd: packageRoot });
    onTestFinished(() => void child.kill('SIGKILL'));
    child.stdin.end(`
      const db = new (require('${driverFor(process.versions.napi)}'))(${JSON.stringify(path)});
      db.pragma('journal_mode = WAL');
      db.exec('BEGIN IMMEDIATE');
      db.exec(${JSON.stringify(FIRST)});
      db.exec("CREATE TABLE ${book}; INSERT INTO __drizzle_migrations VALUES (1, 'theirs', 1000)");
      process.stdout.write('migrating');
      setTimeout(() => db.exec('COMMIT'), 200);
    `);
    await once(child.stdout, 'data');
    use(open([FIRST, 'CREATE TABLE more (id integer) STRICT;']), (db) => {
      expect(applied(db)).toEqual([1_000, 2_000]);
      expect(tables(db)).toContain('more');
    });
  });

  test('refuses a file of a newer program, and leaves it alone', () => {
    const { open, use, fill, path } = setting();
    fill();
    use(open([FIRST, REBUILD]), () => {});
    const before = statSync(path).size;
    expect(() => open([FIRST])).toThrow(
      expect.objectContaining({ kind: 'archive', exitCode: 5, message: expect.stringContaining('newer') }),
    );
    expect(statSync(path).size).toBe(before);
    expect(use(open([FIRST, REBUILD]), applied)).toEqual([1_000, 2_000]);
  });

  test('refuses a file with tables of another program', () => {
    const { open, path } = setting();
    const foreign = new Sqlite(path);
    foreign.exec('CREATE TABLE bookmarks (url text)');
    foreign.close();
    expect(() => open([FIRST])).toThrow(
      expect.objectContaining({ kind: 'archive', message: expect.stringContaining('another program') }),
    );
    const still = new Sqlite(path, { readonly: true });
    expect(tables(still)).toEqual(['bookmarks']);
    still.close();
  });
});
