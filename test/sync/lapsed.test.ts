import { expect, test } from 'vitest';
import { runBackfill } from '../../src/sync/backfill.ts';
import { runPass } from '../../src/sync/pass.ts';
import { historyOf } from './history-world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

test('an inactive application is asked once an hour by processes that run every few minutes', async () => {
  const { simulator, clock, sql, pass, backfill, restart } = await historyOf({ activities: 10 });
  await pass();
  await backfill();
  for (let i = 0; i < 3; i++) simulator.addActivity({ gear_id: null });
  const ledger = () =>
    sql('SELECT * FROM coverage WHERE resource NOT IN (?, ?, ?)', 'athlete', 'stats', 'activities');
  const rows = () =>
    sql('SELECT count(*) AS n FROM activities UNION ALL SELECT count(*) FROM activity_streams');
  const before = [ledger(), rows()];
  simulator.inactive = true;
  const from = simulator.requests.length;
  const ended: unknown[] = [];
  for (let minutes = 0; minutes < 8 * 60; minutes += 8) {
    clock.advance(8 * MINUTE_MS);
    const { passContext, ...app } = await restart();
    const [report] = await runPass(passContext, { trigger: 'command' });
    expect(report).toMatchObject({ outcome: 'inactive', error: { kind: 'inactive', exitCode: 4 } });
    ended.push(report?.requests);
    // Backfill alone keeps to it too.
    for (const { requests } of await runBackfill(passContext, {})) expect(requests).toBe(0);
    app[Symbol.dispose]();
  }
  expect(ended.length).toBe(60);
  expect(simulator.requests.length - from).toBeLessThanOrEqual(8);
  expect(simulator.requests.length - from).toBeGreaterThanOrEqual(7);
  expect([ledger(), rows()]).toEqual(before);
  expect(sql("SELECT count(*) AS n FROM sync_runs WHERE outcome = 'inactive'")).toEqual([
    { n: simulator.requests.length - from },
  ]);

  simulator.inactive = false;
  clock.advance(HOUR_MS);
  expect(await pass()).toMatchObject([{ outcome: 'ok' }]);
  expect(sql('SELECT count(*) AS n FROM activities')).toEqual([{ n: 13 }]);
  // From now on as often as one likes.
  expect(await pass()).toMatchObject([{ outcome: 'ok', requests: 3 }]);
});

test('a process that was killed, or met an outage meanwhile, has asked too', async () => {
  const { simulator, clock, app, pass, restart, athleteId } = await historyOf({ activities: 2 });
  await pass();
  simulator.inactive = true;
  clock.advance(MINUTE_MS);
  await pass();
  clock.advance(HOUR_MS);
  app.runs.start(athleteId, 'command', clock.now());
  const asked = async (): Promise<number> => {
    const from = simulator.requests.length;
    await runPass((await restart()).passContext, { trigger: 'command' });
    return simulator.requests.length - from;
  };
  expect(await asked()).toBe(0);
  clock.advance(HOUR_MS);
  const kind = { status: 503 };
  simulator.faults.add({ path: '/api/v3', kind, every: 1 });
  expect(await asked()).toBeGreaterThan(0);
  simulator.faults.clear();
  clock.advance(5 * MINUTE_MS);
  expect(await asked()).toBe(0);
  clock.advance(HOUR_MS);
  expect(await asked()).toBe(1);
});

test('who connects anew is answered at once', async () => {
  const { simulator, clock, pass, athleteId } = await historyOf({ activities: 2 });
  await pass();
  simulator.inactive = true;
  await pass();
  clock.advance(MINUTE_MS);
  expect(await pass({ trigger: 'bootstrap', only: athleteId })).toMatchObject([
    { outcome: 'inactive', requests: 1 },
  ]);
  simulator.inactive = false;
  expect(await pass({ trigger: 'bootstrap', only: athleteId })).toMatchObject([{ outcome: 'ok' }]);
  expect(await pass()).toMatchObject([{ outcome: 'ok' }]);
});
