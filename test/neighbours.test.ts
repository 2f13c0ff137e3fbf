import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { METADATA, metadata } from '../scripts/datasette.ts';
import { checkSelect } from '../src/ask/guard.ts';
import { packageRoot } from '../src/package.ts';
import { anArchive } from './ask/archive.ts';

interface Described {
  tables: Record<string, { description: string; columns: Record<string, string>; hidden?: true }>;
  queries: Record<string, { sql: string; title: string; params?: string[] }>;
}

describe("Datasette's metadata", () => {
  const kept = readFileSync(METADATA, 'utf8');
  const { tables, queries }: Described = JSON.parse(kept).databases.archive;

  test('is what the dictionary and the saved questions say; else: node dist/scripts/datasette.js', () => {
    expect(kept).toBe(metadata());
  });

  test('describes every table, view and column of a new archive, and no other', () => {
    const { client } = anArchive();
    const rows = client
      .prepare(
        String.raw`SELECT t.name AS "table", c.name AS "column" FROM pragma_table_list t, pragma_table_info(t.name) c
        WHERE t.schema = 'main' AND t.type IN ('table', 'view', 'virtual') AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'
          AND t.name NOT LIKE '\_%' ESCAPE '\'`,
      )
      .all() as { table: string; column: string }[];
    const there = rows.map(({ table, column }) => `${table}.${column}`);
    const shown = Object.entries(tables).filter(([, { hidden }]) => !hidden);
    const told = shown.flatMap(([table, { columns }]) =>
      Object.keys(columns).map((column) => `${table}.${column}`),
    );
    expect(told.sort()).toEqual(there.sort());
    for (const [, { description }] of shown) expect(description).toMatch(/^\S.*[.:]$/);
  });

  test('hides the rows that views have put down', () => {
    const select = "SELECT name FROM pragma_table_list WHERE name GLOB '_settled*' ORDER BY name";
    const hidden = Object.keys(tables).filter((name) => tables[name]?.hidden);
    expect(hidden.sort()).toEqual(anArchive().client.prepare(select).pluck().all());
  });

  test.each(Object.entries(queries))('its question %s runs with an empty form', (_, { sql, params = [] }) => {
    const { client } = anArchive();
    const empty = Object.fromEntries(params.map((name) => [name, '']));
    expect(checkSelect(client, sql).all(empty)).toBeInstanceOf(Array);
  });
});

describe('the dashboard of Grafana', () => {
  const path = join(packageRoot, 'docs/neighbours/grafana.json');
  const { panels } = JSON.parse(readFileSync(path, 'utf8')) as {
    panels: { title: string; targets: { queryText: string; rawQueryText: string }[] }[];
  };
  const asked = panels.flatMap(({ title, targets }) => targets.map((target) => ({ title, ...target })));

  test.each(asked)('asks what runs: $title', ({ queryText, rawQueryText }) => {
    expect(rawQueryText).toBe(queryText);
    const { client } = anArchive();
    const sql = queryText.replaceAll('$__from', '0').replaceAll('$__to', '4000000000000');
    expect(checkSelect(client, sql).all()).toBeInstanceOf(Array);
  });
});
