import { describe, expect, test, vi } from 'vitest';
import { createSchedule, type Schedule } from '../../src/worker/schedule.ts';
import { runWorker } from '../../src/worker/worker.ts';
import { connectGrant } from '../support/app.ts';
import { pass } from '../sync/connected.ts';
import { workerSetting, YEARLY } from './running.ts';

async function working(options: Parameters<typeof workerSetting>[0] = {}) {
  const setting = await workerSetting(options);
  const { context, signal, stop } = setting;
  const start = (schedule = YEARLY, tickMs = 5) => runWorker(context, { schedule, signal, tickMs });
  /** Runs the worker until that is so, then stops it. */
  const until = async (check: () => void) => {
    const worker = start();
    await vi.waitFor(check, { interval: 5, timeout: 60_000 });
    stop();
    await worker;
  };
  return { ...setting, start, until };
}

describe('the worker at its start', () => {
  test('catches up when no pass was ever good', async () => {
    const { until, passes } = await working();
    await until(() => expect(passes()).toEqual(['catch-up ok']));
  });

  test('catches up when a run was wanted while it was away', async () => {
    const { app, clock, until, passes } = await working();
    clock.set('2027-01-31T20:00:00Z');
    await pass(app);
    clock.set('2027-02-01T09:00:00Z');
    await until(() => expect(passes()).toEqual(['command ok', 'catch-up ok']));
  });

  test('catches up when one athlete of several is behind', async () => {
    const { app, simulator, until, passes } = await working();
    await pass(app);
    connectGrant(app, simulator, { athleteId: simulator.world.athletes[1]?.detail.id ?? 0 });
    await until(() => expect(passes()).toEqual(['command ok', 'catch-up ok', 'catch-up ok']));
  });

  test('asks nothing when the last good pass is recent', async () => {
    const { app, clock, start, stop, simulator, passes } = await working();
    await pass(app);
    clock.advance(3_600_000);
    const worker = start();
    stop();
    await worker;
    expect(simulator.requests).toHaveLength(2);
    expect(passes()).toEqual(['command ok']);
  });
});

describe('the worker', () => {
  test.each([
    ['back', -86_400_000, 2],
    ['ahead', 63_072_000_000, 2],
    ['by seconds', -30_000, 1],
  ])(
    'begins its schedule anew when the clock was set %s, since that waits for the old time',
    async (_how, by, times) => {
      const { start, stop, clock, app, passes } = await working();
      await pass(app);
      let starts = 0;
      const counted: Schedule = {
        ...YEARLY,
        start(...how) {
          starts += 1;
          return YEARLY.start(...how);
        },
      };
      const worker = start(counted);
      const before = passes().length;
      clock.advance(by);
      await vi.waitFor(() => expect(starts).toBe(times), { interval: 5 });
      if (times > 1) await vi.waitFor(() => expect(passes().length).toBeGreaterThan(before), { interval: 5 });
      stop();
      await worker;
      expect(starts).toBe(times);
    },
  );

  test('runs a pass at the scheduled time', async () => {
    const { app, start, stop, passes } = await working();
    await pass(app);
    const worker = start(createSchedule('* * * * * *', 'UTC'));
    await expect.poll(() => passes(), { interval: 10 }).toContain('schedule ok');
    stop();
    await worker;
  });

  test('looks for new connections and for retries that are due', async () => {
    const { app, clock, simulator, start, stop, passes } = await working();
    simulator.faults.add({ path: '/api/v3/athlete', kind: 'wrong-shape' });
    const worker = start();
    await expect.poll(() => passes(), { interval: 5 }).toEqual(['catch-up partial']);
    clock.advance(300_000);
    await expect.poll(() => passes(), { interval: 5 }).toContain('retry ok');
    clock.advance(1_000);
    connectGrant(app, simulator);
    await expect.poll(() => passes(), { interval: 5 }).toContain('connected ok');
    expect(passes()).toEqual(['catch-up partial', 'retry ok', 'connected ok']);
    stop();
    await worker;
  });

  test('looks for a scheduled time that was slept through', async () => {
    const { app, clock, start, stop, passes } = await working();
    clock.set('2027-02-01T03:00:00Z');
    await pass(app);
    const worker = start();
    clock.set('2027-02-01T09:00:00Z');
    await expect.poll(() => passes(), { interval: 5 }).toEqual(['command ok', 'catch-up ok']);
    stop();
    await worker;
  });

  test('ends promptly when it is stopped while Strava hangs', async () => {
    const { simulator, start, stop, passes } = await working({ timeoutMs: 60_000 });
    simulator.faults.add({ path: '/api/v3/athlete', kind: 'hang' });
    const worker = start();
    await expect.poll(() => simulator.requests, { interval: 5 }).toHaveLength(1);
    const before = performance.now();
    stop();
    await worker;
    // A fraction of the time for which it would wait.
    expect(performance.now() - before).toBeLessThan(20_000);
    expect(passes()).toEqual(['catch-up stopped']);
  });

  test('ends at once when it was stopped before it began', async () => {
    const { start, stop, simulator } = await working();
    stop();
    await start();
    expect(simulator.requests).toEqual([]);
  });

  test('goes on after everything went wrong', async () => {
    const { simulator, clock, start, stop, passes } = await working();
    simulator.faults.add({ kind: 'reset', every: 1 });
    const worker = start();
    await expect.poll(() => passes(), { interval: 5 }).toEqual(['catch-up failed']);
    simulator.faults.clear();
    clock.advance(300_000);
    await expect.poll(() => passes(), { interval: 5 }).toEqual(['catch-up failed', 'retry ok']);
    stop();
    await worker;
  });
});
