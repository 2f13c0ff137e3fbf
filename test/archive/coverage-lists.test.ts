import { expect, test } from 'vitest';
import * as ledger from '../../src/archive/coverage.ts';
import { newArchive, rowsOf } from './open-archive.ts';

const at = (hour: number) => `2026-11-24T${String(hour).padStart(2, '0')}:00:00Z`;
/** Whatever the clock says. */
const AT_ONCE = '1970-01-01T00:00:00Z';
const key = { athleteId: 7, resource: 'activities', item: '7' };

test('a list goes on at the page it was at, after a fault and in the next pass', () => {
  const db = newArchive();
  const row = () => ledger.findItem(db, key);
  ledger.renewItem(db, key);
  expect(row()).toMatchObject({ status: 'pending', nextTryAt: AT_ONCE, position: null, itemDate: null });
  ledger.turnPage(db, key, 2, at(1));
  ledger.turnPage(db, key, 3, at(2));
  expect(row()).toMatchObject({ status: 'pending', position: 3, nextTryAt: at(2) });
  ledger.failItem(db, key, { fault: 'server', reason: 'Odd.', httpStatus: 500 }, Date.parse(at(2)));
  expect(row()).toMatchObject({ status: 'failed', position: 3, nextTryAt: at(3) });
  ledger.retryItems(db);
  expect(row()).toMatchObject({ status: 'pending', position: 3 });
  ledger.renewItem(db, key);
  expect(row()).toMatchObject({ position: 3, nextTryAt: AT_ONCE });
});

test('a list that was read to its end begins at its first page again', () => {
  const db = newArchive();
  ledger.renewItem(db, key);
  ledger.turnPage(db, key, 2, at(1));
  ledger.settleItem(db, key, { status: 'done', at: at(2) });
  ledger.renewItem(db, key);
  expect(ledger.findItem(db, key)).toMatchObject({
    ...{ status: 'done', position: null, checkedAt: at(2), nextTryAt: AT_ONCE },
  });
});

test('renewing asks now, whatever was planned', () => {
  const db = newArchive();
  ledger.settleItem(db, key, { status: 'done', at: at(1), nextTryAt: at(20) });
  ledger.renewItem(db, key);
  expect(ledger.wantedItems(db, 7, 'activities', at(2), 9)).toHaveLength(1);
  expect(rowsOf(db, 'coverage')).toHaveLength(1);
});

test.each([
  ['done', 'pending'],
  ['pending', 'pending'],
  ['failed', 'failed'],
])(
  'a list of which one page may have been missed and that is %s is read from its first page to its end',
  (before, after) => {
    const db = newArchive();
    ledger.renewItem(db, key);
    ledger.settleItem(db, key, { status: 'done', at: at(1) });
    if (before !== 'done') ledger.turnPage(db, key, 3, at(2));
    if (before === 'failed')
      ledger.failItem(db, key, { fault: 'server', reason: 'Odd.', httpStatus: 500 }, Date.parse(at(2)));
    ledger.doubtList(db, key, at(5));
    expect(ledger.findItem(db, key)).toMatchObject({
      ...{ status: after, position: null, checkedAt: null },
      nextTryAt: { done: at(5), pending: at(2), failed: at(3) }[before],
    });
  },
);
