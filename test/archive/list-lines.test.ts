import { expect, test } from 'vitest';
import * as ledger from '../../src/archive/coverage.ts';
import * as lists from '../../src/archive/list-lines.ts';
import * as plans from '../../src/archive/plans.ts';
import { newArchive } from './open-archive.ts';

const at = (hour: number) => `2026-11-24T${String(hour).padStart(2, '0')}:00:00Z`;
/** Whatever the clock says. */
const AT_ONCE = '1970-01-01T00:00:00Z';
const list = { athleteId: 7, resource: 'activities' };
const whole = lists.wholeList(list);
const reading = (position: number | null, readings = 0) =>
  ({ status: 'pending', readings, position, nextTryAt: at(1), memory: { missing: [] } }) as const;

test('a list goes on at the page it was at, after a fault and in the next pass', () => {
  const db = newArchive();
  const row = () => lists.readReading(db, list);
  lists.writeReading(db, list, reading(2));
  lists.writeReading(db, list, { ...reading(3), nextTryAt: at(2) });
  expect(row()).toMatchObject({ status: 'pending', position: 3, nextTryAt: at(2), checkedAt: null });
  ledger.failItem(db, whole, { fault: 'server', reason: 'Odd.', httpStatus: 500 }, Date.parse(at(2)));
  expect(row()).toMatchObject({ status: 'failed', position: 3, nextTryAt: at(3) });
  lists.renewReading(db, list);
  expect(row()).toMatchObject({ status: 'failed', position: 3, nextTryAt: AT_ONCE, tries: 1 });
  lists.writeReading(db, list, reading(4));
  expect(row()).toMatchObject({ status: 'pending', position: 4, tries: 0, fault: null, reason: null });
});

test('a pass asks for nothing behind the newest page of a list that was read, or that is parked', () => {
  const db = newArchive();
  lists.writeReading(db, list, { ...reading(null, 1), nextTryAt: at(20) });
  lists.renewReading(db, list);
  expect(lists.readReading(db, list)).toMatchObject({ nextTryAt: at(20) });
  lists.writeReading(db, list, reading(3));
  for (let i = 0; i < 5; i++)
    ledger.failItem(db, whole, { fault: 'server', reason: 'Odd.', httpStatus: 500 }, Date.parse(at(2)));
  const parked = lists.readReading(db, list);
  lists.renewReading(db, list);
  expect(lists.readReading(db, list)).toEqual(parked);
});

test('when it was read last, and its note, stay until something else is said', () => {
  const db = newArchive();
  lists.writeReading(db, list, { ...reading(null, 1), checkedAt: at(3), note: 'Odd.' });
  lists.writeReading(db, list, reading(2, 1));
  expect(lists.readReading(db, list)).toMatchObject({ position: 2, checkedAt: at(3), note: 'Odd.' });
  lists.writeReading(db, list, { ...reading(null, 1), checkedAt: at(4), note: null });
  expect(lists.readReading(db, list)).toMatchObject({ checkedAt: at(4), note: null });
});

test('renewing the newest page asks now, whatever was planned', () => {
  const db = newArchive();
  const key = { ...list, item: '7' };
  ledger.settleItem(db, key, { status: 'done', at: at(1), nextTryAt: at(20) });
  plans.renewItem(db, key);
  expect(plans.wantedItems(db, 7, 'activities', at(2), 9)).toMatchObject([{ item: '7', position: null }]);
});
