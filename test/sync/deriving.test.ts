import { describe, expect, test } from 'vitest';
import { DERIVATIONS } from '../../src/derived/index.ts';
import { derivedProgress, underivedActivities } from '../../src/resources/activity/derived.ts';
import { tryLock } from '../../src/sqlite/process-lock.ts';
import { deriveRest } from '../../src/sync/deriving.ts';
import { createPassRunner } from '../../src/worker/pass-runner.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { CORE } from '../support/simulator.ts';
import { workerSetting, YEARLY } from '../worker/running.ts';
import { worldOf } from './world-of.ts';

const TABLES = ['derivations', ...['curve_rows', 'histogram_blocks', 'activity_tracks', 'explorer_tiles']];

/** An archive as a version that derived nothing left it, and what this version would have made. */
async function older(activities = 6) {
  const world = await worldOf(activities, { brevity: 6, environment: CORE });
  await world.pass();
  await world.backfill();
  const { archive, app } = world;
  const all = () => Object.fromEntries(TABLES.map((table) => [table, rowsOf(archive, table)]));
  const made = all();
  for (const table of TABLES) archive.$client.exec(`DELETE FROM ${table}`);
  return { ...world, all, made, rest: (options = {}) => deriveRest(app.passContext, options) };
}

describe('what an older version has left', () => {
  test('becomes the same as what is made at once', async () => {
    const { archive, all, made, rest, athleteId } = await older();
    for (const table of TABLES) expect(made[table]?.length, table).toBeGreaterThan(0);
    expect(derivedProgress(archive, athleteId)).toEqual({ activities: 6, left: 6, failed: 0 });
    expect(await rest()).toEqual({ done: 6, failed: 0, left: 0 });
    expect(all()).toEqual(made);
    expect(derivedProgress(archive, athleteId)).toEqual({ activities: 6, left: 0, failed: 0 });
    expect(await rest()).toEqual({ done: 0, failed: 0, left: 0 });
  });

  test('is done the newest first, a bit at a time', async () => {
    const { archive, rest } = await older();
    const newest = archive.$client
      .prepare('SELECT id FROM activities ORDER BY start_date DESC')
      .pluck()
      .all();
    expect(underivedActivities(archive)).toEqual(newest);
    let looked = 0;
    expect(await rest({ mayGoOn: () => looked++ < 2 })).toEqual({ done: 2, failed: 0, left: 4 });
    expect(underivedActivities(archive)).toEqual(newest.slice(2));
    const stop = new AbortController();
    const onActivity = (done: number) => done === 1 && stop.abort();
    expect(await rest({ signal: stop.signal, onActivity })).toEqual({ done: 2, failed: 0, left: 2 });
    expect(await rest()).toEqual({ done: 2, failed: 0, left: 0 });
  });

  test('lets everything else have its turn between two activities', async () => {
    const { rest } = await older();
    const turns: number[] = [];
    const timer = setInterval(() => turns.push(0), 0);
    await rest({ onActivity: (done: number) => turns.push(done) });
    clearInterval(timer);
    expect(turns.filter((turn) => turn === 0).length).toBeGreaterThan(1);
  });

  test('makes way for another process that waits', async () => {
    const { dataDir, rest } = await older();
    let held: Disposable | undefined;
    const onActivity = (done: number) => {
      if (done === 0) held = tryLock(dataDir, 'next');
    };
    expect(await rest({ onActivity })).toEqual({ done: 1, failed: 0, left: 5 });
    held?.[Symbol.dispose]();
  });

  test('of a new version of one kind is that kind alone', async () => {
    const { archive, all, rest } = await older();
    await rest();
    const made = all();
    archive.$client.exec(`UPDATE derivations SET version = version - 1 WHERE derivation = 'tiles';
      DELETE FROM explorer_tiles; UPDATE curve_rows SET best0 = 1`);
    expect(await rest()).toEqual({ done: 6, failed: 0, left: 0 });
    expect(rowsOf(archive, 'explorer_tiles')).toEqual(made.explorer_tiles);
    expect(rowsOf(archive, 'curve_rows').every(({ best0 }) => best0 === 1)).toBe(true);
  });

  test('is a track from the line of the list where there is nothing else', async () => {
    const world = await worldOf(12, { environment: { ARCHIVE: 'athlete,activities' } });
    await world.pass();
    expect(rowsOf(world.archive, 'derivations')).toEqual([]);
    await deriveRest(world.app.passContext, {});
    const lines = "map_summary_polyline <> ''";
    const outdoors = rowsOf(world.archive, 'activities', lines);
    expect(outdoors.length).toBeGreaterThan(0);
    expect(rowsOf(world.archive, 'activity_tracks')).toHaveLength(2 * outdoors.length);
    expect(rowsOf(world.archive, 'derivations')).toHaveLength(12 * DERIVATIONS.length);
  });

  test('costs itself where a block is damaged', async () => {
    const { archive, made, all, rest, athleteId } = await older();
    const [first] = rowsOf(archive, 'activity_streams') as { activity_id: number }[];
    archive.$client.exec(`UPDATE stream_blocks SET time = 'x', time_base = 9e17, lat_scale = 0, watts = '', heartrate_base = NULL
      WHERE activity_id = ${first?.activity_id}`);
    expect(await rest()).toEqual({ done: 6, failed: 0, left: 0 });
    expect(derivedProgress(archive, athleteId)).toEqual({ activities: 6, left: 0, failed: 0 });
    const others = (tables: Record<string, Record<string, unknown>[]>) =>
      Object.values(tables).map((rows) => rows.filter((row) => row.activity_id !== first?.activity_id));
    expect(others(all())).toEqual(others(made));
  });
});

describe('what cannot be written', () => {
  /** A fault of the file, and not of a row, at activities on which a condition holds. */
  const breaking = (when: string) => `CREATE TRIGGER broken BEFORE INSERT ON derivations WHEN ${when}
    BEGIN SELECT printf('%s', zeroblob(2000000000)); END`;

  test('costs itself, if it is one', async () => {
    const { archive, rest } = await older();
    const [, second] = underivedActivities(archive);
    archive.$client.exec(breaking(`new.activity_id = ${second}`));
    expect(await rest()).toEqual({ done: 5, failed: 1, left: 0 });
    expect(underivedActivities(archive)).toEqual([second]);
  });

  test('ends it, if it is all', async () => {
    const { archive, rest } = await older();
    archive.$client.exec(breaking('TRUE'));
    await expect(rest()).rejects.toThrow();
    expect(underivedActivities(archive)).toHaveLength(6);
  });
});

describe('the worker', () => {
  async function working() {
    const setting = await workerSetting({ environment: CORE, strava: { activities: 5, brevity: 6 } });
    const runner = createPassRunner(setting.context, YEARLY, setting.signal);
    const look = async () => {
      runner.tick();
      await runner.idle();
    };
    await runner.run('schedule');
    await runner.idle();
    const { archive } = setting.app;
    const forget = () => archive.$client.exec("DELETE FROM derivations WHERE derivation = 'curves'");
    return { ...setting, runner, look, forget, left: () => underivedActivities(archive).length };
  }

  test('derives what is left when there is nothing else to do', async () => {
    const { forget, left, look, runner } = await working();
    await look();
    forget();
    await look();
    // What it has seen to is left as it is until there may be more.
    expect(left()).toBe(5);
    await runner.run('schedule');
    await runner.idle();
    await look();
    expect(left()).toBe(0);
  });

  test('goes on after a pass that came in between', async () => {
    const { forget, left, runner, look, passes } = await working();
    forget();
    runner.tick();
    await runner.run('schedule');
    await runner.idle();
    expect(passes().filter((each) => each === 'schedule ok')).toHaveLength(2);
    await look();
    await look();
    expect(left()).toBe(0);
  });
});
