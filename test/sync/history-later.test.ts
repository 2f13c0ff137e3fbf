import { describe, expect, test } from 'vitest';
import { retryItems } from '../../src/archive/plans.ts';
import { toInstant } from '../../src/clock.ts';
import { sync } from '../../src/commands/sync.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { environmentFor, simulate } from '../support/simulator.ts';
import { memoryTerminal } from '../support/terminal.ts';
import { expectCovered, expectTruth } from './history-truth.ts';
import { archiveAll, askedSince, type History, historyOf, NO_LIMITS } from './history-world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What is asked for in a pass and the backfill after it, once so much time has gone by. */
async function after(history: History, ms: number): Promise<string[]> {
  const { simulator, clock, pass, backfill } = history;
  clock.advance(ms);
  const before = simulator.requests.length;
  await pass();
  await backfill();
  return askedSince(simulator, before).map((each) => each.replace(/\?.*/, ''));
}

test('the detail of a new activity is read again after a day and after two weeks, and never after that', async () => {
  const history = await historyOf({ activities: 12 });
  const { simulator, app, truth, athleteId } = history;
  await archiveAll(history);
  const { id } = simulator.addActivity({ sport_type: 'Run', gear_id: null });
  const own = async (ms: number) => (await after(history, ms)).filter((path) => path.includes(String(id)));
  expect(await own(0)).toEqual([`/activities/${id}`, `/activities/${id}/streams`]);
  simulator.giveKudos(id);
  expect(await own(23 * HOUR_MS)).toEqual([]);
  simulator.giveKudos(id);
  expect(await own(HOUR_MS)).toEqual([`/activities/${id}`]);
  expect(await own(HOUR_MS)).toEqual([]);
  expect(await own(12 * DAY_MS + 22 * HOUR_MS)).toEqual([]);
  simulator.giveKudos(id);
  expect(await own(HOUR_MS)).toEqual([`/activities/${id}`]);
  expect(await own(HOUR_MS)).toEqual([]);
  expect(await own(60 * DAY_MS)).toEqual([]);
  expect(truth().detail(id).kudos_count).toBeGreaterThanOrEqual(3);
  expectCovered(app.archive.$client, truth(), athleteId);
});

test('the odometer of gear is read a day after the last time when it was used since, else weekly', async () => {
  const history = await historyOf({ activities: 20 });
  const { simulator, truth, sql } = history;
  await archiveAll(history);
  const all = truth().gearIds();
  const used = all.find((id) => id.startsWith('g') && !truth().gear(id).retired) ?? '';
  expect(all.some((id) => truth().gear(id).retired)).toBe(true);
  const read = async (ms: number) =>
    (await after(history, ms)).flatMap((path) => path.match(/^\/gear\/(.*)/)?.[1] ?? []).sort();

  expect(await read(2 * HOUR_MS)).toEqual([]);
  simulator.addActivity({ sport_type: 'Run', gear_id: used, distance: 5_000, moving_time: 1_500 });
  expect(await read(HOUR_MS)).toEqual([]);
  expect(await read(20 * HOUR_MS)).toEqual([]);
  expect(await read(HOUR_MS)).toEqual([used]);
  expect(await read(DAY_MS)).toEqual([]);
  // Six days and an hour from the last one make seven from the first.
  expect(await read(5 * DAY_MS)).toEqual(all.filter((id) => id !== used).sort());
  simulator.addActivity({ sport_type: 'Run', gear_id: used, distance: 7_000, moving_time: 2_100 });
  expect(await read(0)).toEqual([used]);
  expect(await read(6 * DAY_MS)).toEqual([]);
  expect(await read(DAY_MS)).toEqual([...all].sort());

  const rows = sql<{ distance: number }>(
    'SELECT distance FROM gear_snapshots WHERE id = ? ORDER BY fetched_at',
    used,
  );
  const [first, second, third] = rows.map(({ distance }) => distance);
  expect(rows).toHaveLength(3);
  expect([(second ?? 0) - (first ?? 0), (third ?? 0) - (second ?? 0)]).toEqual([5_000, 7_000]);
  expect(sql('SELECT distance FROM gear WHERE id = ?', used)).toEqual([
    { distance: truth().gear(used).distance },
  ]);
});

describe('one activity that Strava can never answer', () => {
  const spoil = (history: History, id: number) =>
    history.simulator.faults.add({ path: new RegExp(`/activities/${id}$`), every: 1, kind: { status: 500 } });

  test('is tried ever more rarely, parked, tried weekly, freed by retry; all others are archived', async () => {
    const history = await historyOf({ activities: 12 });
    const { app, simulator, clock, truth, athleteId, sql, pass, backfill } = history;
    const id = truth().summaries().at(-3)?.id ?? 0;
    spoil(history, id);
    const line = () =>
      sql<Record<string, unknown>>(
        `SELECT status, tries, fault, http_status, next_try_at FROM coverage
         WHERE resource = 'activity' AND item = ?`,
        String(id),
      )[0];
    const tried = async (ms: number) =>
      (await after(history, ms)).filter((path) => path.endsWith(`/${id}`)).length;

    expect(await tried(0)).toBe(5);
    expect(sql("SELECT item FROM coverage WHERE status IN ('pending', 'failed')")).toEqual([
      { item: String(id) },
    ]);
    for (const [i, hours] of [1, 6, 24, 72].entries()) {
      const next_try_at = toInstant(clock.now() + hours * HOUR_MS);
      const fault = { fault: 'server', http_status: 500 };
      expect(line()).toEqual({ status: 'failed', tries: i + 1, ...fault, next_try_at });
      expect(await tried(hours * HOUR_MS - 60_000)).toBe(0);
      expect(await tried(60_000)).toBe(5);
    }
    for (const tries of [5, 6]) {
      expect(line()).toMatchObject({
        status: 'parked',
        tries,
        next_try_at: toInstant(clock.now() + 7 * DAY_MS),
      });
      expect(await tried(7 * DAY_MS - 60_000)).toBe(0);
      expect(await tried(60_000)).toBe(5);
    }
    expect(line()).toMatchObject({ status: 'parked', tries: 7 });

    simulator.faults.clear();
    expect(immediate(app.archive, () => retryItems(app.archive))).toBe(1);
    expect(line()).toMatchObject({ status: 'pending', tries: 0 });
    await pass();
    await backfill();
    expect(line()).toMatchObject({ status: 'done', tries: 0, fault: null, http_status: null });
    expectTruth(app.archive.$client, truth(), athleteId);
  });

  test('does not keep `sync --until-done` from all others, be it the newest of all', async () => {
    const simulator = await simulate({ activities: 12, limits: NO_LIMITS });
    const { app, dataDir } = await testApp({ simulator });
    const athleteId = connectGrant(app, simulator);
    const id = simulator.truth(athleteId).summaries()[0]?.id ?? 0;
    const path = new RegExp(`/activities/${id}$`);
    simulator.faults.add({ path, every: 1, kind: 'wrong-shape' });
    const environment = { ...environmentFor(simulator, dataDir), LOG_LEVEL: 'silent' };
    const { signal } = new AbortController();
    await sync({ environment, terminal: memoryTerminal(), signal }, { untilDone: true });
    const left = `SELECT item FROM coverage WHERE status IN ('pending', 'failed', 'parked')`;
    expect(app.archive.$client.prepare(left).pluck().all()).toEqual([String(id)]);
  });
});
