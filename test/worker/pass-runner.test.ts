import { describe, expect, test } from 'vitest';
import { tryLock } from '../../src/sqlite/process-lock.ts';
import { createPassRunner } from '../../src/worker/pass-runner.ts';
import { createSchedule } from '../../src/worker/schedule.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { connectGrant } from '../support/app.ts';
import { CORE } from '../support/simulator.ts';
import { pass } from '../sync/connected.ts';
import { workerSetting, YEARLY } from './running.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function running(options: Parameters<typeof workerSetting>[0] = {}, schedule = YEARLY) {
  const setting = await workerSetting(options);
  const runner = createPassRunner(setting.context, schedule, setting.signal);
  /** Lets the time pass and the worker look once. */
  const later = async (ms: number) => {
    setting.clock.advance(ms);
    runner.tick();
    await runner.idle();
  };
  return { ...setting, runner, later };
}

describe('the runner of passes', () => {
  test('runs a pass and pings', async () => {
    const { runner, monitor, passes } = await running();
    await runner.run('schedule');
    expect(passes()).toEqual(['schedule ok']);
    expect(monitor.pings).toEqual(['GET /4d1f']);
  });

  test('is good, and pings so, though an item failed', async () => {
    const { runner, simulator, monitor, passes, app } = await running({
      environment: CORE,
      strava: { activities: 6 },
    });
    simulator.faults.add({ path: /\/activities\/\d+$/, nth: 1, kind: 'wrong-shape' });
    await runner.run('schedule');
    await runner.idle();
    expect(passes()).toEqual(['schedule ok']);
    expect(rowsOf(app.archive, 'coverage', "status = 'failed'")).toHaveLength(1);
    expect(monitor.pings).toEqual(['GET /4d1f']);
  });

  test('runs one at a time', async () => {
    const { runner, simulator, passes, monitor } = await running();
    const first = runner.run('schedule');
    expect(runner.run('catch-up')).toBe(first);
    runner.tick();
    await Promise.all([first, runner.idle()]);
    expect(passes()).toEqual(['schedule ok']);
    expect(simulator.requests).toHaveLength(2);
    expect(monitor.pings).toHaveLength(1);
  });

  test('does nothing by itself after a good pass', async () => {
    const { runner, later, passes } = await running();
    await runner.run('schedule');
    for (let i = 0; i < 100; i++) await later(HOUR);
    expect(passes()).toHaveLength(1);
  });

  test('tries again 5 minutes after a failed pass, then after 15, 60, 180 and 180', async () => {
    const { runner, simulator, later, passes } = await running();
    simulator.faults.add({ path: '/api/v3', kind: 'wrong-shape', every: 1 });
    await runner.run('schedule');
    for (const [i, minutes] of [5, 15, 60, 180, 180].entries()) {
      await later(minutes * MINUTE - 1);
      expect(passes(), `${minutes} minutes`).toHaveLength(i + 1);
      await later(1);
      expect(passes(), `${minutes} minutes`).toHaveLength(i + 2);
    }
    expect(passes().slice(0, 2)).toEqual(['schedule failed', 'retry failed']);
  });

  test('begins at 5 minutes again after a good pass', async () => {
    const { runner, simulator, later, passes, monitor } = await running();
    simulator.faults.add({ path: '/api/v3/athlete', kind: 'wrong-shape' });
    await runner.run('schedule');
    await later(5 * MINUTE);
    expect(passes()).toEqual(['schedule partial', 'retry ok']);
    await later(24 * HOUR);
    expect(passes()).toHaveLength(2);
    simulator.faults.add({ path: '/api/v3/athlete', kind: 'wrong-shape' });
    await runner.run('schedule');
    await later(5 * MINUTE);
    expect(passes().slice(2)).toEqual(['schedule partial', 'retry ok']);
    expect(monitor.pings).toEqual(['GET /4d1f/fail', 'GET /4d1f', 'GET /4d1f/fail', 'GET /4d1f']);
  });

  test('goes on when the budget of the next day begins', async () => {
    const { runner, simulator, clock, later, passes, monitor } = await running();
    simulator.limits.setUsage({ read: [0, 1_000] });
    await runner.run('schedule');
    clock.set('2026-11-24T23:59:00Z');
    await later(MINUTE - 1);
    expect(passes()).toEqual(['schedule budget']);
    expect(monitor.pings).toEqual([]);
    await later(3_001);
    expect(passes()).toEqual(['schedule budget', 'retry ok']);
    expect(monitor.pings).toEqual(['GET /4d1f']);
  });

  test('runs a pass when an athlete is connected, or connected again', async () => {
    const { app, runner, simulator, later, passes, athleteId } = await running();
    await runner.run('catch-up');
    connectGrant(app, simulator, { athleteId: simulator.world.athletes[1]?.detail.id ?? 0 });
    await later(30_000);
    expect(passes().filter((text) => text === 'connected ok')).toHaveLength(2);
    await later(30_000);
    expect(passes()).toHaveLength(3);
    connectGrant(app, simulator, { athleteId });
    await later(30_000);
    expect(passes()).toHaveLength(5);
  });

  test('does not repeat the proof of bootstrap', async () => {
    const { app, clock, runner, simulator, later, passes } = await running();
    await runner.run('schedule');
    clock.advance(HOUR);
    const athleteId = connectGrant(app, simulator, {
      athleteId: simulator.world.athletes[1]?.detail.id ?? 0,
    });
    await pass(app, { trigger: 'bootstrap', only: athleteId });
    await later(30_000);
    expect(passes()).toEqual(['schedule ok', 'bootstrap ok']);
  });

  test('makes up for a proof of bootstrap that failed', async () => {
    const { app, clock, runner, simulator, later, passes } = await running();
    await runner.run('schedule');
    clock.advance(HOUR);
    const athleteId = connectGrant(app, simulator);
    simulator.faults.add({ path: '/api/v3/athlete', kind: 'wrong-shape' });
    await pass(app, { trigger: 'bootstrap', only: athleteId });
    await later(30_000);
    expect(passes()).toEqual(['schedule ok', 'bootstrap partial', 'connected ok']);
  });

  test('runs no second pass for a connection whose pass was not good, but a retry', async () => {
    const { app, clock, runner, simulator, later, passes } = await running();
    await runner.run('schedule');
    clock.advance(HOUR);
    connectGrant(app, simulator);
    simulator.faults.add({ path: '/api/v3/athlete', kind: 'wrong-shape' });
    await later(30_000);
    expect(passes()).toEqual(['schedule ok', 'connected partial']);
    await later(30_000);
    expect(passes()).toHaveLength(2);
    await later(5 * MINUTE);
    expect(passes()).toEqual(['schedule ok', 'connected partial', 'retry ok']);
  });

  test('spends no request on an authorization that is lost', async () => {
    const { runner, simulator, later, passes, monitor, athleteId } = await running();
    simulator.revoke(athleteId);
    await runner.run('schedule');
    const spent = simulator.requests.length;
    for (let i = 0; i < 5; i++) {
      await later(HOUR);
      await runner.run('schedule');
    }
    expect(simulator.requests).toHaveLength(spent);
    expect(passes()).toEqual(Array(6).fill('schedule unauthorized'));
    expect(monitor.pings).toEqual(Array(6).fill('GET /4d1f/fail'));
    await later(2 * HOUR);
    await runner.run('schedule');
    expect(simulator.requests).toHaveLength(spent + 1);
  });

  test('is up again after bootstrap', async () => {
    const { app, runner, simulator, clock, later, passes, athleteId } = await running();
    simulator.revoke(athleteId);
    await runner.run('schedule');
    clock.advance(HOUR);
    connectGrant(app, simulator);
    await later(30_000);
    expect(passes()).toEqual(['schedule unauthorized', 'connected ok']);
  });

  test('survives an archive that cannot be written, and tries again', async () => {
    const { app, runner, later, passes, monitor, logs } = await running();
    app.archive.$client.exec('ALTER TABLE sync_runs RENAME TO gone');
    await runner.run('schedule');
    expect(logs.at(-1)).toMatch(/"level":"error".*sync_runs.*Pass failed/);
    app.archive.$client.exec('ALTER TABLE gone RENAME TO sync_runs');
    await later(5 * MINUTE);
    expect(passes()).toEqual(['retry ok']);
    expect(monitor.pings).toEqual(['GET /4d1f/fail', 'GET /4d1f']);
  });

  test('survives even a mistake of ours, with its stack in the log', async () => {
    const { context, signal, logs } = await running();
    const clientFor = () => {
      throw new TypeError('our mistake');
    };
    const passContext = { ...context.passContext, clientFor };
    await createPassRunner({ ...context, passContext }, YEARLY, signal).run('schedule');
    const line = logs.map((text) => JSON.parse(text)).find(({ err }) => err);
    expect(line).toMatchObject({ level: 'error', err: { stack: expect.stringContaining('our mistake') } });
  });

  test('survives credentials that cannot be read', async () => {
    const { context, signal, logs } = await running();
    let broken = false;
    const connections = () => {
      if (broken) throw new Error('credentials.db is damaged');
      return context.connections();
    };
    const runner = createPassRunner({ ...context, connections }, YEARLY, signal);
    broken = true;
    expect(() => runner.tick()).not.toThrow();
    expect(logs.at(-1)).toContain('credentials.db is damaged');
  });

  test('ends a pass when it is stopped, and does not ping', async () => {
    const { runner, simulator, stop, passes, monitor, statsPath } = await running({ timeoutMs: 60_000 });
    simulator.faults.add({ path: statsPath, kind: 'hang' });
    const pass = runner.run('schedule');
    await expect.poll(() => simulator.requestsTo(statsPath), { interval: 5 }).toHaveLength(1);
    stop();
    await pass;
    expect(passes()).toEqual(['schedule stopped']);
    expect(monitor.pings).toEqual([]);
  });

  test('is stopped while it waits for another process without a complaint', async () => {
    const { runner, dataDir, stop, logs, monitor } = await running();
    using _held = tryLock(dataDir, 'pass');
    const pass = runner.run('schedule');
    stop();
    await pass;
    expect(logs.join('')).toContain('Another process works on the archive');
    expect(logs.join('')).not.toContain('"level":"error"');
    expect(monitor.pings).toEqual([]);
  });

  test('pings failure when nobody is connected any more', async () => {
    const { app, runner, monitor, athleteId } = await running();
    app.credentials.remove(athleteId);
    await runner.run('schedule');
    expect(rowsOf(app.archive, 'sync_runs')).toEqual([]);
    expect(monitor.pings).toEqual(['GET /4d1f/fail']);
  });
});

describe('a scheduled time that was missed', () => {
  const HOURLY = createSchedule('17 * * * *', 'Europe/Berlin');

  /** The runner of an hourly worker that has just run on schedule at this time. */
  async function ranAt(instant: string, schedule = HOURLY) {
    const setting = await running({}, schedule);
    setting.clock.set(instant);
    await setting.runner.run('schedule');
    const lookAt = async (then: string) => {
      setting.clock.set(then);
      await setting.later(0);
      return setting.passes().slice(1);
    };
    const missed = () => setting.logs.filter((line) => line.includes('Scheduled run missed'));
    return { ...setting, lookAt, missed };
  }

  test('is caught up on when it does not begin within a minute', async () => {
    const { lookAt, missed } = await ranAt('2026-11-24T11:17:00Z');
    expect(await lookAt('2026-11-24T12:16:59Z')).toEqual([]);
    expect(await lookAt('2026-11-24T12:17:59Z')).toEqual([]);
    expect(missed()).toEqual([]);
    expect(await lookAt('2026-11-24T12:18:01Z')).toEqual(['catch-up ok']);
    expect(missed()).toHaveLength(1);
    expect(missed()[0]).toContain('"level":"info"');
  });

  test('is caught up on once, however many there were', async () => {
    const { lookAt, missed } = await ranAt('2026-11-24T11:17:00Z');
    expect(await lookAt('2026-11-26T09:00:00Z')).toEqual(['catch-up ok']);
    expect(await lookAt('2026-11-26T09:00:30Z')).toHaveLength(1);
    expect(await lookAt('2026-11-26T09:17:59Z')).toHaveLength(1);
    expect(missed()).toHaveLength(1);
  });

  test('needs nothing after a pass that has run since, on whatever ground', async () => {
    const { lookAt, runner, clock, missed } = await ranAt('2026-11-24T11:17:00Z');
    clock.set('2026-11-24T12:17:30Z');
    await runner.run('connected');
    expect(await lookAt('2026-11-24T12:30:00Z')).toEqual(['connected ok']);
    expect(missed()).toEqual([]);
  });

  test('is left to the retry that is due', async () => {
    const { lookAt, runner, clock, simulator, missed } = await ranAt('2026-11-24T11:17:00Z');
    simulator.faults.add({ path: '/api/v3/athlete', kind: 'wrong-shape' });
    clock.set('2026-11-24T12:17:00Z');
    await runner.run('schedule');
    expect(await lookAt('2026-11-24T15:00:00Z')).toEqual(['schedule partial', 'retry ok']);
    expect(missed()).toEqual([]);
  });

  // Which of the two runs itself is the library's choice: in Berlin the second, in New York the first.
  test.each([
    ['Europe/Berlin', '2027-10-30T23:17:00Z', '2027-10-31T00:18:01Z', '2027-10-31T01:17:00Z'],
    ['America/New_York', '2027-11-07T05:17:00Z', '2027-11-07T06:18:01Z', '2027-11-07T07:17:00Z'],
  ])('in the hour that comes twice in %s is caught up on', async (zone, before, look, after) => {
    const schedule = createSchedule('17 * * * *', zone);
    const { lookAt, missed, runner, clock, passes } = await ranAt(before, schedule);
    expect(await lookAt(look)).toEqual(['catch-up ok']);
    expect(missed()).toHaveLength(1);
    clock.set(after);
    await runner.run('schedule');
    clock.advance(50 * MINUTE);
    runner.tick();
    await runner.idle();
    expect(passes()).toEqual(['schedule ok', 'catch-up ok', 'schedule ok']);
  });
});
