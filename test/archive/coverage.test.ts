import { describe, expect, test } from 'vitest';
import * as ledger from '../../src/archive/coverage.ts';
import { wantedCount } from '../../src/archive/coverage-counts.ts';
import * as plans from '../../src/archive/plans.ts';
import { toInstant } from '../../src/clock.ts';
import { newArchive, rowsOf } from './open-archive.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const HOUR = 3_600_000;
const at = (hours: number) => toInstant(NOW + hours * HOUR);
const key = { athleteId: 7, resource: 'activity', item: '42' };
const fault = { fault: 'wrong_shape', reason: 'Odd.', httpStatus: 200 };

function setting() {
  const db = newArchive();
  const row = () => ledger.findItem(db, key);
  const fail = (hours: number) => ledger.failItem(db, key, fault, NOW + hours * HOUR);
  ledger.want(db, key, at(0), '2026-11-01T00:00:00Z');
  return { db, row, fail };
}

describe('what is wanted', () => {
  test('is entered as pending, from now on', () => {
    const { row } = setting();
    expect(row()).toEqual({
      ...key,
      ...{ status: 'pending', itemDate: '2026-11-01T00:00:00Z', nextTryAt: at(0), tries: 0 },
      ...{ reason: null, fault: null, httpStatus: null, checkedAt: null, position: null, note: null },
      ...{ missingSince: null, readings: null, reading: null, basis: null },
    });
  });

  test.each(['done', 'absent', 'not_applicable'] as const)('stays as it is when it is %s', (status) => {
    const { db, row } = setting();
    ledger.settleItem(db, key, { status, at: at(1) });
    const before = row();
    ledger.want(db, key, at(2), '2030-01-01T00:00:00Z');
    expect(row()).toEqual(before);
  });

  test('is another for each athlete and resource', () => {
    const { db } = setting();
    ledger.want(db, { ...key, athleteId: 8 }, at(0), null);
    ledger.want(db, { ...key, resource: 'streams' }, at(0), null);
    ledger.want(db, key, at(0), null);
    expect(rowsOf(db, 'coverage')).toHaveLength(3);
  });

  test('comes newest first, without a date last, and not before its time', () => {
    const { db } = setting();
    const others: [string, string | null, number][] = [
      ['1', '2026-11-03T00:00:00Z', 0],
      ['2', null, 0],
      ['3', '2026-10-03T00:00:00Z', 0],
      ['4', '2026-11-23T00:00:00Z', 1],
    ];
    for (const [item, date, hours] of others) ledger.want(db, { ...key, item }, at(hours), date);
    const items = (hours: number, limit = 9) =>
      plans.wantedItems(db, 7, 'activity', at(hours), limit).map(({ item }) => item);
    expect(items(0)).toEqual(['1', '42', '3', '2']);
    expect(items(1)).toEqual(['4', '1', '42', '3', '2']);
    expect(items(1, 2)).toEqual(['4', '1']);
    expect(items(-1)).toEqual([]);
    expect(plans.wantedItems(db, 8, 'activity', at(9), 9)).toEqual([]);
    expect(wantedCount(db, 7, ['activity', 'streams'], at(0))).toBe(4);
    expect(wantedCount(db, 7, ['streams'], at(9))).toBe(0);
    expect(wantedCount(db, 7, [], at(9))).toBe(0);
  });
});

describe('wanting again', () => {
  const settled = (nextTryAt?: string) => {
    const { db, row } = setting();
    ledger.settleItem(db, key, { status: 'done', at: at(0), nextTryAt });
    return {
      db,
      again: (hours: number) => ledger.wantAgain(db, key, at(hours)),
      next: () => row()?.nextTryAt,
    };
  };

  test.each<[string, string | undefined, number, string]>([
    ['what was not planned', undefined, 5, at(5)],
    ['earlier than planned', at(9), 5, at(5)],
    ['later than planned', at(3), 5, at(3)],
  ])('%s takes the earlier', (_when, planned, hours, expected) => {
    const { again, next } = settled(planned);
    again(hours);
    expect(next()).toBe(expected);
  });

  test('keeps the status, so that what is archived stays so', () => {
    const { db, again } = settled();
    again(1);
    expect(rowsOf(db, 'coverage')).toMatchObject([{ status: 'done', checked_at: at(0) }]);
  });

  test('does not hurry what fails, nor what is unknown', () => {
    const { db, row, fail } = setting();
    fail(0);
    ledger.wantAgain(db, key, at(0));
    expect(row()?.nextTryAt).toBe(at(1));
    ledger.wantAgain(db, { ...key, item: '1' }, at(0));
    expect(rowsOf(db, 'coverage')).toHaveLength(1);
  });
});

describe('settling', () => {
  test('notes why, when and what next, and forgets failures', () => {
    const { db, row, fail } = setting();
    fail(0);
    ledger.settleItem(db, key, { status: 'absent', at: at(2), reason: 'Gone.', httpStatus: 404 });
    expect(row()).toMatchObject({
      ...{ status: 'absent', reason: 'Gone.', httpStatus: 404, checkedAt: at(2), nextTryAt: null },
      ...{ tries: 0, fault: null, itemDate: '2026-11-01T00:00:00Z' },
    });
    ledger.settleItem(db, key, { status: 'done', at: at(3), nextTryAt: at(9) });
    expect(row()).toMatchObject({ status: 'done', reason: null, httpStatus: null, nextTryAt: at(9) });
  });

  test('enters what was unknown', () => {
    const db = newArchive();
    const why = { status: 'not_applicable', at: at(0), reason: 'by hand', itemDate: at(-1) } as const;
    ledger.settleItem(db, key, why);
    expect(ledger.findItem(db, key)).toMatchObject({ status: 'not_applicable', itemDate: at(-1) });
  });

  test('knows no other status', () => {
    const { db } = setting();
    expect(() => db.$client.exec("UPDATE coverage SET status = 'lost'")).toThrow(/CHECK/);
  });
});

describe('failing', () => {
  test('waits 1 h, 6 h, 24 h, 72 h, then parks and tries weekly', () => {
    const { row, fail } = setting();
    const seen = [1, 6, 24, 72, 168, 168].map((wait) => {
      fail(0);
      expect(row()).toMatchObject({ fault: 'wrong_shape', reason: 'Odd.', httpStatus: 200 });
      expect(row()?.nextTryAt).toBe(at(wait));
      return `${row()?.status} ${row()?.tries}`;
    });
    expect(seen).toEqual(['failed 1', 'failed 2', 'failed 3', 'failed 4', 'parked 5', 'parked 6']);
  });

  test('counts from its own time, and anew after a success', () => {
    const { db, row, fail } = setting();
    fail(0);
    fail(1);
    expect(row()?.nextTryAt).toBe(at(7));
    ledger.settleItem(db, key, { status: 'done', at: at(7) });
    fail(8);
    expect(row()).toMatchObject({ tries: 1, nextTryAt: at(9), checkedAt: at(7) });
  });

  test('without an answer has no status', () => {
    const { db, row } = setting();
    ledger.failItem(db, key, { fault: 'timeout', reason: 'Slow.', httpStatus: undefined }, NOW);
    expect(row()).toMatchObject({ httpStatus: null, fault: 'timeout' });
  });

  test('is forgiven by a retry, parked or not; nothing else is', () => {
    const { db, row, fail } = setting();
    for (let i = 0; i < 5; i += 1) fail(0);
    const other = { ...key, item: '1' };
    ledger.want(db, other, at(0), null);
    ledger.failItem(db, other, fault, NOW);
    ledger.settleItem(db, { ...key, item: '2' }, { status: 'absent', at: at(0) });
    expect(plans.retryItems(db)).toBe(2);
    expect(row()).toMatchObject({ status: 'pending', tries: 0, nextTryAt: '1970-01-01T00:00:00Z' });
    expect(ledger.findItem(db, { ...key, item: '2' })?.nextTryAt).toBeNull();
    expect(plans.retryItems(db)).toBe(0);
  });
});

test('what was planned for later than any plan reaches is asked for, and nothing else', () => {
  const { db } = setting();
  const plan = (item: string, nextTryAt: string) =>
    ledger.settleItem(db, { ...key, item }, { status: 'done', at: at(0), nextTryAt });
  plan('in two weeks', toInstant(NOW + 14 * 86_400_000));
  plan('in two years', toInstant(NOW + 730 * 86_400_000));
  ledger.settleItem(
    db,
    { ...key, athleteId: 8 },
    { status: 'done', at: at(0), nextTryAt: '2028-01-01T00:00:00Z' },
  );
  plans.recallPlans(db, key, toInstant(NOW + 21 * 86_400_000));
  const wanted = (athleteId: number) => plans.wantedItems(db, athleteId, key.resource, toInstant(NOW), 9);
  expect(wanted(key.athleteId).map(({ item }) => item)).toContain('in two years');
  expect(wanted(key.athleteId).map(({ item }) => item)).not.toContain('in two weeks');
  expect(wanted(8)).toEqual([]);
});
