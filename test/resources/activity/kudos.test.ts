import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activity } from '../../../src/resources/activity/detail.ts';
import { kudosOfActivity as kudos } from '../../../src/resources/activity/kudos.ts';
import { rebuildTables } from '../../../src/sync/rebuild.ts';
import { dumpTable } from '../../archive/dump.ts';
import { sized } from '../../support/soak.ts';
import { type Arrival, ATHLETE, DETAIL, NOW, storing } from '../storing.ts';

const HOUR = 3_600_000;
const at = (hours: number) => new Date(Date.parse(NOW) + hours * HOUR).toISOString().replace('.000', '');

/** Alex, Bea and Cem by their initials, in this order. */
const named = (initials: string) =>
  [...initials].map((initial) => ({ resource_state: 2, firstname: initial, lastname: 'O.' }));

function setting() {
  const all = storing();
  return {
    ...all,
    count: (kudos_count: number) => all.store(activity, 42, { ...DETAIL, kudos_count }),
    say: (initials: string, hours = 0, more: Arrival = {}) =>
      all.store(kudos, 42, named(initials), { fetchedAt: at(hours), ...more }),
    there: () =>
      all
        .rows('kudos')
        .map(({ firstname }) => firstname)
        .join(''),
    line: () => all.ledger('kudos', 42),
  };
}

test('pages are asked for by their number, as large as Strava gives them', () => {
  expect(kudos.request('42', 1)).toEqual({ path: '/activities/42/kudos', query: { page: 1, per_page: 200 } });
  expect(kudos.pages?.next(named('A'), 2)).toEqual({ page: 2, per_page: 200 });
});

test('a count wants them, also one that came to nothing; an odd one says nothing', () => {
  expect(kudos.wanted?.({ kudos_count: 12 }, 'list')).toEqual({ basis: '12' });
  expect(kudos.wanted?.({ kudos_count: 0 }, 'detail')).toEqual({ basis: '0', nothing: true });
  expect(kudos.wanted?.({ kudos_count: 'many' }, 'list')).toBeUndefined();
});

test('no more than 10,000 are expected, whatever is counted', () => {
  const { archive, count } = setting();
  count(4_000_000);
  expect(kudos.pages?.expected(archive, '42')).toBe(10_000);
});

describe('kudos', () => {
  test('are names in the order of the answer, and two people may have the same', () => {
    const { say, rows } = setting();
    say('ABA');
    expect(rows('kudos')).toMatchObject([
      { activity_id: 42, athlete_id: ATHLETE, position: 0, firstname: 'A', lastname: 'O.', fetched_at: NOW },
      { position: 1, firstname: 'B' },
      { position: 2, firstname: 'A' },
    ]);
  });

  test('that are odd cost themselves', () => {
    const { store, rows, line } = setting();
    store(kudos, 42, [{ firstname: 7, lastname: 'O.' }, 'Alex', null, { firstname: 'B' }]);
    expect(rows('kudos')).toMatchObject([
      { position: 0, firstname: null, lastname: 'O.' },
      { position: 1, firstname: 'B', lastname: null },
    ]);
    expect(line()?.note).toBe('kudos.1: "Alex"; kudos.2: null; kudos.0.firstname: 7');
  });

  test('are replaced as a whole; who took them back is in the former answers only', () => {
    const { say, count, there, rows } = setting();
    count(3);
    say('ABC');
    count(2);
    say('CA', 1);
    expect(there()).toBe('CA');
    expect(rows('documents', "kind = 'kudos'")).toHaveLength(2);
    count(0);
    say('', 2);
    expect(there()).toBe('');
  });
});

describe('an answer with fewer than are counted', () => {
  test('does not replace a fuller one, and is asked for again after a day', () => {
    const { say, count, there, line } = setting();
    count(4);
    say('ABCD');
    say('ABC', 1, { reachedEnd: true });
    expect(there()).toBe('ABCD');
    expect(line()).toMatchObject({ status: 'done', nextTryAt: at(25) });
    say('ABCE', 25);
    expect(there()).toBe('ABCE');
    expect(line()?.nextTryAt).toBeNull();
  });

  test('replaces one that is no fuller', () => {
    const { say, count, there } = setting();
    count(9);
    say('AB');
    say('BC', 1);
    say('D', 2);
    expect(there()).toBe('BC');
  });

  test('is all that there is when Strava says so twice, a day apart: some are counted and not shown', () => {
    const { say, count, there, line } = setting();
    count(5);
    say('ABCDE');
    for (const hours of [1, 25]) {
      expect(there()).toBe('ABCDE');
      say('ABC', hours, { reachedEnd: true });
    }
    expect(there()).toBe('ABC');
    expect(line()?.nextTryAt).toBeNull();
  });
});

test('a rebuild gives the same rows after any story', () => {
  const { archive, count, say } = setting();
  const tables = ['activities', 'documents', 'coverage', 'kudos'].map((name) => `DELETE FROM ${name};`);
  const made = () => ['kudos', 'coverage'].map((table) => dumpTable(archive, table));
  const names = fc.constantFrom('', 'A', 'B', 'AB', 'BA', 'ABC', 'ABCD');
  const step = fc.tuple(names, fc.nat({ max: 4 }), fc.constantFrom(2, 13, 25), fc.boolean());
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 12 }), (steps) => {
      archive.$client.exec(tables.join(''));
      let hours = 0;
      for (const [shown, counted, pause, reachedEnd] of steps) {
        hours += pause;
        count(counted);
        say(shown, hours, { reachedEnd });
      }
      const before = made();
      expect(rebuildTables(archive)).toEqual([]);
      expect(made()).toEqual(before);
    }),
    { numRuns: sized(25, 3_000) },
  );
});
