import { describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { watchLock } from '../../src/sqlite/process-lock.ts';
import { runBackfill } from '../../src/sync/backfill.ts';
import { runPass } from '../../src/sync/pass.ts';
import { takeTurn } from '../../src/sync/turns.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { simulate } from '../support/simulator.ts';

/** Two programs on one archive of some activities, after the first pass. */
async function twoPrograms(activities = 40) {
  const simulator = await simulate({ activities });
  simulator.limits.setLimits({ overall: [100_000, 100_000], read: [100_000, 100_000] });
  const options = { simulator };
  const first = await testApp(options);
  const { app: second } = await testApp({ ...options, dataDir: first.dataDir });
  const athleteId = connectGrant(first.app, simulator);
  await runPass(first.app.passContext, { trigger: 'command' });
  const rows = () =>
    rowsOf(second.archive, 'sync_runs').map(({ trigger, outcome }) => `${trigger} ${outcome}`);
  const left = () =>
    rowsOf(second.archive, 'coverage', "status NOT IN ('done', 'absent', 'not_applicable')").length;
  return { simulator, first: first.app, second, athleteId, dataDir: first.dataDir, rows, left };
}

describe('backfill', () => {
  test('makes way for a pass of another process after the item under way, and goes on after it', async () => {
    const { first, second, athleteId, rows, left } = await twoPrograms();
    expect(left()).toBeGreaterThan(4);
    let pass: ReturnType<typeof runPass> | undefined;
    let begun = 0;
    const order: string[] = [];
    const backfill = runBackfill(first.passContext, {
      onItem: () => {
        order.push('backfill');
        begun += 1;
        if (begun !== 3) return;
        const onItem = () => void order.push('pass');
        pass = runPass(second.passContext, { trigger: 'bootstrap', only: athleteId, onItem });
      },
    });
    const reports = await backfill;
    expect(await pass).toMatchObject([{ outcome: 'ok' }]);
    expect(order.join(' ')).toMatch(/^(backfill ){3,4}(pass )+(backfill ?)+$/);
    expect(rows()).toEqual(['command ok', 'backfill ok', 'bootstrap ok', 'backfill ok']);
    expect(reports.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    expect(reports.map(({ resumeAt }) => resumeAt)).toEqual([undefined, undefined]);
    expect(left()).toBe(0);
  });

  test('that is to end for its own process does not go on after another one', async () => {
    const { first, dataDir, left } = await twoPrograms();
    let begun = 0;
    let turn: Promise<Disposable> | undefined;
    await runBackfill(first.passContext, {
      onItem: () => {
        begun += 1;
        turn ??= takeTurn(dataDir, { clock: systemClock });
      },
      mayGoOn: () => begun < 1,
    });
    (await turn)?.[Symbol.dispose]();
    expect(begun).toBe(1);
    expect(left()).toBeGreaterThan(0);
  });

  test('drops an item that keeps another process waiting, and asks for it again', async () => {
    const { first, dataDir, simulator, rows, left } = await twoPrograms();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    simulator.faults.add({ path: '/api/v3', kind: 'hang' });
    const asked = simulator.requests.length;
    const backfill = runBackfill(first.passContext, {});
    await expect.poll(() => simulator.requests.length, { interval: 5 }).toBe(asked + 1);
    const turn = takeTurn(dataDir, { clock: systemClock });
    using next = watchLock(dataDir, 'next');
    await expect.poll(next.isHeld, { interval: 5 }).toBe(true);
    vi.advanceTimersByTime(30_000);
    (await turn)[Symbol.dispose]();
    vi.useRealTimers();
    const reports = await backfill;
    expect(reports.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    expect(rows()).toEqual(['command ok', 'backfill stopped', 'backfill ok']);
    expect(left()).toBe(0);
  });
});
