import { describe, expect, test } from 'vitest';
import * as absence from '../../src/archive/absence.ts';
import * as ledger from '../../src/archive/coverage.ts';
import { toInstant } from '../../src/clock.ts';
import { newArchive, rowsOf } from './open-archive.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const HOUR = 3_600_000;
const at = (hours: number) => toInstant(NOW + hours * HOUR);
const key = { athleteId: 7, resource: 'activity', item: '42' };
const said = { fault: 'not_found', reason: 'Not there.', httpStatus: 404, isArchived: false };
const OLD = '2026-09-01T00:00:00Z';

function setting(itemDate: string | null = OLD) {
  const db = newArchive();
  ledger.want(db, key, at(0), itemDate);
  return {
    db,
    line: () => ledger.findItem(db, key),
    miss: (hours: number, more: object = {}) => {
      absence.missItem(db, key, { ...said, ...more }, NOW + hours * HOUR);
      return absence.proveMissing(db, key, { ...said, reason: 'Gone.', ...more }, at(hours));
    },
    changes: () => db.$client.prepare('SELECT total_changes()').pluck().get() as number,
  };
}

describe('something that is missing', () => {
  test.each<[string, string | null, boolean, number]>([
    ['old, after a day', OLD, false, 24],
    ['without a date, after a day', null, false, 24],
    ['of this week, after an hour', at(-30), false, 1],
    ['archived, after a day', at(-30), true, 24],
  ])('comes again: %s', (_what, date, isArchived, hours) => {
    const { line, miss } = setting(date);
    expect(miss(0, { isArchived })).toBe('first');
    expect(line()).toMatchObject({ nextTryAt: at(hours), tries: 1, missingSince: at(0), fault: 'not_found' });
    expect(line()?.status).toBe(isArchived ? 'done' : 'failed');
  });

  test('is absent a day after the first evidence, not before', () => {
    const { line, miss } = setting();
    expect([miss(0), miss(23), miss(23.5)]).toEqual(['first', 'again', 'again']);
    expect(line()?.status).toBe('failed');
    expect(miss(24)).toBe('proven');
    expect(line()).toMatchObject({
      ...{ status: 'absent', reason: 'Gone.', missingSince: at(0), checkedAt: at(24), nextTryAt: null },
      ...{ httpStatus: 404, fault: null, tries: 0 },
    });
  });

  test('keeps the first evidence through other faults, also when it is parked', () => {
    const { db, line, miss } = setting();
    miss(0);
    for (let i = 1; i < 6; i++)
      ledger.failItem(db, key, { fault: 'server', reason: 'x', httpStatus: 503 }, NOW + i * HOUR);
    expect(line()).toMatchObject({ status: 'parked', missingSince: at(0) });
    expect(miss(300)).toBe('proven');
  });

  test('of a clock that was ahead begins anew', () => {
    const { line, miss } = setting();
    miss(24 * 700);
    expect(miss(0)).toBe('first');
    expect(line()?.missingSince).toBe(at(0));
  });

  test('stays done when it is archived, and is asked for no more once that is proven', () => {
    const { line, miss } = setting();
    miss(0, { isArchived: true });
    expect(miss(24, { isArchived: true })).toBe('proven');
    expect(line()).toMatchObject({ status: 'done', nextTryAt: null, missingSince: at(0) });
  });
});

describe('something that is shown again', () => {
  test('is wanted when it was absent, as if it had never been asked for', () => {
    const { db, line, miss } = setting();
    for (const hours of [0, 24]) miss(hours);
    absence.seeItem(db, key, at(30));
    const anew = { status: 'pending', nextTryAt: at(30), missingSince: null, reason: null, httpStatus: null };
    expect(line()).toMatchObject({ ...anew, tries: 0, itemDate: OLD });
  });

  test('keeps its patience when it failed', () => {
    const { db, line, miss } = setting();
    miss(0);
    absence.seeItem(db, key, at(1));
    expect(line()).toMatchObject({ status: 'failed', tries: 1, nextTryAt: at(24), missingSince: null });
  });

  test('is read again when it is archived', () => {
    const { db, line, miss } = setting();
    for (const hours of [0, 24]) miss(hours, { isArchived: true });
    absence.seeItem(db, key, at(30));
    expect(line()).toMatchObject({ status: 'done', nextTryAt: at(30), missingSince: null });
  });

  test('also by a change that the list tells', () => {
    const { db, line, miss } = setting();
    for (const hours of [0, 24]) miss(hours);
    ledger.wantAgain(db, key, at(30));
    expect(line()).toMatchObject({ nextTryAt: at(30), missingSince: null });
  });

  test.each(['pending', 'done', 'failed'] as const)(
    'writes nothing where nothing was missing: %s',
    (status) => {
      const { db, line, changes } = setting();
      if (status === 'done') ledger.settleItem(db, key, { status, at: at(0) });
      if (status === 'failed') ledger.failItem(db, key, said, NOW);
      const before = [changes(), line()];
      absence.seeItem(db, key, at(30));
      expect([changes(), line()]).toEqual(before);
    },
  );
});

test('what is missing is known by resource and athlete', () => {
  const { db, miss } = setting();
  miss(0);
  expect([...absence.missingItems(db, 7, 'activity')]).toEqual(['42']);
  for (const [athleteId, resource] of [
    [8, 'activity'],
    [7, 'streams'],
  ] as const)
    expect(absence.missingItems(db, athleteId, resource).size).toBe(0);
});

test('freeing by hand is for what is absent, and for what is archived and gone', () => {
  const { db, miss } = setting();
  for (const hours of [0, 24]) miss(hours);
  const [failed, done, gone] = ['1', '2', '3'].map((item) => ({ ...key, item }));
  for (const each of [failed, done, gone]) if (each) ledger.want(db, each, at(0), OLD);
  if (!failed || !done || !gone) throw new Error('There are three.');
  ledger.failItem(db, failed, said, NOW);
  ledger.settleItem(db, done, { status: 'done', at: at(0) });
  for (const hours of [0, 24]) {
    absence.missItem(db, gone, { ...said, isArchived: true }, NOW + hours * HOUR);
    absence.proveMissing(db, gone, { ...said, isArchived: true }, at(hours));
  }
  expect(absence.countAbsent(db)).toBe(1);
  expect(absence.freeAbsent(db)).toBe(2);
  expect(absence.countAbsent(db)).toBe(0);
  expect(
    rowsOf(db, 'coverage').map(({ item, status, missing_since }) => [item, status, missing_since]),
  ).toEqual([
    ['1', 'failed', null],
    ['2', 'done', null],
    ['3', 'done', null],
    ['42', 'pending', null],
  ]);
});
