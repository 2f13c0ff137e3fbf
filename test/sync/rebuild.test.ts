import { describe, expect, test, vi } from 'vitest';
import { athlete } from '../../src/resources/athlete.ts';
import { athleteStats } from '../../src/resources/stats.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { dump } from '../archive/dump.ts';
import { ATHLETE, LATER, NOW, storing } from '../resources/storing.ts';
import { worldOf } from './world-of.ts';

// Recordings take a busy machine a while.
vi.setConfig({ testTimeout: 30_000 });

const DAY = 86_400_000;

/** An archive of 40 activities after a few days in which some of them changed. */
async function lived() {
  const world = await worldOf(40, { limits: { read: [600, 30_000] } });
  const { simulator, clock, archive, pass, backfill } = world;
  const sync = async (ms: number) => {
    clock.advance(ms);
    await pass();
    await backfill();
  };
  await sync(0);
  const [first, second, third, fourth] = simulator
    .truth()
    .summaries()
    .filter(({ manual }) => !manual);
  if (!first || !second || !third || !fourth) throw new Error('The world is too small.');
  simulator.editActivity(first.id, { name: 'Renamed 🚴', gear_id: null });
  simulator.editActivity(second.id, { crop: { from: 60 } });
  simulator.giveKudos(third.id);
  await sync(DAY);
  simulator.editActivity(first.id, { name: first.name });
  simulator.addActivity({ name: 'Added' });
  simulator.deleteActivity(fourth.id);
  await sync(2 * DAY);
  return { ...world, archive };
}

describe('rebuilding', () => {
  test('gives every row of every table again', async () => {
    const { archive, ledger } = await lived();
    const before = dump(archive);
    expect(ledger()).toMatchObject({ 'activity done': 41 });
    for (const [table, rows] of Object.entries(before))
      if (table !== 'stream_values') expect(rows.length, table).toBeGreaterThan(0);
    const versions = "SELECT count(*) FROM documents WHERE kind = 'activity' GROUP BY item ORDER BY 1 DESC";
    expect(archive.$client.prepare(versions).pluck().get()).toBeGreaterThan(1);
    rebuildTables(archive);
    expect(dump(archive)).toEqual(before);
    expect(archive.$client.pragma('foreign_keys', { simple: true })).toBe(1);
  });

  test('mends what somebody spoilt', async () => {
    const { archive } = await lived();
    const before = dump(archive);
    archive.$client.exec(
      "UPDATE activities SET name = 'x'; DELETE FROM laps; DELETE FROM gear; DELETE FROM athletes",
    );
    rebuildTables(archive);
    expect(dump(archive)).toEqual(before);
  });

  test.each([
    ['cannot be unpacked', "UPDATE documents SET body = x'0102' WHERE id = (SELECT max(id) FROM documents)"],
    [
      'does not fit its table',
      "UPDATE documents SET body = (SELECT body FROM documents WHERE kind = 'gear') WHERE kind = 'activity'",
    ],
  ])('changes nothing when a document %s', async (_how, spoil) => {
    const { archive } = await lived();
    archive.$client.exec(spoil);
    const before = dump(archive);
    expect(() => rebuildTables(archive)).toThrow();
    expect(dump(archive)).toEqual(before);
    expect(archive.$client.pragma('foreign_keys', { simple: true })).toBe(1);
  });

  test('of an empty archive is nothing', () => {
    const { archive } = storing();
    rebuildTables(archive);
    expect(dump(archive).activities).toEqual([]);
  });
});

describe('the snapshots', () => {
  const total = (count: number) => ({
    count,
    distance: 1,
    moving_time: 1,
    elapsed_time: 1,
    elevation_gain: 1,
  });

  test('of a day whose last answer left a total out keep that total', () => {
    const { archive, store, rows } = storing();
    store(athleteStats, ATHLETE, { all_run_totals: total(1), all_ride_totals: total(2) });
    store(athleteStats, ATHLETE, { all_run_totals: total(3) }, { fetchedAt: LATER });
    const before = rows('stats_totals');
    expect(before).toHaveLength(2);
    rebuildTables(archive);
    expect(rows('stats_totals')).toEqual(before);
  });

  test('with a poorer answer keep the richer profile', () => {
    const { archive, store } = storing();
    store(athlete, ATHLETE, { id: ATHLETE, resource_state: 3, weight: 61.7, premium: false });
    store(athlete, ATHLETE, { id: ATHLETE, resource_state: 2 }, { fetchedAt: LATER });
    store(athlete, ATHLETE, { id: ATHLETE, resource_state: 2 }, { fetchedAt: NOW.replace('24', '25') });
    const before = dump(archive);
    rebuildTables(archive);
    expect(dump(archive)).toEqual(before);
  });
});
