import { describe, expect, test } from 'vitest';
import { toInstant } from '../../src/clock.ts';
import { BudgetSpent } from '../../src/strava/gate.ts';
import { faultFrom, rejectionOf } from '../http/faults.ts';
import { simulate } from '../support/simulator.ts';
import { SkewedClock } from '../support/skewed-clock.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { connectedClient } from './setup.ts';

/** Whether an error says that it goes on at midnight UTC, at once or a few seconds later. */
async function expectUntilMidnight(asking: Promise<unknown>): Promise<void> {
  const error = await rejectionOf(asking);
  expect(error).toBeInstanceOf(BudgetSpent);
  expect(toInstant((error as BudgetSpent).resumeAt)).toMatch(/^2026-11-25T00:00:0\dZ$/);
}

/** A client of an application with these read limits, its access token about to expire if need be. */
async function limited(read: [number, number], grant: { expiresInSeconds?: number } = {}) {
  const clock = new VirtualClock('2026-11-24T10:05:00Z');
  const simulator = await simulate({ clock, limits: { read } });
  return connectedClient({ clock, simulator, grant });
}

describe('a spent quarter hour', () => {
  test('is waited out, with three seconds more, and then it goes on', async () => {
    const { get, simulator, clock } = await limited([3, 1_000]);
    for (let i = 0; i < 4; i += 1) await get();
    expect(clock.slept).toEqual([603_000]);
    const times = simulator.requestsTo('/api').map(({ at }) => new Date(at).toISOString().slice(11, 19));
    expect(times).toEqual(['10:05:00', '10:05:00', '10:05:00', '10:15:03']);
    expect(simulator.limits.refused).toBe(0);
  });

  test('can be left by a stop, without a request', async () => {
    const { get, simulator } = await limited([1, 1_000]);
    await get();
    const before = simulator.requests.length;
    const controller = new AbortController();
    const reason = new Error('stop');
    const waiting = rejectionOf(get(controller.signal));
    controller.abort(reason);
    expect(await waiting).toBe(reason);
    expect(simulator.requests).toHaveLength(before);
  });
});

describe.each<[string, [number, number]]>([
  ['a spent day', [100, 3]],
  ['a spent quarter hour of a spent day', [3, 3]],
])('%s', (_name, read) => {
  test('lets nothing out until midnight UTC, not even a token request, also after a restart', async () => {
    const first = await limited(read, { expiresInSeconds: 1_200 });
    const { simulator, clock, dataDir } = first;
    for (let i = 0; i < 3; i += 1) await first.get();
    // The access token would have to be refreshed now.
    clock.advance(1_100_000);
    const before = simulator.requests.length;
    await expectUntilMidnight(first.get());
    first.app[Symbol.dispose]();

    const second = await connectedClient({ simulator, clock, dataDir, grant: 'stored' });
    await expectUntilMidnight(second.get());
    clock.set('2026-11-24T23:44:59Z');
    expect(await rejectionOf(second.get())).toBeInstanceOf(BudgetSpent);
    expect(simulator.requests).toHaveLength(before);
    expect(clock.slept).toEqual([]);

    clock.set('2026-11-25T00:00:03Z');
    await second.get();
    expect(simulator.requests.slice(before).map(({ path }) => path)).toEqual([
      '/oauth/token',
      '/api/v3/athlete',
    ]);
    expect(simulator.limits.refused).toBe(0);
  });
});

describe('a 429', () => {
  test('because others spent the quarter hour closes it until its boundary', async () => {
    const { get, simulator, clock, apiRequests } = await limited([100, 1_000]);
    await get();
    simulator.limits.setUsage({ read: [100, 500] });
    await get();
    expect(clock.slept).toEqual([603_000]);
    expect([apiRequests(), simulator.limits.refused]).toEqual([3, 1]);
  });

  test('because others spent the day closes it until midnight', async () => {
    const { get, simulator, clock } = await limited([100, 1_000]);
    await get();
    simulator.limits.setUsage({ read: [10, 1_000] });
    await expectUntilMidnight(get());
    const before = simulator.requests.length;
    clock.advance(3_600_000);
    await expectUntilMidnight(get());
    expect(simulator.requests).toHaveLength(before);
  });

  test('without headers closes the quarter hour', async () => {
    const { get, simulator, clock, left } = await limited([100, 1_000]);
    simulator.rateHeaders = 'absent';
    simulator.faults.add({ path: '/api', kind: { status: 429 } });
    await get();
    expect(clock.slept).toEqual([603_000]);
    expect(left()).toEqual([99, 998]);
  });

  test('that comes again after the wait is given up, and the next quarter hour is closed too', async () => {
    const { get, simulator, clock, apiRequests, app } = await limited([100, 1_000]);
    simulator.faults.add({ path: '/api', kind: { status: 429 }, times: 2 });
    const fault = await faultFrom(get());
    expect(fault).toMatchObject({ fault: 'rate_limited', exitCode: 6 });
    expect([apiRequests(), clock.slept]).toEqual([2, [603_000]]);
    expect(app.passContext.budgetOpensAt()).toBe(Date.parse('2026-11-24T10:30:00Z'));
  });
});

test('a clock a second ahead of Strava’s does not cost the day that has just begun', async () => {
  const clock = new VirtualClock('2026-11-24T10:05:00Z');
  const stravasClock = { now: () => clock.now() - 1_000 };
  const simulator = await simulate({ clock: stravasClock, limits: { read: [100, 3] } });
  const { get } = await connectedClient({ clock, simulator });
  for (let i = 0; i < 3; i += 1) await get();
  const spent = await rejectionOf(get());
  // As the worker does: the next pass runs at the time that was named.
  clock.set(toInstant((spent as BudgetSpent).resumeAt));
  await get().catch(() => {});
  clock.advance(60_000);
  await get();
});

test('a usage that lags costs no refusal and no request', async () => {
  // Whichever request is the last of a window, the answers before it tell up to three calls less.
  for (const limit of [50, 49, 47, 46] as const) {
    const { get, simulator } = await limited([limit, 320]);
    simulator.usageReport = 'lagging';
    let answers = 0;
    while (!((await get().catch((error: unknown) => error)) instanceof BudgetSpent)) answers += 1;
    expect([answers, simulator.limits.refused]).toEqual([320, 0]);
  }
});

test('a usage that is shared costs at most a refusal a window', async () => {
  const { get, simulator, clock } = await limited([50, 320]);
  simulator.usageReport = 'shared';
  const next = () => get().catch((error: unknown) => error);
  let answers = 0;
  while (!((await next()) instanceof BudgetSpent)) answers += 1;
  expect(answers).toBeGreaterThan(180);
  expect(simulator.limits.refused).toBeLessThanOrEqual(clock.slept.length + 1);
});

test('over a long run nothing is ever refused, whatever the headers', async () => {
  const { get, simulator, clock } = await limited([50, 320]);
  const styles = ['normal', 'absent', 'comma'] as const;
  for (let i = 0; i < 320; i += 1) {
    simulator.rateHeaders = styles[i % styles.length] ?? 'normal';
    await get();
  }
  expect(await rejectionOf(get())).toBeInstanceOf(BudgetSpent);
  expect(simulator.limits.refused).toBe(0);
  expect(simulator.limits.usage().read[1]).toBe(320);
  expect(clock.slept).toHaveLength(6);
});

describe.each([
  ['seven minutes ahead', 7 * 60_000],
  ['seven minutes behind', -7 * 60_000],
  ['nine hours ahead', 9 * 3_600_000],
  ['a day behind', -86_400_000],
])('windows are those of Strava when the clock of this machine is %s', (_how, ahead) => {
  async function skewed(read: [number, number]) {
    const right = new VirtualClock('2026-11-24T10:05:00Z');
    const own = new SkewedClock(right);
    own.ahead = ahead;
    const simulator = await simulate({ clock: right, limits: { read } });
    return { ...(await connectedClient({ clock: own, simulator })), right };
  }

  test('a spent quarter hour ends when its own does', async () => {
    const { get, simulator } = await skewed([3, 1_000]);
    for (let i = 0; i < 9; i += 1) await get();
    const times = simulator.requestsTo('/api').map(({ at }) => new Date(at).toISOString().slice(11, 16));
    expect(times).toEqual(['10:05', '10:15', '10:30'].flatMap((time) => [time, time, time]));
    expect(simulator.limits.refused).toBe(0);
  });

  test('a spent day ends at midnight, also for a program that learns of it by a refusal', async () => {
    const { get, right, simulator } = await skewed([100, 3]);
    simulator.limits.setUsage({ read: [3, 3] });
    const error = await rejectionOf(get());
    expect(error).toBeInstanceOf(BudgetSpent);
    expect(Math.abs((error as BudgetSpent).resumeAt - Date.parse('2026-11-25T00:00:03Z'))).toBeLessThan(
      1_000,
    );
    expect(simulator.limits.refused).toBe(1);
    right.set('2026-11-25T00:00:03Z');
    await get();
    expect(simulator.limits.refused).toBe(1);
  });
});
