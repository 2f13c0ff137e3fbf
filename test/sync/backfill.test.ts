import { describe, expect, test } from 'vitest';
import { Stopped } from '../../src/errors.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { rejectionOf } from '../http/faults.ts';
import { worldOf } from './world-of.ts';

const N = 45;

const LIMITS = { read: [50, 1_000] as [number, number] };

/** A world of 45 activities after its first pass. */
async function begun(more: Parameters<typeof worldOf>[1] = {}) {
  const world = await worldOf(N, { limits: LIMITS, ...more });
  await world.pass();
  const before = world.simulator.requests.length;
  const sent = () => world.simulator.requests.length - before;
  const rows = () => rowsOf(world.archive, 'sync_runs', "trigger = 'backfill'");
  return { ...world, before, sent, rows };
}

describe('backfill', () => {
  test('spends what the reserve leaves, and says when to go on', async () => {
    const { backfill, simulator, clock, rows } = await begun();
    const [report] = await backfill();
    expect(simulator.requests).toHaveLength(46);
    expect(report).toMatchObject({ outcome: 'ok', resumeAt: Date.parse('2026-11-24T10:15:03Z') });
    expect(rows()).toMatchObject([{ outcome: 'ok', resume_at: '2026-11-24T10:15:03Z' }]);
    clock.set('2026-11-24T10:15:00Z');
    await backfill();
    expect(simulator.requests).toHaveLength(92);
  });

  test('goes on to the end, and not one request is refused', async () => {
    const { backfill, simulator, clock, ledger, rows } = await begun();
    for (;;) {
      const [report] = await backfill();
      if (report?.resumeAt === undefined) break;
      clock.set(new Date(report.resumeAt).toISOString());
    }
    const summaries = simulator.truth().summaries();
    const recorded = summaries.filter(({ manual }) => !manual).length;
    const gear = simulator.truth().gearIds().length;
    expect(ledger()).toMatchObject({
      ...{ 'activity done': N, 'streams done': recorded, 'gear done': gear },
      'streams not_applicable': N - recorded,
    });
    expect(simulator.requests).toHaveLength(2 + 2 + gear + N + recorded);
    expect(simulator.limits.refused).toBe(0);
    expect(rows().at(-1)).toMatchObject({ outcome: 'ok', resume_at: null });
  });

  test('leaves no row when nothing is wanted', async () => {
    const { pass, backfill, archive, simulator } = await worldOf(3);
    await pass();
    const before = simulator.requests.length;
    expect(await backfill()).toEqual([]);
    expect(rowsOf(archive, 'sync_runs')).toHaveLength(1);
    expect(simulator.requests).toHaveLength(before);
  });

  test('asks for details of the newest first', async () => {
    const { backfill, simulator, before } = await begun();
    await backfill({ maxRequests: 10 });
    const asked = simulator.requests.slice(before).map(({ path }) => Number(path.split('/').at(-1)));
    const old = Date.parse('2026-11-10T10:00:00Z');
    const expected = simulator
      .truth()
      .summaries()
      .filter(({ start_date }) => Date.parse(start_date) <= old)
      .map(({ id }) => id);
    expect(new Set(asked)).toEqual(new Set(expected.slice(0, 10)));
  });
});

describe('the limits of a stretch', () => {
  test.each([0, 1, 7])('are so many requests: %i', async (maxRequests) => {
    const { backfill, sent } = await begun();
    const [report] = await backfill({ maxRequests });
    expect(sent()).toBe(maxRequests);
    expect(report).toMatchObject({ outcome: 'ok', requests: maxRequests });
  });

  test('begin nothing after so many requests; what was begun is tried again all the same', async () => {
    const { backfill, sent, simulator } = await begun();
    simulator.faults.add({ path: '/api/v3/activities', kind: { status: 503 }, every: 1 });
    await backfill({ maxRequests: 3 });
    expect(sent()).toBe(5);
  });

  test('end it when a pass wants to go first', async () => {
    const { backfill, sent, clock } = await begun();
    const [report] = await backfill({ mayGoOn: () => sent() < 5 });
    expect(sent()).toBe(5);
    expect(report).toMatchObject({ outcome: 'ok', resumeAt: clock.now() });
  });

  test('are those of the application', async () => {
    const { backfill, simulator } = await begun({ limits: { read: [60, 2_000] } });
    await backfill();
    expect(simulator.requests).toHaveLength(56);
  });

  test('are those of the application, also when they change midway', async () => {
    const { backfill, simulator, clock } = await begun();
    await backfill();
    simulator.limits.setLimits({ read: [20, 2_000] });
    clock.set('2026-11-24T10:15:00Z');
    await backfill();
    expect(simulator.requests).toHaveLength(46 + 16);
    expect(simulator.limits.refused).toBe(0);
  });
});

describe('backfill that is disturbed', () => {
  test('by a stop keeps what it has', async () => {
    const { backfill, sent, rows, ledger } = await begun();
    const controller = new AbortController();
    const done = ledger()['activity done'] ?? 0;
    const onItem = () => {
      if (sent() === 4) controller.abort(new Stopped());
    };
    const [report] = await backfill({ signal: controller.signal, onItem });
    expect(report).toMatchObject({ outcome: 'stopped', items: 4 });
    expect(ledger()).toMatchObject({ 'activity done': done + 4 });
    expect(rows()).toMatchObject([{ outcome: 'stopped' }]);
    const again = backfill({ signal: controller.signal });
    expect(await rejectionOf(again)).toBeInstanceOf(Stopped);
  });

  test('by an outage ends as failed and loses nothing', async () => {
    const { backfill, simulator, ledger, clock } = await begun();
    simulator.faults.add({ path: '/api/v3/activities', kind: 'html-502', every: 1 });
    const [report] = await backfill();
    expect(report).toMatchObject({ outcome: 'failed', stored: [] });
    expect(Object.keys(ledger()).filter((line) => line.endsWith('failed'))).toEqual([]);
    simulator.faults.clear();
    clock.advance(3_600_000);
    expect(await backfill()).toMatchObject([{ outcome: 'ok' }]);
    expect(ledger()).not.toHaveProperty('activity failed');
  });
});
