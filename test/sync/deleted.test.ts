import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findItem } from '../../src/archive/coverage.ts';
import type { FaultKind } from '../simulator/index.ts';
import { worldOf } from './world-of.ts';

const HOUR_MS = 3_600_000;
const LIST = '/api/v3/athlete/activities';
const ARCHIVE = 'athlete,stats,activities,activity,streams,kudos';
const LIMITS = { read: [10_000, 1_000_000] as [number, number] };

/** An archived world, whose list was read twice with the same result, and one old activity in it. */
async function archived(environment: Record<string, string> = {}, n = 5) {
  const world = await worldOf(n, { limits: LIMITS, environment: { ARCHIVE, ...environment } });
  const { simulator, archive, athleteId, clock, pass, backfill, sql } = world;
  const { id } = simulator.addActivity({
    start_date: '2026-03-01T06:00:00Z',
    gear_id: null,
    name: 'Unmistakable',
  });
  const hours = async (count: number, step = 8) => {
    for (let hour = 0; hour < count; hour += step) {
      clock.advance(step * HOUR_MS);
      await pass();
      await backfill();
    }
  };
  await hours(32, 16);
  const line = (resource = 'activity', item = id) =>
    findItem(archive, { athleteId, resource, item: String(item) });
  const deleted = () =>
    sql<{ id: number }>('SELECT id FROM activities WHERE deleted_at IS NOT NULL').map((row) => row.id);
  const asked = (item = id) =>
    simulator.requests.filter(({ path }) => path.endsWith(`/activities/${item}`)).length;
  const elements = (change: (all: readonly { id: number }[]) => readonly unknown[]) =>
    simulator.faults.add({ path: LIST, every: 1, kind: { kind: 'elements', change } as FaultKind });
  expect(line()?.status).toBe('done');
  return { ...world, id, hours, line, deleted, asked, elements };
}

describe('an activity that was deleted at Strava', () => {
  test('is marked once the list lacks it and two answers a day apart prove it; everything of it stays', async () => {
    const { simulator, id, hours, deleted, line, sql, asked } = await archived();
    const rows = () =>
      ['activities', 'activity_streams', 'documents'].map(
        (table) =>
          sql<{ n: number }>(
            `SELECT count(*) AS n FROM ${table} WHERE ${table === 'documents' ? 'item' : table === 'activities' ? 'id' : 'activity_id'} = ?`,
            table === 'documents' ? String(id) : id,
          )[0]?.n,
      );
    const before = rows();
    const requests = asked();
    simulator.deleteActivity(id);
    await hours(24);
    expect([deleted(), asked() - requests]).toEqual([[], 1]);
    await hours(24);
    expect([deleted(), asked() - requests]).toEqual([[id], 2]);
    const since = line()?.missingSince;
    expect(sql('SELECT deleted_at FROM activities WHERE id = ?', id)).toEqual([{ deleted_at: since }]);
    await hours(72, 12);
    expect([rows(), asked() - requests]).toEqual([before, 2]);
    expect(line()).toMatchObject({ status: 'done', nextTryAt: null });
  });

  test('before anything of it but the list was archived is marked too, and nothing more is asked of it', async () => {
    const { simulator, hours, deleted, sql } = await archived();
    simulator.faults.add({ path: /\/activities\/\d+/, every: 1, kind: { status: 503 } });
    const { id } = simulator.addActivity({ gear_id: null });
    simulator.giveKudos(id);
    await hours(4);
    simulator.faults.clear();
    simulator.deleteActivity(id);
    await hours(60);
    expect(deleted()).toEqual([id]);
    const lines = sql(
      "SELECT resource, status FROM coverage WHERE item = ? AND status <> 'absent'",
      String(id),
    );
    expect(lines).toEqual([]);
    const before = simulator.requests.length;
    await hours(24);
    expect(simulator.requests.slice(before).filter(({ path }) => path.includes(`${id}`))).toEqual([]);
  });

  test('loses its mark when it is shown again, and is asked for', async () => {
    const { simulator, id, hours, deleted, asked, elements } = await archived();
    elements((all) => all.filter((each) => each.id !== id));
    simulator.faults.add({ path: new RegExp(`/activities/${id}`), every: 1, kind: { status: 404 } });
    await hours(56);
    expect(deleted()).toEqual([id]);
    const before = asked();
    simulator.faults.clear();
    await hours(4);
    expect([deleted(), asked() - before]).toEqual([[], 1]);
  });

  test.each<[string, FaultKind]>([
    ['refused', { status: 403 }],
    ['a web page', { kind: 'page', status: 404 }],
    ['a server error', { status: 500 }],
  ])('is not believed to be so by what is %s', async (_what, kind) => {
    const { simulator, id, hours, deleted, elements } = await archived();
    elements((all) => all.filter((each) => each.id !== id));
    simulator.faults.add({ path: new RegExp(`/activities/${id}$`), every: 1, kind });
    await hours(96, 12);
    expect(deleted()).toEqual([]);
  });

  test('is not told from a hidden one without the permission to see those', async () => {
    const { simulator, id, hours, deleted, app, athleteId, line } = await archived();
    app.credentials.connect(
      athleteId,
      app.credentials.find(athleteId)?.pair as never,
      ['read', 'activity:read'],
      app.clock.now(),
    );
    simulator.deleteActivity(id);
    await hours(60);
    expect(line()?.missingSince).not.toBeNull();
    expect(deleted()).toEqual([]);
  });
});

describe('a list that lacks what is there', () => {
  test('of one that its own address gives marks nothing, and asks once', async () => {
    const { id, hours, deleted, asked, elements } = await archived();
    elements((all) => all.filter((each) => each.id !== id));
    const before = asked();
    await hours(96, 12);
    expect([deleted(), asked() - before]).toEqual([[], 1]);
  });

  test('of half of all for some hours asks for nothing; for ever, once for each', async () => {
    const { simulator, hours, deleted, elements } = await archived({}, 24);
    const details = () => simulator.requests.filter(({ path }) => /\/activities\/\d+$/.test(path)).length;
    elements((all) => all.filter((_, i) => i % 2 === 0));
    let before = details();
    await hours(4);
    simulator.faults.clear();
    await hours(24);
    expect(deleted()).toEqual([]);
    // Those of the last two weeks are read again by themselves.
    expect(details() - before).toBeLessThan(5);
    elements((all) => all.filter((_, i) => i % 2 === 0));
    before = details();
    await hours(96, 12);
    expect(deleted()).toEqual([]);
    expect(details() - before).toBeLessThanOrEqual(25);
  });
});

describe('with ON_DELETED=forget', () => {
  test('it is erased within 48 hours, to the last byte, and only that it was there is remembered', async () => {
    const { simulator, id, hours, sql, dataDir, archive, logs } = await archived({ ON_DELETED: 'forget' });
    simulator.deleteActivity(id);
    for (let part = 0; part < 2; part++) {
      await hours(20, 20);
      await hours(4, 1);
    }
    const tables = sql<{ name: string }>(
      "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'activity_id' WHERE m.type = 'table'",
    );
    for (const { name } of tables)
      expect(sql(`SELECT count(*) AS n FROM "${name}" WHERE activity_id = ?`, id), name).toEqual([{ n: 0 }]);
    expect(sql('SELECT id FROM activities WHERE id = ?', id)).toEqual([]);
    expect(sql('SELECT kind FROM documents WHERE item = ?', String(id))).toEqual([]);
    expect(sql('SELECT resource FROM coverage WHERE item = ?', String(id))).toEqual([]);
    expect(sql('SELECT id, athlete_id FROM deleted_activities')).toMatchObject([{ id }]);
    expect(archive.$client.pragma('foreign_key_check')).toEqual([]);
    // Of words in an index the first letters may be missing.
    for (const name of ['archive.db', 'archive.db-wal'])
      expect(/mistakable/i.test(readFileSync(join(dataDir, name), 'latin1')), name).toBe(false);
    expect(logs.join()).toContain('ON_DELETED');
  });

  test('and taken up again when it comes back', async () => {
    const { simulator, id, hours, sql, elements } = await archived({ ON_DELETED: 'forget' });
    elements((all) => all.filter((each) => each.id !== id));
    simulator.faults.add({ path: new RegExp(`/activities/${id}`), every: 1, kind: { status: 404 } });
    await hours(48, 2);
    expect(sql('SELECT id FROM activities WHERE id = ?', id)).toEqual([]);
    simulator.faults.clear();
    await hours(24, 2);
    expect(sql('SELECT name, deleted_at FROM activities WHERE id = ?', id)).toEqual([
      { name: 'Unmistakable', deleted_at: null },
    ]);
    expect(sql('SELECT id FROM deleted_activities')).toEqual([]);
  });
});
