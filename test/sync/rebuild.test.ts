import { describe, expect, test } from 'vitest';
import { activity } from '../../src/resources/activity/detail.ts';
import { activityList } from '../../src/resources/activity/list.ts';
import { athlete } from '../../src/resources/athlete.ts';
import { athleteStats } from '../../src/resources/stats.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { dump } from '../archive/dump.ts';
import { ATHLETE, DETAIL, LATER, NOW, SUMMARY, storing } from '../resources/storing.ts';
import { worldOf } from './world-of.ts';

const DAY = 86_400_000;

/** An archive after a few days in which some of its activities changed. */
async function lived(activities = 12, environment: Record<string, string> = {}) {
  const world = await worldOf(activities, { limits: { read: [600, 30_000] }, environment });
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

const total = (count: number) => ({ count, distance: 1, moving_time: 1, elapsed_time: 1, elevation_gain: 1 });

describe('rebuilding', () => {
  test('gives every row of every table again', async () => {
    const { archive, ledger } = await lived(40, { ARCHIVE: '' });
    const before = dump(archive);
    expect(ledger()).toMatchObject({ 'activity done': 41 });
    for (const [table, rows] of Object.entries(before))
      if (!['stream_values', 'deleted_activities'].includes(table))
        expect(rows.length, table).toBeGreaterThan(0);
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
    ['cannot be unpacked', "body = x'0102'", /incorrect header check/],
    [
      'is of another kind',
      "(body, bytes) = (SELECT body, bytes FROM documents WHERE kind = 'gear')",
      /^id: /,
    ],
  ])('leaves out a document that %s, says so, and makes all others', async (_how, change, why) => {
    const { archive } = await lived();
    const newest = "(SELECT item FROM documents WHERE kind = 'activity' ORDER BY id DESC LIMIT 1)";
    const item = archive.$client.prepare(`SELECT ${newest}`).pluck().get();
    const others = () => archive.$client.prepare('SELECT * FROM activities WHERE id <> ?').all(item);
    const before = others();
    archive.$client.exec(`UPDATE documents SET ${change} WHERE kind = 'activity' AND item = '${item}'`);
    const leftOut = rebuildTables(archive);
    expect(new Set(leftOut.map(({ what }) => what))).toEqual(new Set([`activity ${item}`]));
    expect(leftOut[0]?.why).toMatch(why);
    expect(others()).toEqual(before);
    expect(archive.$client.pragma('foreign_keys', { simple: true })).toBe(1);
  });

  test('makes as much of an odd summary as storing did', () => {
    const { archive, store, rows } = storing();
    const page = [SUMMARY, { ...SUMMARY, id: 43, moving_time: 'x' }, { ...SUMMARY, id: 44, name: null }];
    store(activityList, ATHLETE, page);
    const before = dump(archive);
    expect(rebuildTables(archive)).toEqual([]);
    expect(dump(archive)).toEqual(before);
    expect(rows('activities')).toMatchObject([{ id: 42 }, { id: 43, moving_time: null }, { name: null }]);
  });

  test('makes rows of what an older version refused, and mends its notes', () => {
    const { archive, store, rows, ledger } = storing();
    store(activity, 42, { ...DETAIL, kudos_count: 'many' });
    archive.$client.exec('DELETE FROM activities; UPDATE coverage SET note = \'name: "x"\'');
    rebuildTables(archive);
    expect(rows('activities')).toMatchObject([{ id: 42, kudos_count: null }]);
    expect(ledger('activity', 42)?.note).toBe('kudos_count: "many"');
  });

  test('leaves a day whose answer makes no rows as it is', () => {
    const { archive, store } = storing();
    store(athlete, ATHLETE, { id: ATHLETE, resource_state: 3, weight: 61.7 });
    store(athleteStats, ATHLETE, { all_run_totals: total(1) });
    for (const table of ['athlete_snapshots', 'stats_snapshots'])
      archive.$client.exec(`UPDATE ${table} SET raw = '{"id": "odd"}'`);
    const days = () => [dump(archive).athlete_snapshots, dump(archive).stats_totals];
    const before = days();
    expect(rebuildTables(archive).map(({ what }) => what)).toEqual([
      'athlete_snapshots 2026-11-24',
      'stats_snapshots 2026-11-24',
    ]);
    expect(days()).toEqual(before);
  });

  test('of an empty archive is nothing', () => {
    const { archive } = storing();
    expect(rebuildTables(archive)).toEqual([]);
    expect(dump(archive).activities).toEqual([]);
  });
});

describe('the snapshots', () => {
  test('of a day whose last answer left a total out have none', () => {
    const { archive, store, rows } = storing();
    store(athleteStats, ATHLETE, { all_run_totals: total(1), all_ride_totals: total(2) });
    store(athleteStats, ATHLETE, { all_run_totals: total(3) }, { fetchedAt: LATER });
    const before = rows('stats_totals');
    expect(before).toMatchObject([{ sport: 'run', count: 3 }]);
    const orphan = "'2026-11-24', 'all', 'swim', 1, 1, 1, 1, 1, NULL, '2026-11-24T10:00:00Z'";
    archive.$client.exec(`INSERT INTO stats_totals VALUES (${ATHLETE}, ${orphan})`);
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
