import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { resources } from '../../src/resources/index.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { verifyArchive } from '../../src/upkeep/verify.ts';
import { dump } from '../archive/dump.ts';
import { type ConnectedOptions, connected } from '../support/connected.ts';
import { filesWith } from '../support/files-with.ts';
import { beImpatient } from '../support/locked.ts';
import { LONG_ENOUGH } from '../support/simulator.ts';
import { SkewedClock } from '../support/skewed-clock.ts';

const DAY_MS = 86_400_000;
const LIMITS = {
  read: [10_000, 1_000_000] as [number, number],
  overall: [10_000, 1_000_000] as [number, number],
};

const ARCHIVE = resources.map(({ name }) => name).join();

/** The program connected with this setting, to a Strava where everything is archived. */
async function world(retention: string, more: Omit<ConnectedOptions, 'strava'> = {}) {
  const environment = { RETENTION_DAYS: retention, TZ: 'UTC', ARCHIVE };
  const strava = { activities: 2, limits: LIMITS, brevity: LONG_ENOUGH };
  const at = await connected({ environment, ...(!more.simulator && { strava }), ...more });
  const { simulator, clock, pass, backfill, sql, dataDir } = at;
  const addAged = (days: number, name: string) =>
    simulator.addActivity({
      name,
      start_date: `${new Date(clock.now() - days * DAY_MS).toISOString().slice(0, 19)}Z`,
    });
  const days = async (count: number) => {
    for (let day = 0; day < count; day++) {
      clock.advance(DAY_MS);
      await pass();
      await backfill();
    }
  };
  const names = () =>
    sql<{ name: string }>('SELECT name FROM activities ORDER BY start_date').map(({ name }) => name);
  return { ...at, addAged, days, names, filesWith: (words: string) => filesWith(words, dataDir) };
}

/** The same archive with another setting. */
const withRetention = (at: Awaited<ReturnType<typeof world>>, retention: string) => {
  at.app[Symbol.dispose]();
  const { simulator, clock, dataDir } = at;
  return world(retention, { simulator, clock, dataDir, grant: 'stored' });
};

const oldestOf = (sql: (text: string) => unknown[]) =>
  sql(`SELECT min(at) AS oldest FROM (
    SELECT min(last_seen_at) AS at FROM documents UNION ALL SELECT min(start_date) FROM activities
    UNION ALL SELECT min(captured_at) FROM athlete_snapshots UNION ALL SELECT min(captured_at) FROM stats_snapshots)`)[0] as {
    oldest: string;
  };

const expectSound = (dataDir: string) =>
  expect(verifyArchive(dataDir, { deep: true, onProgress() {} }).flatMap(({ findings }) => findings)).toEqual(
    [],
  );

describe('RETENTION_DAYS', () => {
  test('erases what is older from an archive that had all: rows, answers, points, images and free pages', async () => {
    const first = await world('off');
    const old = first.addAged(60, 'Unmistakable');
    const young = first.addAged(1, 'Remarkable');
    for (const { id } of [old, young]) first.simulator.addPhoto(id);
    await first.days(2);
    expect(first.names()).toEqual(expect.arrayContaining(['Unmistakable', 'Remarkable']));
    const media = () => readdirSync(join(first.dataDir, 'media'), { recursive: true }).length;
    const images = media();
    const { pass, sql, names, filesWith, dataDir, logs } = await withRetention(first, '30');
    await pass();
    expect(names()).toContain('Remarkable');
    expect(names()).not.toContain('Unmistakable');
    expect([filesWith('Unmistakable'), filesWith('Remarkable').length > 0]).toEqual([[], true]);
    for (const table of ['activity_streams', 'photos', 'curve_rows', 'activity_tracks', 'segment_efforts'])
      expect(
        sql(`SELECT 1 FROM ${table} WHERE activity_id NOT IN (SELECT id FROM activities)`),
        table,
      ).toEqual([]);
    expect(sql('SELECT 1 FROM coverage WHERE item = ?', String(old.id))).toEqual([]);
    const named = 'SELECT segment_id FROM segment_efforts UNION SELECT CAST(item AS INTEGER) FROM documents';
    expect(sql(`SELECT 1 FROM segments WHERE id NOT IN (${named})`)).toEqual([]);
    expect(media()).toBeLessThan(images);
    expect(logs.join()).toContain('Erased, as RETENTION_DAYS says');
    expectSound(dataDir);
  });

  test('takes nothing older from the list, and asks for nothing of it, however often it is read', async () => {
    const { simulator, addAged, days, names } = await world('30');
    const old = addAged(45, 'Unmistakable');
    addAged(2, 'Remarkable');
    await days(8);
    expect(names()).toContain('Remarkable');
    expect(names()).not.toContain('Unmistakable');
    expect(simulator.requests.filter(({ path }) => path.includes(`/${old.id}`))).toEqual([]);
  });

  test('follows the days: nothing that stays is older, and what stays is whole', async () => {
    const { addAged, days, names, sql, clock, archive, dataDir } = await world('6');
    for (let day = 0; day < 16; day += 4) {
      addAged(0, `of day ${day}`);
      await days(4);
      const since = new Date(clock.now() - 6 * DAY_MS).toISOString();
      expect(oldestOf(sql).oldest >= since, `${oldestOf(sql).oldest} on day ${day}`).toBe(true);
    }
    expect(names().filter((name) => name.startsWith('of day'))).toEqual(['of day 12']);
    const made = dump(archive);
    expect(rebuildTables(archive)).toEqual([]);
    expect(dump(archive)).toEqual(made);
    expectSound(dataDir);
  });

  test('asks again for what the lists still show: it is the answer that is too old', async () => {
    const { simulator, days, sql } = await world('5');
    await days(1);
    const routes = () => sql<{ id: number }>('SELECT id FROM routes ORDER BY id');
    const before = routes();
    expect(before.length).toBeGreaterThan(0);
    const asked = simulator.requests.filter(({ path }) => /\/routes\/\d+$/.test(path)).length;
    await days(8);
    expect(routes()).toEqual(before);
    expect(simulator.requests.filter(({ path }) => /\/routes\/\d+$/.test(path)).length).toBe(2 * asked);
  });

  test('costs nothing on the days of which nothing goes, and no second time on the same day', async () => {
    const { addAged, days, logs, pass } = await world('9999');
    addAged(1, 'Remarkable');
    await days(5);
    await pass();
    expect(logs.join()).not.toContain('RETENTION_DAYS');
    const short = await world('2');
    await short.days(5);
    const erased = () => short.logs.filter((line) => line.includes('RETENTION_DAYS')).length;
    const before = erased();
    expect(before).toBeGreaterThan(0);
    short.clock.advance(3_600_000);
    await short.pass();
    expect(erased()).toBe(before);
  });

  test('goes by the time that Strava tells: a machine whose clock is years ahead erases nothing for that, nor before it was told', async () => {
    const first = await world('off');
    first.addAged(1, 'Remarkable');
    await first.days(2);
    first.app[Symbol.dispose]();
    const { simulator, dataDir } = first;
    const clock = new SkewedClock(first.clock);
    clock.ahead = 730 * DAY_MS;
    const wrong = await world('30', { simulator, clock, dataDir, grant: 'stored' });
    simulator.faults.add({ path: /./, every: 1, kind: 'reset' });
    await wrong.pass();
    expect(wrong.names()).toContain('Remarkable');
    simulator.faults.clear();
    await wrong.pass();
    expect(wrong.names()).toContain('Remarkable');
  });

  test('is finished by the next pass where another program held the file, or a kill came between', async () => {
    beImpatient();
    const first = await world('off');
    first.addAged(60, 'Unmistakable');
    await first.days(2);
    const at = await withRetention(first, '30');
    const { pass, filesWith, logs, dataDir, archive, clock } = at;
    const reader = new Sqlite(join(dataDir, 'archive.db'), { readonly: true });
    onTestFinished(() => void reader.close());
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM activities').get();
    await pass();
    expect(logs.join()).toContain('the next pass tries again');
    expect(filesWith('Unmistakable')).not.toEqual([]);
    reader.close();
    await pass();
    expect(filesWith('Unmistakable')).toEqual([]);
    // Killed behind the first transaction: the answers are gone, the rows of them are not.
    archive.$client.exec(
      "DELETE FROM documents WHERE kind = 'gear'; DELETE FROM coverage WHERE resource = 'gear'; PRAGMA user_version = 1",
    );
    clock.advance(3_600_000);
    const again = await withRetention(at, '30');
    await again.pass();
    const older = new Date(clock.now() - 60_000).toISOString();
    expect(again.sql('SELECT 1 FROM gear_snapshots WHERE fetched_at < ?', older)).toEqual([]);
    expectSound(dataDir);
  });
});
