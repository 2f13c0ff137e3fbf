import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/package.ts';
import type { AnyResource } from '../../src/resources/resource.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { ATHLETE, LATER, storing } from './storing.ts';

const GUIDE = join(packageRoot, 'docs/adding-a-resource.md');

interface Example {
  zonesSnapshots: SQLiteTable;
  athleteZones: SQLiteTable;
  zonesOfAthlete: AnyResource;
}

let example: Example;
let compiled: string;

beforeAll(async () => {
  const [, text = ''] = /^```ts\n(.*?)^```$/ms.exec(readFileSync(GUIDE, 'utf8')) ?? [];
  // Below the root, where the packages are found.
  const folder = mkdtempSync(join(packageRoot, 'dist/example-'));
  try {
    const source = text
      .replaceAll(/'\.\.\/(.*?)'/g, "'../../src/$1'")
      .replaceAll(/'\.\/(.*?)'/g, "'../../src/resources/$1'");
    writeFileSync(join(folder, 'zones.ts'), source);
    const compilerOptions = { rootDir: '../..', noEmit: true, incremental: false, tsBuildInfoFile: null };
    const config = { extends: '../../tsconfig.json', compilerOptions, include: ['zones.ts'], exclude: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(packageRoot, 'node_modules/typescript/bin/tsc');
    compiled = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' }).stdout;
    example = (await import(join(folder, 'zones.ts'))) as Example;
  } finally {
    rmSync(folder, { recursive: true });
  }
  // A compiler on a machine that does much else.
}, 120_000);

/** The table as the generated migration would make it. */
function createTable(table: SQLiteTable): string {
  const { name, columns, primaryKeys } = getTableConfig(table);
  const lines = columns.map(
    (column) => `"${column.name}" ${column.getSQLType()} ${column.notNull ? 'NOT NULL' : ''}`,
  );
  const key = primaryKeys[0]?.columns.map((column) => column.name);
  return `CREATE TABLE ${name} (${[...lines, `PRIMARY KEY (${key})`].join(', ')}) STRICT;`;
}

describe('the example of the guide', () => {
  test('compiles', () => expect(compiled).toBe(''));

  test('stores what it is about, and makes it again', () => {
    const { zonesSnapshots, athleteZones, zonesOfAthlete } = example;
    const { archive, store, rows, ledger } = storing();
    archive.$client.exec(createTable(zonesSnapshots) + createTable(athleteZones));
    const zones = [
      { min: 0, max: 115 },
      { min: 115, max: -1 },
    ];
    store(zonesOfAthlete, ATHLETE, { heart_rate: { custom_zones: false, zones }, power: { zones } });
    store(zonesOfAthlete, ATHLETE, { heart_rate: { custom_zones: true, zones } }, { fetchedAt: LATER });
    const all = () => [rows('zones_snapshots'), rows('athlete_zones')];
    const before = all();
    expect(before).toMatchObject([
      [{ heart_rate_custom_zones: 1, captured_at: LATER }],
      [
        { kind: 'heart_rate', zone: 0, min: 0, max: 115, fetched_at: LATER },
        { kind: 'heart_rate', zone: 1, min: 115, max: null },
      ],
    ]);
    expect(ledger('zones', ATHLETE)).toMatchObject({ status: 'done', checkedAt: LATER, note: null });
    archive.$client.exec('UPDATE athlete_zones SET min = 7; DELETE FROM athlete_zones WHERE zone = 1');
    immediate(archive, () => {
      const remakes = zonesOfAthlete.rebuild?.(archive) ?? [];
      for (const { apply } of remakes) apply();
    });
    expect(all()).toEqual(before);
    for (const odd of [{ unexpected: true }, { power: null }, []])
      expect(() => zonesOfAthlete.accept(String(ATHLETE), odd)).toThrow();
  });
});
