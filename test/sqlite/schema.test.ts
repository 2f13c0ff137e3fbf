import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { is } from 'drizzle-orm';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openArchive } from '../../src/archive/open.ts';
import * as ownTables from '../../src/archive/tables.ts';
import * as credentialTables from '../../src/auth/tables.ts';
import { DERIVATIONS } from '../../src/derived/index.ts';
import { derivations } from '../../src/derived/table.ts';
import { packageRoot } from '../../src/package.ts';
import { SEARCH_TEXTS } from '../../src/search/search.ts';
import { SETTLED_TABLES } from '../../src/settled/views.ts';
import { openDatabase } from '../../src/sqlite/open.ts';
import * as budgetTable from '../../src/strava/budget-table.ts';
import * as streamTables from '../../src/streams/tables.ts';
import { tempDir } from '../support/temp-dir.ts';

const tablesOf = (...modules: object[]) =>
  modules.flatMap((module) => Object.values(module)).filter((value) => is(value, SQLiteTable));

function open(name: string): Database.Database {
  const folder = tempDir();
  const path = join(folder, `${name}.db`);
  const { $client } =
    name === 'archive'
      ? openArchive(folder)
      : openDatabase({ path, migrations: name, mode: 0o600, synchronous: 'FULL', backup: false });
  onTestFinished(() => void $client.close());
  return $client;
}

async function modulesIn(folder: string): Promise<object[]> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((name) => name.endsWith('.ts'));
  return Promise.all(sources.map((name) => import(join(folder, name))));
}
const ofFolders = await Promise.all(
  ['src/resources', 'src/derived'].map((folder) => modulesIn(join(packageRoot, folder))),
);

const ARCHIVE = [...new Set(tablesOf(...ofFolders.flat(), ownTables, streamTables, budgetTable))];

const KEYED = [derivations, ...DERIVATIONS.map(({ table }) => table)].map(
  (table) => getTableConfig(table).name,
);

describe.each([
  ['archive', ARCHIVE],
  ['credentials', tablesOf(credentialTables)],
])('the %s', (name, tables) => {
  const inFile = (db: Database.Database) =>
    db
      .prepare(
        String.raw`SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
                   AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE '\_\_%' ESCAPE '\'`,
      )
      .all() as { name: string; strict: number }[];

  test('has only STRICT tables', () => {
    const found = inFile(open(name));
    expect(found.length).toBeGreaterThan(0);
    for (const table of found) expect(table).toMatchObject({ strict: 1 });
  });

  test('keeps what is derived in the order of its key, the newest activity first', () => {
    const sqlOf = open(name).prepare('SELECT sql FROM sqlite_master WHERE name = ?').pluck();
    for (const table of tables
      .map((each) => getTableConfig(each).name)
      .filter((each) => KEYED.includes(each)))
      expect(sqlOf.get(table)).toMatch(/PRIMARY KEY\(`activity_id` DESC, [^)]*\)\n\) STRICT, WITHOUT ROWID$/);
  });

  test('has after its migrations exactly the tables that the code knows', () => {
    const names = tables.map((table) => getTableConfig(table).name);
    if (name === 'archive') names.push(SEARCH_TEXTS, ...SETTLED_TABLES);
    expect(
      inFile(open(name))
        .map((table) => table.name)
        .sort(),
    ).toEqual(names.sort());
  });

  test.each(tables.map((table) => [getTableConfig(table).name, table] as const))(
    'has in %s the columns that the code knows',
    (tableName, table) => {
      const columns = open(name)
        .prepare('SELECT name, type, "notnull", pk FROM pragma_table_info(?)')
        .all(tableName);
      const { columns: known, primaryKeys } = getTableConfig(table);
      const keys = primaryKeys.flatMap((key) => key.columns.map((column) => column.name));
      const expected = known.map((column) => ({
        name: column.name,
        type: column.getSQLType().toUpperCase(),
        notnull: Number(column.notNull),
        pk: column.primary ? 1 : keys.indexOf(column.name) + 1,
      }));
      expect(columns).toEqual(expected);
    },
  );

  test('holds each flag to 0 and 1', () => {
    const db = open(name);
    const flags = tables.flatMap((table) => {
      const { name: tableName, columns } = getTableConfig(table);
      return columns
        .filter(({ columnType }) => columnType === 'SQLiteBoolean')
        .map((column) => [tableName, `CONSTRAINT "${tableName}_${column.name}" CHECK(`] as const);
    });
    const sqlOf = db.prepare('SELECT sql FROM sqlite_master WHERE name = ?').pluck();
    for (const [tableName, constraint] of flags) expect(sqlOf.get(tableName)).toContain(constraint);
    expect(flags.length).toBeGreaterThan(name === 'archive' ? 20 : -1);
  });

  test('has all its migrations in the folder, in order', () => {
    const folder = join(packageRoot, 'migrations', name);
    const { entries } = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')) as {
      entries: { idx: number; when: number; tag: string }[];
    };
    const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
    expect(entries.map(({ tag }) => `${tag}.sql`)).toEqual(files.sort());
    expect(entries.map(({ idx }) => idx)).toEqual(entries.map((_, i) => i));
    const times = entries.map(({ when }) => when);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    const snapshots = readdirSync(join(folder, 'meta')).filter((file) => file.endsWith('_snapshot.json'));
    expect(snapshots).toHaveLength(entries.length);
  });
});

test('the archive has no column that a token could be in', () => {
  const columns = open('archive')
    .prepare("SELECT c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'")
    .pluck()
    .all();
  expect(columns.length).toBeGreaterThan(20);
  expect(columns.filter((column) => /token|secret|code/.test(String(column)))).toEqual([]);
});
