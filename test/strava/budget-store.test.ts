import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { charge, freshBudget, rollOver } from '../../src/strava/budget.ts';
import { createBudgetStore } from '../../src/strava/budget-store.ts';
import { newArchive, rowsOf } from '../archive/open-archive.ts';
import { sized } from '../support/soak.ts';

const NOW = Date.parse('2026-11-24T10:07:00Z');

describe('the budget store', () => {
  test('is fresh for an application that has no rows', () => {
    const store = createBudgetStore(newArchive(), '1');
    expect(store.read(NOW)).toEqual(freshBudget(NOW));
  });

  test('writes nothing by reading', () => {
    const archive = newArchive();
    createBudgetStore(archive, '1').read(NOW);
    expect(rowsOf(archive, 'request_budget')).toEqual([]);
  });

  test('gives back what was written, whatever it was', () => {
    const allowance = fc.record({
      limit: fc.nat(1_000_000),
      used: fc.nat(1_000_000),
      closed: fc.boolean(),
      startedAt: fc.nat(4_000_000_000).map((seconds) => seconds * 1_000),
    });
    const archive = newArchive();
    const store = createBudgetStore(archive, '1');
    const four = fc.tuple(allowance, allowance, allowance, allowance);
    fc.assert(
      fc.property(four, (values) => {
        const state = freshBudget(NOW).map((fresh, i) => ({ ...fresh, ...values[i] }));
        expect(store.update(NOW, () => state)).toEqual(state);
        expect(store.read(NOW)).toEqual(rollOver(state, NOW));
      }),
      { numRuns: sized(30, 500) },
    );
    expect(rowsOf(archive, 'request_budget')).toHaveLength(4);
  });

  test('writes nothing when nothing changed', () => {
    const archive = newArchive();
    createBudgetStore(archive, '1').update(NOW, (state) => state.map((same) => ({ ...same })));
    expect(rowsOf(archive, 'request_budget')).toEqual([]);
  });

  test('hands each change the state that the one before left', () => {
    const archive = newArchive();
    const [one, other] = [1, 2].map(() => createBudgetStore(archive, '1'));
    one?.update(NOW, (state) => charge(state, NOW));
    other?.update(NOW, (state) => charge(state, NOW));
    expect(one?.read(NOW).map(({ used }) => used)).toEqual([2, 2, 2, 2]);
  });

  test('keeps one budget for each application', () => {
    const archive = newArchive();
    createBudgetStore(archive, '1').update(NOW, (state) => charge(state, NOW));
    const other = createBudgetStore(archive, '2');
    expect(other.read(NOW)).toEqual(freshBudget(NOW));
    other.update(NOW, (state) => charge(charge(state, NOW), NOW));
    expect(rowsOf(archive, 'request_budget', 'used = 1')).toHaveLength(4);
    expect(rowsOf(archive, 'request_budget')).toHaveLength(8);
  });

  test('keeps nothing of a change that throws', () => {
    const store = createBudgetStore(newArchive(), '1');
    const fail = () => {
      throw new RangeError('no');
    };
    expect(() => store.update(NOW, fail)).toThrow('no');
    expect(store.read(NOW)).toEqual(freshBudget(NOW));
  });

  test('is readable in SQL', () => {
    const archive = newArchive();
    createBudgetStore(archive, '77').update(NOW, (state) => charge(state, NOW));
    expect(rowsOf(archive, 'request_budget', "counter = 'read' AND period = 'quarter_hour'")).toEqual([
      {
        client_id: '77',
        counter: 'read',
        period: 'quarter_hour',
        started_at: '2026-11-24T10:00:00Z',
        allowed: 100,
        used: 1,
        closed: 0,
      },
    ]);
  });
});
