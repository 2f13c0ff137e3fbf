import { describe, expect, test } from 'vitest';
import { openArchive } from '../../src/archive/open.ts';
import { toInstant } from '../../src/clock.ts';
import { leftIn } from '../../src/strava/budget.ts';
import { createBudgetStore } from '../../src/strava/budget-store.ts';
import { BudgetSpent, createGate } from '../../src/strava/gate.ts';
import { rejectionOf } from '../http/faults.ts';
import { tempDir } from '../support/temp-dir.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

/** A gate over a real archive whose application may make this many requests a quarter hour and a day. */
function gateFor(limits: [quarterHour: number, day: number], start = '2026-11-24T10:05:00Z') {
  const clock = new VirtualClock(start);
  const archive = openArchive(tempDir());
  const store = createBudgetStore(archive, '1');
  store.update(clock.now(), (state) =>
    state.map((a) => ({ ...a, limit: a.window === 'day' ? limits[1] : limits[0] })),
  );
  const waits: string[] = [];
  const gate = createGate(store, clock, { onWait: (until) => waits.push(new Date(until).toISOString()) });
  return { clock, archive, store, gate, waits };
}

const used = (store: ReturnType<typeof createBudgetStore>, now: number) => store.read(now).map((a) => a.used);

describe('entering', () => {
  test('is charged on disk before the request is sent', async () => {
    const { archive, clock } = gateFor([100, 1_000]);
    const store = createBudgetStore(archive, '64301');
    const charged = await createGate(store, clock).enter();
    expect(used(store, clock.now())).toEqual([1, 1, 1, 1]);
    expect(charged).toEqual(store.read(clock.now()));
    expect(used(createBudgetStore(archive, '64301'), clock.now())).toEqual([1, 1, 1, 1]);
    expect(used(createBudgetStore(archive, 'another'), clock.now())).toEqual([0, 0, 0, 0]);
  });

  test('waits for the next quarter hour and three seconds more, when this one is spent', async () => {
    const { gate, clock, waits, store } = gateFor([2, 1_000]);
    for (let i = 0; i < 3; i += 1) await gate.enter();
    expect(new Date(clock.now()).toISOString()).toBe('2026-11-24T10:15:03.000Z');
    expect(clock.slept).toEqual([603_000]);
    expect(waits).toEqual(['2026-11-24T10:15:00.000Z']);
    expect(used(store, clock.now())).toEqual([1, 3, 1, 3]);
  });

  test('waits a whole quarter hour, if need be', async () => {
    const { gate, clock } = gateFor([1, 1_000], '2026-11-24T10:00:00Z');
    await gate.enter();
    await gate.enter();
    expect(clock.slept).toEqual([903_000]);
  });

  test('does not wait for the next day: it says when that begins', async () => {
    const { gate, clock, store } = gateFor([100, 2]);
    await gate.enter();
    await gate.enter();
    const error = await rejectionOf(gate.enter());
    expect(error).toBeInstanceOf(BudgetSpent);
    expect((error as BudgetSpent).kind).toBe('strava');
    const instant = toInstant((error as BudgetSpent).resumeAt);
    expect(instant).toBe('2026-11-25T00:00:03Z');
    expect((error as BudgetSpent).message).toContain('2026-11-25T00:00:00Z');
    expect(used(store, clock.now())).toEqual([2, 2, 2, 2]);
    expect(clock.slept).toEqual([]);
  });

  test('waits for the next day when that begins within the quarter hour', async () => {
    const { gate, clock, store } = gateFor([100, 1], '2026-11-24T23:50:00Z');
    await gate.enter();
    await gate.enter();
    expect(new Date(clock.now()).toISOString()).toBe('2026-11-25T00:00:03.000Z');
    expect(used(store, clock.now())).toEqual([1, 1, 1, 1]);
  });

  test('lets exactly as many in at once as there are left', async () => {
    const { gate, clock } = gateFor([100, 5]);
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => gate.enter()));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(clock.slept).toEqual([]);
  });
});

describe('the wait', () => {
  test('ends with the reason of the signal', async () => {
    const { gate, store, clock } = gateFor([1, 1_000]);
    await gate.enter();
    const controller = new AbortController();
    const reason = new Error('stop');
    const waiting = rejectionOf(gate.enter(controller.signal));
    controller.abort(reason);
    expect(await waiting).toBe(reason);
    expect(used(store, clock.now())).toContain(1);
    expect(used(store, clock.now())).not.toContain(2);
  });

  test('charges nothing where nothing is asked yet', async () => {
    const { gate, store, clock } = gateFor([1, 1_000]);
    await gate.opened();
    expect(used(store, clock.now())).toEqual([0, 0, 0, 0]);
    await gate.enter();
    await gate.opened();
    expect(clock.slept).toEqual([603_000]);
    expect(used(store, clock.now())).not.toContain(2);
  });
});

test('what is left is told of the windows that run now, not of those of the last request', async () => {
  const { archive, clock } = gateFor([100, 1_000]);
  const store = createBudgetStore(archive, '64301');
  await createGate(store, clock).enter();
  const left = () => {
    const state = store.read(clock.now());
    return [leftIn(state, 'quarter_hour'), leftIn(state, 'day')];
  };
  expect(left()).toEqual([99, 999]);
  clock.advance(900_000);
  expect(left()).toEqual([100, 999]);
  clock.advance(86_400_000);
  expect(left()).toEqual([100, 1_000]);
});

describe('a refusal', () => {
  test('closes the quarter hour for everyone who uses the same archive', async () => {
    const { gate, store, clock } = gateFor([100, 1_000]);
    await gate.enter();
    gate.refused();
    await createGate(store, clock).enter();
    expect(clock.slept).toEqual([603_000]);
  });

  test('with a spent day closes the day', async () => {
    const { gate, clock } = gateFor([100, 1_000]);
    const charged = await gate.enter();
    gate.settle(charged, [{ counter: 'read', window: 'day', used: 1_001 }]);
    gate.refused();
    clock.advance(900_000);
    expect(await rejectionOf(gate.enter())).toBeInstanceOf(BudgetSpent);
  });
});
