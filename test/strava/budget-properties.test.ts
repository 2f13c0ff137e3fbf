import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BudgetState, charge, freshBudget, openAt, readUsage, settle } from '../../src/strava/budget.ts';
import { RateLimits } from '../simulator/rate-limits.ts';
import { sized } from '../support/soak.ts';

const START = Date.parse('2026-11-24T23:20:00Z');
const style = fc.constantFrom<Style[]>('normal', 'absent', 'comma', 'lost');
/** A step of time; `EDGE` goes to the last second of the quarter hour. */
const EDGE = -1;
const step = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  fc.constant(EDGE),
  fc.nat(5_000),
  fc.nat(400_000),
);
const small = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 6, max: 20 }));
type Headers = Record<string, string>;
type Style = 'normal' | 'absent' | 'comma' | 'lost';

/** Header names as Node gives them. */
const lowered = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Our budget beside Strava's own count, on one clock. */
class Model {
  now = START;
  refused = 0;
  sent = 0;
  readonly strava: RateLimits;
  state: BudgetState = freshBudget(START);

  constructor(limit: [number, number]) {
    this.strava = new RateLimits(() => this.now, { read: limit });
    // Our side knows the limits before the first answer.
    const charged = this.state;
    this.state = settle(charged, charged, readUsage(lowered(this.strava.headers('normal'))), this.now);
  }

  get isOpen(): boolean {
    return openAt(this.state, this.now) <= this.now;
  }

  wait(ms: number): void {
    this.now = ms === EDGE ? this.now - (this.now % 900_000) + 899_000 : this.now + ms;
  }

  /** @returns the state right after the charge. */
  charge(): BudgetState {
    this.state = charge(this.state, this.now);
    this.sent += 1;
    return this.state;
  }

  /** Strava counts the request. @returns what its answer will say. */
  arrive(how: Style): Headers {
    if (!this.strava.count('read')) this.refused += 1;
    return how === 'lost' ? {} : lowered(this.strava.headers(how));
  }

  settle(charged: BudgetState, headers: Headers): void {
    this.state = settle(this.state, charged, readUsage(headers), this.now);
  }
}

const requestsOf = (how: fc.Arbitrary<Style>) =>
  fc.array(fc.record({ wait: step, way: fc.nat(1_500), back: fc.nat(1_500), how }), { maxLength: 60 });
const requests = fc.oneof(requestsOf(style), requestsOf(fc.constantFrom('absent', 'lost')));

describe('one request after the other', () => {
  test('none is ever refused, whatever the headers, the steps of time and the answers lost', () => {
    fc.assert(
      fc.property(small, requests, (limit, all) => {
        const model = new Model(limit);
        for (const { wait, way, back, how } of all) {
          model.wait(wait);
          if (!model.isOpen) continue;
          const charged = model.charge();
          if (how === 'lost') {
            model.arrive(how);
            continue;
          }
          model.now += way;
          const headers = model.arrive(how);
          model.now += back;
          model.settle(charged, headers);
        }
        expect(model.refused).toBe(0);
      }),
      { numRuns: sized(500, 10_000) },
    );
  });

  test('all that a limit allows are sent', () => {
    fc.assert(
      fc.property(small, (limit) => {
        const model = new Model(limit);
        while (model.isOpen) model.settle(model.charge(), model.arrive('normal'));
        expect(model.sent).toBe(Math.min(...limit));
      }),
    );
  });

  test('others may spend from the same limits: at most the one that finds out is refused', () => {
    const spent = fc.array(fc.record({ wait: step, others: fc.nat(8) }), { maxLength: 60 });
    fc.assert(
      fc.property(small, spent, (limit, requests) => {
        const model = new Model(limit);
        const refusedIn = new Map<number, number>();
        for (const { wait, others } of requests) {
          model.wait(wait);
          for (let i = 0; i < others; i += 1) model.strava.count('read');
          if (!model.isOpen) continue;
          const before = model.refused;
          model.settle(model.charge(), model.arrive('normal'));
          const window = Math.floor(model.now / 900_000);
          refusedIn.set(window, (refusedIn.get(window) ?? 0) + model.refused - before);
        }
        expect(Math.max(0, ...refusedIn.values())).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('limits may change at any time: at most one request a window is refused', () => {
    const changes = fc.array(fc.record({ wait: step, limit: fc.option(small) }), { maxLength: 80 });
    fc.assert(
      fc.property(small, changes, (first, requests) => {
        const model = new Model(first);
        const refusedIn = new Set<number>();
        for (const { wait, limit } of requests) {
          model.wait(wait);
          if (limit) model.strava.setLimits({ read: limit });
          if (!model.isOpen) continue;
          const before = model.refused;
          model.settle(model.charge(), model.arrive('normal'));
          if (model.refused === before) continue;
          expect(refusedIn).not.toContain(Math.floor(model.now / 900_000));
          refusedIn.add(Math.floor(model.now / 900_000));
        }
      }),
    );
  });
});

describe('several requests at once', () => {
  test('a request that never reached Strava does not make two answers count below nothing', () => {
    const model = new Model([100, 1_000]);
    // Thirty requests that the network swallowed.
    for (let i = 0; i < 30; i += 1) model.charge();
    const [first, second] = [model.charge(), model.charge()];
    const [one, two] = [model.arrive('normal'), model.arrive('normal')];
    model.settle(first, one);
    model.settle(second, two);
    for (const { used } of model.state) expect(used).toBeGreaterThanOrEqual(2);
  });
});
