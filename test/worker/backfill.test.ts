import { describe, expect, onTestFinished, test } from 'vitest';
import { Stopped } from '../../src/errors.ts';
import { checkHealth } from '../../src/worker/health.ts';
import { createPassRunner } from '../../src/worker/pass-runner.ts';
import { createSchedule } from '../../src/worker/schedule.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { worldOf } from '../sync/world-of.ts';

const MINUTE = 60_000;
// Fires in virtual time only.
const YEARLY = createSchedule('4 3 1 2 *', 'UTC');

/** The runner of a worker for a world of so many activities. */
async function running(activities: number) {
  const world = await worldOf(activities, { limits: { read: [50, 1_000] } });
  const { app, clock, archive } = world;
  clock.advance(MINUTE);
  const controller = new AbortController();
  const stop = () => controller.abort(new Stopped());
  onTestFinished(stop);
  const context = {
    passContext: app.passContext,
    connections: () => app.credentials.list(),
    pingUrl: undefined,
  };
  const runner = createPassRunner(context, YEARLY, controller.signal);
  const rows = () => rowsOf(archive, 'sync_runs').map((row) => `${row.trigger} ${row.outcome}`);
  /** Lets the time pass and the worker look once. */
  const later = async (ms: number) => {
    clock.advance(ms);
    runner.tick();
    await runner.idle();
  };
  return { ...world, runner, rows, later, stop };
}

/** Resolves as soon as so many requests were sent. */
const sent = (requests: readonly unknown[], count: number) =>
  expect.poll(() => requests.length, { interval: 2 }).toBeGreaterThanOrEqual(count);

describe('the worker', () => {
  test('backfills after a pass, and at each quarter hour from then on, to the end', async () => {
    const { runner, simulator, rows, later, ledger } = await running(30);
    await runner.run('schedule');
    await runner.idle();
    expect(rows()).toEqual(['schedule ok', 'backfill ok']);
    expect(simulator.requests).toHaveLength(46);
    await later(13 * MINUTE);
    await later(MINUTE);
    expect(simulator.requests).toHaveLength(46);
    await later(3_000);
    expect(rows()).toEqual(['schedule ok', 'backfill ok', 'backfill ok']);
    const { length: recorded } = simulator
      .truth()
      .summaries()
      .filter(({ manual }) => !manual);
    expect(ledger()).toMatchObject({ 'activity done': 30, 'streams done': recorded });
    const before = simulator.requests.length;
    for (let i = 0; i < 8; i += 1) await later(15 * MINUTE);
    expect(simulator.requests).toHaveLength(before);
    expect(rows()).toHaveLength(3);
    expect(simulator.limits.refused).toBe(0);
  });

  test('lets a pass go first that is wanted at once, and goes on after it', async () => {
    const { runner, simulator, rows, pass } = await running(30);
    await pass();
    const before = simulator.requests.length;
    runner.tick();
    await runner.run('schedule');
    await runner.idle();
    expect(simulator.requests.slice(before, before + 2).map(({ path }) => path)).toEqual([
      '/api/v3/athlete',
      expect.stringMatching(/stats$/),
    ]);
    expect(rows()).toEqual(['command ok', 'backfill ok', 'schedule ok', 'backfill ok']);
  });

  test('lets a pass go first in the middle of backfill, and loses nothing', async () => {
    const { runner, simulator, rows, later, ledger, pass, archive } = await running(30);
    await pass();
    const before = simulator.requests.length;
    runner.tick();
    await sent(simulator.requests, before + 3);
    await runner.run('schedule');
    await runner.idle();
    expect(rows()).toEqual(['command ok', 'backfill ok', 'schedule ok', 'backfill ok']);
    await later(15 * MINUTE);
    const manual = simulator
      .truth()
      .summaries()
      .filter((summary) => summary.manual).length;
    expect(ledger()).toMatchObject({ 'activity done': 30, 'streams done': 30 - manual });
    const asked = simulator.requests.slice(before).map(({ path }) => path);
    const items = asked.filter((path) => path.startsWith('/api/v3/activities/'));
    expect(new Set(items).size).toBe(items.length);
    const total = rowsOf(archive, 'sync_runs').reduce((sum, row) => sum + Number(row.requests), 0);
    expect(total).toBe(simulator.requests.length);
  });

  test('goes on with what an earlier process left', async () => {
    const { runner, rows, later, ledger, pass } = await running(30);
    await pass();
    runner.tick();
    await runner.idle();
    expect(rows()).toEqual(['command ok', 'backfill ok']);
    await later(15 * MINUTE);
    expect(Object.keys(ledger()).filter((line) => line.endsWith('pending'))).toEqual([]);
  });

  test('is ill when its backfill gets nowhere, though its passes are good', async () => {
    const { runner, simulator, later, pass, app, archive, clock } = await running(30);
    const health = () => {
      const { list } = app.credentials;
      const { permitted, zone, runs } = app.passContext;
      const { backupDir } = app.config;
      const context = { archive, connections: list, runs, permitted, schedule: YEARLY, zone, backupDir };
      return checkHealth(context, clock.now());
    };
    await pass();
    simulator.faults.add({
      path: /\/(activities\/\d+|streams)$/,
      kind: { status: 403, body: '{}' },
      every: 1,
    });
    runner.tick();
    await runner.idle();
    for (let i = 0; i < 2; i++) {
      expect(health().reason).toMatch(/as recent as/);
      await later(21 * MINUTE);
    }
    expect(health()).toEqual({
      ok: false,
      reason: expect.stringMatching(/^Backfill for Jördis has archived nothing since .*forbids/s),
    });
    simulator.faults.clear();
    await later(21 * MINUTE);
    expect(health().ok).toBe(true);
  });

  test('waits a quarter hour after an outage', async () => {
    const { runner, simulator, rows, later, pass } = await running(30);
    await pass();
    simulator.faults.add({ path: '/api/v3/activities', kind: 'html-502', every: 1 });
    runner.tick();
    await runner.idle();
    expect(rows()).toEqual(['command ok', 'backfill failed']);
    simulator.faults.clear();
    await later(15 * MINUTE - 1);
    expect(rows()).toHaveLength(2);
    await later(1);
    expect(rows().slice(2)).toEqual(['backfill ok']);
  });

  test('stops in the middle, and keeps what it has', async () => {
    const { runner, simulator, rows, stop, ledger, pass } = await running(30);
    await pass();
    const done = ledger()['activity done'] ?? 0;
    const before = simulator.requests.length;
    runner.tick();
    await sent(simulator.requests, before + 3);
    stop();
    await runner.idle();
    expect(rows()).toEqual(['command ok', 'backfill stopped']);
    expect(ledger()['activity done'] ?? 0).toBeGreaterThanOrEqual(done + 2);
  });
});

describe('what the log says of', () => {
  test('each pass and stretch: which it was; backfill is no pass', async () => {
    const { runner, simulator, logs } = await running(6);
    simulator.faults.add({ path: /\/streams$/, nth: 1, kind: 'wrong-shape' });
    await runner.run('schedule');
    await runner.idle();
    await runner.run('retry');
    const lines = logs.map((line) => JSON.parse(line)).filter(({ outcome }) => outcome);
    expect(lines.map(({ level, trigger, failed, msg }) => [level, trigger, failed, msg])).toEqual([
      ['warn', 'schedule', 1, 'Pass done, but for some items'],
      ['info', 'retry', 0, 'Pass done'],
    ]);
    expect(lines[0].reason).toMatch(/^streams: Strava sent/);
  });

  test('backfill names it', async () => {
    const { runner, logs } = await running(30);
    await runner.run('schedule');
    await runner.idle();
    const lines = logs.map((line) => JSON.parse(line)).filter(({ outcome }) => outcome);
    expect(lines.map(({ trigger, msg }) => [trigger, msg])).toEqual([
      ['schedule', 'Pass done'],
      ['backfill', 'Backfill done'],
    ]);
  });
});
