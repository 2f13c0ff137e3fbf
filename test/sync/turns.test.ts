import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { Stopped } from '../../src/errors.ts';
import { tryLock, watchLock } from '../../src/sqlite/process-lock.ts';
import { MadeWay, takeBackfillTurn, takeTurn } from '../../src/sync/turns.ts';
import { rejectionOf } from '../http/faults.ts';
import { tempDir } from '../support/temp-dir.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const options = { clock: systemClock };

/** Settles once `promise` has had the time to, were it free to. */
const isPending = async (promise: Promise<unknown>) => {
  const settled = promise.then(() => true);
  return !(await Promise.race([settled, systemClock.sleep(100).then(() => false)]));
};

describe('a turn', () => {
  test('is one at a time, and whoever has to wait is told once', async () => {
    const folder = tempDir();
    const told: string[] = [];
    const first = await takeTurn(folder, { ...options, onWait: () => void told.push('first') });
    const second = takeTurn(folder, { ...options, onWait: () => void told.push('second') });
    expect(await isPending(second)).toBe(true);
    first[Symbol.dispose]();
    (await second)[Symbol.dispose]();
    expect(told).toEqual(['second']);
  });

  test('that is waited for can be given up', async () => {
    const folder = tempDir();
    using _first = await takeTurn(folder, options);
    const controller = new AbortController();
    const second = rejectionOf(takeTurn(folder, { ...options, signal: controller.signal }));
    controller.abort(new Stopped());
    expect(await second).toBeInstanceOf(Stopped);
    using next = watchLock(folder, 'next');
    expect(next.isHeld()).toBe(false);
  });
});

describe('a turn that rests', () => {
  test('lets others have theirs, and goes on after them', async () => {
    const folder = tempDir();
    const first = await takeTurn(folder, options);
    const order: string[] = [];
    const other = takeTurn(folder, options).then((turn) => {
      order.push('other begins');
      setTimeout(() => {
        order.push('other ends');
        turn[Symbol.dispose]();
      }, 20);
    });
    await first.rest(async () => await other);
    order.push('first goes on');
    expect(order).toEqual(['other begins', 'other ends', 'first goes on']);
    first[Symbol.dispose]();
    using _free = await takeTurn(folder, options);
  });

  test('and is over does not come back', async () => {
    const folder = tempDir();
    const turn = await takeTurn(folder, options);
    turn[Symbol.dispose]();
    await turn.rest(async () => {});
    using free = tryLock(folder, 'pass');
    expect(free).toBeDefined();
  });
});

describe('a turn of backfill', () => {
  test('knows when another process waits, and not when other backfill does', async () => {
    const folder = tempDir();
    const turn = await takeBackfillTurn(folder, options);
    const other = takeBackfillTurn(folder, options);
    expect(await isPending(other)).toBe(true);
    expect(turn.isWanted()).toBe(false);
    const urgent = takeTurn(folder, options);
    await expect.poll(turn.isWanted, { interval: 5 }).toBe(true);
    turn[Symbol.dispose]();
    (await urgent)[Symbol.dispose]();
    using last = await other;
    expect(last.isWanted()).toBe(false);
  });

  test('begins after a pass that waits, whoever came first', async () => {
    const folder = tempDir();
    const order: string[] = [];
    const first = await takeTurn(folder, options);
    const note = async (who: string, turn: Promise<Disposable>) => {
      using _turn = await turn;
      order.push(who);
    };
    const backfill = note('backfill', takeBackfillTurn(folder, options));
    const pass = note('pass', takeTurn(folder, options));
    first[Symbol.dispose]();
    await Promise.all([backfill, pass]);
    expect(order).toEqual(['pass', 'backfill']);
  });

  test('ends with the signal that was given', async () => {
    const controller = new AbortController();
    using turn = await takeBackfillTurn(tempDir(), { ...options, signal: controller.signal });
    expect(turn.signal.aborted).toBe(false);
    controller.abort(new Stopped());
    expect(turn.signal.reason).toBeInstanceOf(Stopped);
  });

  test('drops an item that keeps somebody waiting for half a minute', async () => {
    const folder = tempDir();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    using turn = await takeBackfillTurn(folder, options);
    vi.advanceTimersByTime(600_000);
    expect(turn.signal.aborted).toBe(false);
    const controller = new AbortController();
    const clock = new VirtualClock();
    const waiting = rejectionOf(takeTurn(folder, { clock, signal: controller.signal }));
    vi.advanceTimersByTime(29_000);
    expect(turn.signal.aborted).toBe(false);
    vi.advanceTimersByTime(5_000);
    expect(turn.signal.reason).toBeInstanceOf(MadeWay);
    controller.abort(new Stopped());
    await waiting;
  });
});
