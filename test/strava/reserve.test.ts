import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BudgetState, endOf, freshBudget } from '../../src/strava/budget.ts';
import { backfillOpensAt, finishesAt, reserve, spendable } from '../../src/strava/reserve.ts';

const DAY = 86_400_000;
const at = (time: string) => Date.parse(`2026-11-24T${time}Z`);
/** An application with these limits, of which the same was used in both counters. */
const state = (limit: [number, number], used: [number, number], now: number): BudgetState =>
  freshBudget(now).map((a) => {
    const i = a.window === 'day' ? 1 : 0;
    return { ...a, limit: limit[i], used: used[i] };
  });
const moment = fc.integer({ min: at('00:00:00'), max: at('00:00:00') + DAY - 1 });
const household = fc.integer({ min: 1, max: 5 });

describe('the reserve', () => {
  test.each([
    ['00:00:00', 4, 96],
    ['00:00:01', 4, 96],
    ['01:00:00', 4, 92],
    ['10:14:00', 4, 56],
    ['10:14:00.001', 0, 56],
    ['23:00:00', 4, 4],
    ['23:49:59', 4, 4],
    ['23:50:00', 4, 4],
    ['23:50:00.001', 4, 0],
    ['23:59:59', 0, 0],
  ])('at %s is %i of the quarter hour and %i of the day', (time, quarterHour, day) => {
    expect([reserve('quarter_hour', at(time), 1), reserve('day', at(time), 1)]).toEqual([quarterHour, day]);
  });

  test('is for each athlete', () => {
    fc.assert(
      fc.property(moment, household, (now, athletes) => {
        for (const window of ['quarter_hour', 'day'] as const)
          expect(reserve(window, now, athletes)).toBe(athletes * reserve(window, now, 1));
      }),
    );
  });

  test('never grows while a window lasts, is never negative, and ends as nothing', () => {
    fc.assert(
      fc.property(moment, fc.nat(DAY), household, (now, more, athletes) => {
        for (const window of ['quarter_hour', 'day'] as const) {
          const end = endOf(window, now) - 1;
          const later = Math.min(now + more, end);
          const [before, after] = [now, later].map((time) => reserve(window, time, athletes));
          expect(after).toBeLessThanOrEqual(before ?? 0);
          expect(after).toBeGreaterThanOrEqual(0);
          expect(reserve(window, end, athletes)).toBe(0);
        }
      }),
    );
  });
});

describe('what backfill may spend', () => {
  test.each<[string, [number, number], [number, number], number]>([
    ['10:00:00', [100, 1_000], [0, 0], 96],
    ['10:00:00', [100, 1_000], [96, 96], 0],
    ['10:00:00', [100, 1_000], [95, 95], 1],
    ['10:14:30', [100, 1_000], [96, 96], 4],
    ['10:00:00', [100, 1_000], [0, 944], 0],
    ['10:00:00', [100, 1_000], [0, 943], 1],
    ['23:50:01', [100, 1_000], [0, 990], 10],
    ['23:59:30', [100, 1_000], [97, 990], 3],
    ['10:00:00', [100, 1_000], [120, 1_200], 0],
    ['10:00:00', [600, 30_000], [0, 0], 596],
    // A reserve is at most half of what there is, or a small application would never go on.
    ['10:00:00', [3, 1_000], [0, 0], 2],
  ])('at %s of %j with %j used is %s', (time, limit, used, expected) => {
    expect(spendable(state(limit, used, at(time)), at(time), 1)).toBe(expected);
  });

  test('is never negative, and leaves the reserve', () => {
    const pair = fc.tuple(fc.nat(300), fc.nat(3_000));
    fc.assert(
      fc.property(moment, pair, pair, household, (now, limit, used, athletes) => {
        const found = spendable(state(limit, used, now), now, athletes);
        expect(found).toBeGreaterThanOrEqual(0);
        if (found === 0) return;
        const kept = (window: 'quarter_hour' | 'day', i: 0 | 1) =>
          Math.min(reserve(window, now, athletes), Math.floor(limit[i] / 2));
        expect(used[0] + found + kept('quarter_hour', 0)).toBeLessThanOrEqual(limit[0]);
        expect(used[1] + found + kept('day', 1)).toBeLessThanOrEqual(limit[1]);
      }),
    );
  });

  test('is nothing in a window that Strava has closed', () => {
    const now = at('10:00:00');
    const closed = freshBudget(now).map((a) => ({ ...a, closed: a.window === 'quarter_hour' }));
    expect(spendable(closed, now, 1)).toBe(0);
    expect(backfillOpensAt(closed, now, 1)).toBe(at('10:15:00'));
  });

  test('counts windows that are over as unused', () => {
    expect(spendable(state([100, 1_000], [100, 400], at('10:00:00')), at('10:15:00'), 1)).toBe(96);
  });
});

describe('backfill opens', () => {
  test.each<[string, [number, number], string]>([
    ['10:07:00', [0, 0], '2026-11-24T10:07:00.000Z'],
    ['10:07:00', [96, 96], '2026-11-24T10:15:00.000Z'],
    ['10:00:00', [0, 944], '2026-11-24T11:00:00.000Z'],
    ['10:00:00', [0, 1_000], '2026-11-25T00:00:00.000Z'],
    ['23:59:58', [100, 1_000], '2026-11-25T00:00:00.000Z'],
  ])('at %s with %j used: %s', (time, used, expected) => {
    const opens = backfillOpensAt(state([100, 1_000], used, at(time)), at(time), 1);
    expect(new Date(opens).toISOString()).toBe(expected);
  });

  test('now or later, when something is spendable', () => {
    const used = fc.tuple(fc.nat(200), fc.nat(2_000));
    fc.assert(
      fc.property(moment, used, household, (now, spent, athletes) => {
        const budget = state([100, 1_000], spent, now);
        const opens = backfillOpensAt(budget, now, athletes);
        expect(opens).toBeGreaterThanOrEqual(now);
        expect(spendable(budget, opens, athletes)).toBeGreaterThan(0);
      }),
    );
  });
});

describe('backfill finishes', () => {
  const from = (requests: number, limit: [number, number], time = '10:00:00') =>
    new Date(finishesAt(requests, state(limit, [0, 0], at(time)), at(time), 1)).toISOString();

  test.each<[number, [number, number], string]>([
    [0, [100, 1_000], '2026-11-24T10:00:00.000Z'],
    [96, [100, 1_000], '2026-11-24T10:00:48.000Z'],
    [97, [100, 1_000], '2026-11-24T10:15:00.500Z'],
    [944, [100, 1_000], '2026-11-24T12:15:40.000Z'],
    [2_300, [200, 2_000], '2026-11-25T00:16:20.000Z'],
    [2_300, [600, 30_000], '2026-11-24T10:49:16.000Z'],
  ])('%i requests at %j by %s', (requests, limit, expected) => {
    expect(from(requests, limit)).toBe(expected);
  });

  test('2,300 requests at 100 and 1,000 on the third day', () => {
    // 948 today and 908 tomorrow, as the hourly passes use 4 each; what is left takes five quarter hours.
    expect(from(2_300, [100, 1_000])).toBe('2026-11-26T01:00:34.000Z');
  });

  test('never before now, nor earlier with more to do', () => {
    const used = fc.tuple(fc.nat(100), fc.nat(1_000));
    fc.assert(
      fc.property(moment, used, fc.nat(5_000), fc.nat(500), (now, spent, requests, more) => {
        const budget = state([100, 1_000], spent, now);
        const end = finishesAt(requests, budget, now, 1);
        expect(end).toBeGreaterThanOrEqual(now);
        expect(finishesAt(requests + more, budget, now, 1)).toBeGreaterThanOrEqual(end);
      }),
      { numRuns: 300 },
    );
  });

  test('never earlier for one more that has to wait for the next quarter hour', () => {
    const now = at('10:14:50');
    const end = (requests: number) => finishesAt(requests, state([100, 1_000], [0, 0], now), now, 1);
    expect(end(101)).toBeGreaterThanOrEqual(end(100));
  });
});
