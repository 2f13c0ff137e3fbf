import { describe, expect, test } from 'vitest';
import { Stopped } from '../../src/errors.ts';
import { tryLock } from '../../src/sqlite/process-lock.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { SNAPSHOTS_ONLY, simulate } from '../support/simulator.ts';
import { connected, pass } from './connected.ts';

/** Two programs on one data directory, as two processes are. */
async function twoPrograms() {
  const simulator = await simulate();
  const options = { simulator, environment: SNAPSHOTS_ONLY };
  const first = await testApp(options);
  const second = await testApp({ ...options, dataDir: first.dataDir });
  connectGrant(first.app, simulator);
  return { simulator, first: first.app, second: second.app };
}

describe('a pass that was killed', () => {
  test('is closed as interrupted by the next', async () => {
    const { app, clock, athleteId } = await connected();
    app.runs.start(athleteId, 'schedule', clock.now());
    clock.advance(60_000);
    await pass(app);
    expect(rowsOf(app.archive, 'sync_runs')).toMatchObject([
      { outcome: 'interrupted', finished_at: '2026-11-24T10:01:00Z' },
      { outcome: 'ok' },
    ]);
  });
});

describe('a pass', () => {
  test.each([
    ['of all', false],
    ['of one athlete', true],
  ])('%s keeps others out until its end, and not longer', async (_who, alone) => {
    const { app, dataDir, athleteId } = await connected();
    const isFree = () => {
      using lock = tryLock(dataDir, 'pass');
      return lock !== undefined;
    };
    const free: boolean[] = [];
    await pass(app, { ...(alone && { only: athleteId }), onItem: () => void free.push(isFree()) });
    expect(free).toEqual([false, false]);
    expect(isFree()).toBe(true);
  });

  test('of another process is waited for, and not repeated when it was good', async () => {
    const { simulator, first, second } = await twoPrograms();
    simulator.faults.add({ path: '/api/v3/athlete', kind: { kind: 'delay', ms: 50 } });
    const waits: string[] = [];
    const running = pass(first);
    const reports = await pass(second, { onWait: () => void waits.push('told') });
    expect(await running).toMatchObject([{ outcome: 'ok' }]);
    expect({ reports, waits }).toEqual({ reports: [], waits: ['told'] });
    expect(simulator.requests).toHaveLength(2);
    expect(rowsOf(first.archive, 'sync_runs')).toHaveLength(1);
  });

  test('of another process is repeated when it was not good', async () => {
    const { simulator, first, second } = await twoPrograms();
    simulator.faults.add({ path: '/api/v3/athlete', kind: 'wrong-shape' });
    const [[one], [other]] = await Promise.all([pass(first), pass(second)]);
    expect([one?.outcome, other?.outcome]).toEqual(['partial', 'ok']);
    const order = simulator.requests.map(({ path }) => path.split('/').at(-1));
    expect(order).toEqual(['athlete', 'stats', 'athlete', 'stats']);
  });

  test('runs again right after another one when it did not have to wait', async () => {
    const { simulator, first, second } = await twoPrograms();
    await pass(first);
    expect(await pass(second)).toMatchObject([{ outcome: 'ok' }]);
    expect(simulator.requests).toHaveLength(4);
  });

  test('that is stopped while it waits has asked nothing', async () => {
    const { app, simulator, dataDir } = await connected();
    using _held = tryLock(dataDir, 'pass');
    const controller = new AbortController();
    const waiting = pass(app, { signal: controller.signal, onWait: () => controller.abort(new Stopped()) });
    await expect(waiting).rejects.toThrow(Stopped);
    expect(simulator.requests).toEqual([]);
    expect(rowsOf(app.archive, 'sync_runs')).toEqual([]);
  });
});
