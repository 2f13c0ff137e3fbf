import { describe, expect, test } from 'vitest';
import {
  type BudgetState,
  charge,
  closeSpent,
  endOf,
  freshBudget,
  leftIn,
  openAt,
  readUsage,
  settle,
} from '../../src/strava/budget.ts';

const at = (time: string) => Date.parse(`2026-11-24T${time}Z`);
const TEN = at('10:00:00');

const rates = (overall: string, read: string, overallLimit = '200,2000', readLimit = '100,1000') =>
  readUsage({
    'x-ratelimit-usage': overall,
    'x-ratelimit-limit': overallLimit,
    'x-readratelimit-usage': read,
    'x-readratelimit-limit': readLimit,
  });

/** After one request at ten whose answer said this. */
const answeredWith = (...said: Parameters<typeof rates>): BudgetState => {
  const charged = charge(freshBudget(TEN), TEN);
  return settle(charged, charged, rates(...said), TEN);
};
const left = (state: BudgetState) => [leftIn(state, 'quarter_hour'), leftIn(state, 'day')];

describe('a new application', () => {
  test('has the limits of a new application at Strava', () => {
    expect(left(freshBudget(TEN))).toEqual([100, 1_000]);
    expect(openAt(freshBudget(TEN), TEN)).toBe(TEN);
  });

  test('is charged each request in both counters and both windows', () => {
    const state = charge(charge(freshBudget(TEN), TEN), TEN);
    expect(state.map(({ used }) => used)).toEqual([2, 2, 2, 2]);
    expect(left(state)).toEqual([98, 998]);
  });
});

describe('a window', () => {
  test.each([
    ['10:00:00', '10:15:00'],
    ['10:14:59.999', '10:15:00'],
    ['10:15:00', '10:30:00'],
    ['23:59:59', '24:00:00'],
  ])('of a quarter hour that runs at %s ends at %s UTC', (now, end) => {
    expect(endOf('quarter_hour', at(now))).toBe(at(end));
  });

  test('of a day ends at midnight UTC', () => {
    expect(endOf('day', TEN)).toBe(at('24:00:00'));
    expect(endOf('day', at('00:00:00'))).toBe(at('24:00:00'));
  });

  test('that is spent keeps closed until its end, and then starts from nothing', () => {
    const state = answeredWith('100,100', '100,100');
    expect(openAt(state, TEN)).toBe(at('10:15:00'));
    expect(openAt(state, at('10:14:59.999'))).toBe(at('10:15:00'));
    expect(openAt(state, at('10:15:00'))).toBe(at('10:15:00'));
    expect(left(charge(state, at('10:15:00')))).toEqual([99, 899]);
  });

  test('of the future, which a wrong clock left, closes nothing', () => {
    const future = Date.parse('2028-01-01T10:00:00Z');
    const closed = closeSpent(charge(freshBudget(future), future), future);
    expect(openAt(closed, TEN)).toBe(TEN);
    expect(left(charge(closed, TEN))).toEqual([99, 999]);
  });

  test('of the day decides over the quarter hour when both are spent', () => {
    expect(openAt(answeredWith('100,1000', '100,1000'), TEN)).toBe(at('24:00:00'));
  });

  test('is spent when either counter is', () => {
    expect(openAt(answeredWith('200,200', '7,7'), TEN)).toBe(at('10:15:00'));
    expect(openAt(answeredWith('7,2000', '7,7'), TEN)).toBe(at('24:00:00'));
  });
});

describe('an answer', () => {
  test('corrects all counters by what Strava says', () => {
    const state = answeredWith('17,170', '16,160');
    expect(state.map(({ used }) => used)).toEqual([17, 170, 16, 160]);
  });

  test.each([
    [{}, 1],
    [{ 'x-readratelimit-usage': ',', 'x-ratelimit-usage': ',' }, 1],
    [{ 'x-readratelimit-usage': 'many,1e9', 'x-ratelimit-usage': '-1,' }, 1],
    [{ 'x-readratelimit-usage': '9,9', 'x-ratelimit-usage': ' 9 , 9 ' }, 9],
  ])('with the headers %j leaves what it does not say', (headers, used) => {
    const charged = charge(freshBudget(TEN), TEN);
    const state = settle(charged, charged, readUsage(headers), TEN);
    expect(state.map((a) => a.used)).toEqual([used, used, used, used]);
    expect(left(state)).toEqual([100 - used, 1_000 - used]);
  });

  test('tells other limits, higher or lower', () => {
    expect(left(answeredWith('1,1', '1,1', '400,4000', '200,2000'))).toEqual([199, 1_999]);
    const lower = answeredWith('60,60', '60,60', '200,2000', '50,1000');
    expect(left(lower)).toEqual([0, 940]);
    expect(openAt(lower, TEN)).toBe(at('10:15:00'));
  });

  test('never tells a limit of nothing', () => {
    expect(left(answeredWith('1,1', '1,1', '0,0', '0,0'))).toEqual([99, 999]);
  });

  test('that crossed a boundary counts in the new window, whatever it says of the old one', () => {
    const charged = charge(freshBudget(TEN), at('10:14:59'));
    const state = settle(charged, charged, rates('100,100', '100,100'), at('10:15:01'));
    expect(left(state)).toEqual([99, 900]);
  });

  test('does not undo what was charged while it was on its way', () => {
    const first = charge(freshBudget(TEN), TEN);
    const both = charge(first, TEN);
    expect(left(settle(both, first, rates('1,1', '1,1'), TEN))).toEqual([98, 998]);
  });
});

describe('a refusal (429)', () => {
  test('closes the window that its headers show as spent', () => {
    expect(openAt(closeSpent(answeredWith('101,101', '101,101'), TEN), TEN)).toBe(at('10:15:00'));
    expect(openAt(closeSpent(answeredWith('5,1001', '5,1001'), TEN), TEN)).toBe(at('24:00:00'));
    expect(left(closeSpent(answeredWith('5,1001', '5,1001'), TEN))).toEqual([95, 0]);
  });

  test('closes the quarter hour when nothing is known to be spent', () => {
    const closed = closeSpent(freshBudget(TEN), TEN);
    expect(left(closed)).toEqual([0, 1_000]);
    expect(openAt(closed, TEN)).toBe(at('10:15:00'));
    expect(openAt(closed, at('10:15:00'))).toBe(at('10:15:00'));
  });

  test('that closed a quarter hour lets the next one run', () => {
    const closed = closeSpent(freshBudget(TEN), TEN);
    expect(left(charge(closed, at('10:15:00')))).toEqual([99, 999]);
  });
});
