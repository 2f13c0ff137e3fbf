import { expect, test } from 'vitest';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { dump } from '../archive/dump.ts';
import { worldOf } from './world-of.ts';

const HOUR_MS = 3_600_000;

/** An archived world; of its gear, one piece is removed at Strava. */
async function withOneRemoved() {
  const world = await worldOf(6, { limits: { read: [10_000, 1_000_000] } });
  const { simulator, pass, backfill, clock, sql } = world;
  const [id = ''] = simulator.truth().gearIds();
  const later = async (days: number) => {
    clock.advance(days * 24 * HOUR_MS);
    await pass();
    await backfill();
  };
  await later(0);
  const gone = () =>
    sql<{ gone_at: string | null }>('SELECT gone_at FROM gear WHERE id = ?', id).map((row) => row.gone_at);
  const others = () => sql('SELECT id FROM gear WHERE id <> ? AND gone_at IS NOT NULL', id);
  return { ...world, id, bringBack: simulator.removeGear(id), later, gone, others };
}

test('gear that Strava has no more is marked once that is proven, and stays as it was', async () => {
  const { later, gone, others, sql, id } = await withOneRemoved();
  const before = sql('SELECT * FROM gear WHERE id = ?', id);
  await later(7);
  expect(gone()).toEqual([null]);
  await later(2);
  expect(gone()).toEqual(['2026-12-01T10:00:00Z']);
  expect(others()).toEqual([]);
  expect(sql('SELECT * FROM gear WHERE id = ?', id)).toEqual([
    { ...(before[0] as object), gone_at: gone()[0] },
  ]);
});

test('it is marked no more when Strava has it again', async () => {
  const { later, gone, bringBack } = await withOneRemoved();
  await later(7);
  await later(2);
  bringBack();
  await later(1);
  expect(gone()).toEqual([null]);
});

test('also when it comes back long after, though nothing names it: it is asked for now and then', async () => {
  const { later, gone, bringBack, simulator, id } = await withOneRemoved();
  await later(7);
  await later(2);
  const asked = () => simulator.requests.filter(({ path }) => path.endsWith(`/gear/${id}`)).length;
  const before = asked();
  for (let day = 0; day < 28; day += 4) await later(4);
  // Details that are read again name it, too.
  expect(asked() - before).toBeGreaterThan(0);
  expect(asked() - before).toBeLessThan(5);
  expect(gone()).toEqual(['2026-12-01T10:00:00Z']);
  bringBack();
  await later(8);
  expect(gone()).toEqual([null]);
});

test('a storm of 404 marks nothing, however long it lasts', async () => {
  const { later, simulator, sql } = await withOneRemoved();
  simulator.faults.add({ path: '/api/v3/gear', every: 1, kind: { status: 404 } });
  for (let n = 0; n < 6; n += 1) await later(3);
  expect(sql('SELECT id FROM gear WHERE gone_at IS NOT NULL')).toEqual([]);
});

test('the mark is the same after the tables were made again', async () => {
  const { later, gone, archive } = await withOneRemoved();
  await later(7);
  await later(2);
  const before = dump(archive);
  expect(rebuildTables(archive)).toEqual([]);
  expect(gone()).toEqual(['2026-12-01T10:00:00Z']);
  expect(dump(archive)).toEqual(before);
});
