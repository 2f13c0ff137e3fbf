import { chmodSync, copyFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openArchive } from '../../src/archive/open.ts';
import { countRows } from '../../src/archive/sizes.ts';
import { packageRoot } from '../../src/package.ts';
import { copiesOf } from '../../src/sqlite/copies.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { drizzleOver } from '../../src/sqlite/drizzle.ts';
import type { Db } from '../../src/sqlite/open.ts';
import { runPass } from '../../src/sync/pass.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { restore } from '../../src/upkeep/restore.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { simulate } from '../support/simulator.ts';
import { tempDir } from '../support/temp-dir.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { dump, dumpTable } from './dump.ts';

const fixture = (version: string) => join(packageRoot, `test/fixtures/archive-${version}.db`);

/** A copy of the archive of a release, below a data directory of its own. */
function released(mode = 0o600, version = '0.1.0') {
  const dataDir = tempDir();
  const path = join(dataDir, 'archive.db');
  copyFileSync(fixture(version), path);
  chmodSync(path, mode);
  return { dataDir, path };
}

/** A database of the running test, as it is. */
function raw(path: string): Db {
  const client = new Sqlite(path);
  onTestFinished(() => void client.close());
  return drizzleOver(client);
}

function opened(dataDir: string): Db {
  const archive = openArchive(dataDir);
  onTestFinished(() => void archive.$client.close());
  return archive;
}

const columnsOf = (db: Db, table: string) =>
  db.$client.prepare(`SELECT name || ' ' || pk FROM pragma_table_info('${table}')`).pluck().all() as string[];

/** The columns that a table of an older version has, as a list in SQL. */
const namesIn = (older: Db, table: string) =>
  columnsOf(older, table)
    .map((column) => `"${column.split(' ')[0]}"`)
    .join(', ');

/** The columns of a table's key, as a list in SQL. */
const keyOf = (older: Db, table: string) =>
  older.$client
    .prepare(`SELECT group_concat('"' || name || '"') FROM pragma_table_info('${table}') WHERE pk > 0`)
    .pluck()
    .get() as string;

/** Every row of a table is as it was, value by value, and there are no others. */
function expectKept(archive: Db, before: Db, table: string, where = '1'): void {
  expect(columnsOf(archive, table)).toEqual(expect.arrayContaining(columnsOf(before, table)));
  const names = namesIn(before, table);
  expect(dumpTable(archive, table, names, where), table).toEqual(dumpTable(before, table, names));
}

const memoryOf = (version: string) => drizzleOver(new Sqlite(readFileSync(fixture(version))));
const old = memoryOf('0.1.0');
const TABLES = Object.keys(countRows(old));

describe('the archive of 0.1.0', () => {
  test('has rows in each of its tables', () => {
    expect(TABLES).toEqual([
      ...['athlete_snapshots', 'athletes', 'request_budget', 'stats_snapshots', 'stats_totals', 'sync_runs'],
    ]);
    for (const [table, count] of Object.entries(countRows(old))) expect(count, table).toBeGreaterThan(0);
  });

  test('keeps every row and value of each table', () => {
    const archive = opened(released().dataDir);
    for (const table of TABLES) expectKept(archive, old, table);
  });

  test('has the tables and the view of a new archive', () => {
    const schema = (db: Db) =>
      db.$client.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name').all();
    const archive = opened(released().dataDir);
    expect(schema(archive)).toEqual(schema(opened(tempDir())));
    expect(archive.$client.prepare('SELECT * FROM stream_points').all()).toEqual([]);
    expect(archive.$client.pragma('foreign_key_check')).toEqual([]);
    expect(archive.$client.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(archive.$client.pragma('foreign_keys', { simple: true })).toBe(1);
  });

  test.each([0o600, 0o640])('is copied before it is migrated, with the same mode: %o', (mode) => {
    const { dataDir, path } = released(mode);
    opened(dataDir);
    const copy = `${path}.before-migration-0002`;
    expect(statSync(copy).mode & 0o777).toBe(mode);
    expect(existsSync(`${copy}.part`)).toBe(false);
    expect(dump(raw(copy))).toEqual(dump(old));
  });

  test('is migrated once', () => {
    const { dataDir } = released();
    const first = opened(dataDir);
    const before = [dump(first), first.$client.prepare('SELECT * FROM __drizzle_migrations').all()];
    const again = opened(dataDir);
    expect([dump(again), again.$client.prepare('SELECT * FROM __drizzle_migrations').all()]).toEqual(before);
  });

  test('has the same rows after its tables were made again', () => {
    const archive = opened(released().dataDir);
    rebuildTables(archive);
    for (const table of TABLES)
      expect(dumpTable(archive, table, namesIn(old, table)), table).toEqual(dumpTable(old, table));
  });

  test('goes on with a pass', async () => {
    const { dataDir } = released();
    const clock = new VirtualClock('2026-11-24T10:00:00Z');
    const simulator = await simulate({ clock, activities: 3, limits: { read: [600, 30_000] } });
    const { app } = await testApp({ simulator, clock, dataDir });
    const athleteId = connectGrant(app, simulator);
    expect(await runPass(app.passContext, { trigger: 'command' })).toMatchObject([
      { athleteId, outcome: 'ok' },
    ]);
    const counts = countRows(app.archive);
    expect(counts).toMatchObject({ activities: 3, athletes: 2 });
    for (const table of ['athlete_snapshots', 'stats_snapshots', 'stats_totals', 'sync_runs']) {
      const rows = new Set(dumpTable(app.archive, table, namesIn(old, table)));
      expect(
        dumpTable(old, table).filter((row) => !rows.has(row)),
        table,
      ).toEqual([]);
      expect(rows.size, table).toBeGreaterThan(countRows(old)[table] ?? 0);
    }
  });
});

// What earlier ones did not know: readings of a list to its end, and proof.
const EARLIER = ['0.2.0', '0.2.1'];

describe.each([...EARLIER, '0.3.0', '0.4.0', '0.5.0', '0.6.0', '0.7.0', '0.8.0'])(
  'the archive of %s',
  (version) => {
    const before = memoryOf(version);
    const tables = Object.keys(countRows(before));
    const REBUILT = [
      'athletes',
      'athlete_snapshots',
      'stats_snapshots',
      'stats_totals',
      'activities',
      'laps',
    ];
    const PARTS = ['splits', 'best_efforts', 'segment_efforts', 'segments', 'gear', 'gear_snapshots'];
    // Of what usually has no rows, one is written as that version would have.
    const RARE = `INSERT INTO stream_values SELECT activity_id, 'altitude', first_point, 12345678901234567.5
    FROM stream_blocks ORDER BY activity_id, first_point LIMIT 1`;
    before.$client.exec(RARE);
    const namesOf = (table: string) => namesIn(before, table);
    const migrated = () => {
      const { dataDir, path } = released(0o600, version);
      const written = new Sqlite(path);
      written.exec(RARE);
      written.close();
      return opened(dataDir);
    };

    test('has rows in each of its tables', () => {
      for (const [table, count] of Object.entries(countRows(before))) expect(count, table).toBeGreaterThan(0);
    });

    test('keeps every row and value of each table, and each point as the view shows it', () => {
      const archive = migrated();
      for (const table of tables) {
        const where = table === 'coverage' && EARLIER.includes(version) ? "item <> 'whole'" : '1';
        expectKept(archive, before, table, where);
      }
      expectKept(archive, before, 'stream_points');
      expect(archive.$client.pragma('foreign_key_check')).toEqual([]);
      expect(archive.$client.pragma('integrity_check', { simple: true })).toBe('ok');
    });

    test('goes on with a pass that loses nothing', async () => {
      const { dataDir } = released(0o600, version);
      const clock = new VirtualClock('2026-11-29T10:00:00Z');
      const simulator = await simulate({ clock, activities: 3, limits: { read: [600, 30_000] } });
      const { app } = await testApp({
        simulator,
        clock,
        dataDir,
        environment: { ARCHIVE: '' },
        timeoutMs: 5_000,
      });
      connectGrant(app, simulator);
      expect(await runPass(app.passContext, { trigger: 'command' })).toMatchObject([{ outcome: 'ok' }]);
      // All that was ever said is kept, and no row is taken away; what it says may be another.
      const said = namesOf('documents').replace(/, "last_seen_at"/, '');
      const lost = (table: string, names: string) => {
        const rows = new Set(dumpTable(app.archive, table, names));
        return dumpTable(before, table, names).filter((row) => !rows.has(row));
      };
      expect(lost('documents', said)).toEqual([]);
      const RATHER_REPLACED = [
        'laps',
        'splits',
        'best_efforts',
        'segment_efforts',
        'stream_blocks',
        'stream_values',
        // And what is condensed from these.
        ...['curve_rows', 'histogram_blocks', 'activity_tracks', 'explorer_tiles'],
      ];
      for (const table of tables.filter((name) => !RATHER_REPLACED.includes(name)))
        expect(lost(table, keyOf(before, table)), table).toEqual([]);
    });

    test('comes back from the copy that was made before it was migrated', () => {
      const { dataDir, path } = released(0o600, version);
      openArchive(dataDir).$client.close();
      const [copy] = copiesOf(path);
      // That of this version had nothing to migrate.
      if (copy === undefined) return expect(tables).toEqual(Object.keys(countRows(opened(dataDir))));
      const { replaced } = restore(dataDir, copy, { stamp: 'now', force: true });
      const [restored, asReleased] = [raw(path), memoryOf(version)];
      for (const table of tables)
        expect(dumpTable(restored, table, namesIn(asReleased, table)), table).toEqual(
          dumpTable(asReleased, table, namesIn(asReleased, table)),
        );
      expect(existsSync(replaced ?? '')).toBe(true);
    });

    test('has the same rows after its tables were made again', () => {
      const archive = migrated();
      rebuildTables(archive);
      for (const table of [...REBUILT, ...PARTS]) {
        // 0.2.0 moved it at every reading, later versions when something new was said.
        const names = namesOf(table).replace(/, "fetched_at"/, '');
        expect(dumpTable(archive, table, names), table).toEqual(dumpTable(before, table, names));
      }
    });
  },
);

describe.each(EARLIER)('the ledger of %s', (version) => {
  test('knows that it read the list once, and reads it again at the next opportunity', () => {
    const archive = opened(released(0o600, version).dataDir);
    const [{ at, ...line } = {}] = archive.$client
      .prepare("SELECT *, checked_at AS at FROM coverage WHERE item = 'whole' AND athlete_id = 75897798")
      .all() as Record<string, unknown>[];
    expect(line).toMatchObject({ status: 'done', readings: 1, position: null, next_try_at: at });
  });

  test('goes on with a list at the page where it was', () => {
    const { dataDir, path } = released(0o600, version);
    const old = raw(path);
    old.$client.exec("UPDATE coverage SET status = 'pending', position = 3 WHERE resource = 'activities'");
    old.$client.close();
    const lines = opened(dataDir)
      .$client.prepare(
        "SELECT item = 'whole' AS whole, position, readings FROM coverage WHERE resource = 'activities' AND athlete_id = 75897798 ORDER BY whole",
      )
      .all();
    expect(lines).toEqual([
      { whole: 0, position: null, readings: null },
      { whole: 1, position: 3, readings: 0 },
    ]);
  });

  test('asks again for what was called absent after a single 404', () => {
    const { dataDir, path } = released(0o600, version);
    const written = new Sqlite(path);
    const items = (status: string) =>
      written
        .prepare('SELECT resource, item FROM coverage WHERE status = ? AND resource IN (?, ?)')
        .all(status, 'activity', 'streams') as { resource: string; item: string }[];
    const archivedOnes = items('done').slice(0, 20);
    const others = items('pending').slice(0, 20);
    expect([archivedOnes.length, others.length]).toEqual([20, 20]);
    const mark = `UPDATE coverage SET status = 'absent', reason = 'gone', http_status = 404, next_try_at = NULL,
      checked_at = '2026-11-01T00:00:00Z' WHERE resource = ? AND item = ?`;
    for (const { resource, item } of [...archivedOnes, ...others]) written.prepare(mark).run(resource, item);
    written.close();
    const line = opened(dataDir).$client.prepare('SELECT * FROM coverage WHERE resource = ? AND item = ?');
    const freed = { reason: null, http_status: null, tries: 0, next_try_at: '2026-11-01T00:00:00Z' };
    for (const [status, lines] of Object.entries({ done: archivedOnes, pending: others }))
      for (const { resource, item } of lines)
        expect(line.get(resource, item)).toMatchObject({ ...freed, status, missing_since: null });
  });

  test('asks again for what was refused for an odd value', () => {
    const { dataDir, path } = released(0o600, version);
    const written = new Sqlite(path);
    const failed = (fault: string, status: string) =>
      written
        .prepare(
          `INSERT INTO coverage (athlete_id, resource, item, status, fault, reason, tries, next_try_at)
                  VALUES (75897798, 'activity', ?, ?, ?, 'x', 5, '2999-01-01T00:00:00Z')`,
        )
        .run(`${fault} ${status}`, status, fault);
    for (const status of ['failed', 'parked'])
      for (const fault of ['wrong_shape', 'server']) failed(fault, status);
    written.close();
    const lines = opened(dataDir)
      .$client.prepare(
        "SELECT item, status, tries, next_try_at < '2999' AS due FROM coverage WHERE reason = 'x' ORDER BY 1",
      )
      .raw()
      .all();
    expect(lines).toEqual([
      ['server failed', 'failed', 5, 0],
      ['server parked', 'parked', 5, 0],
      ['wrong_shape failed', 'pending', 0, 1],
      ['wrong_shape parked', 'pending', 0, 1],
    ]);
  });
});
