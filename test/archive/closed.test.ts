import { expect, test } from 'vitest';
import * as closed from '../../src/archive/closed.ts';
import { failItem, findItem, settleItem, want, wantAgain } from '../../src/archive/coverage.ts';
import { wantedCount } from '../../src/archive/coverage-counts.ts';
import { enter, type Wanted } from '../../src/archive/wanted.ts';
import { newArchive } from './open-archive.ts';

const at = (day: number) => `2026-11-${day}T10:00:00Z`;
const OF = { athleteId: 7, resource: 'streams' };
const key = (item: string) => ({ ...OF, item });
const REFUSAL = { fault: 'payment_required', reason: 'needs a Strava subscription', httpStatus: 402 };
const WAITS = { ...REFUSAL, status: 'not_applicable', nextTryAt: null };

function closedArchive() {
  const db = newArchive();
  for (const item of ['1', '2', '3', '4']) want(db, key(item), at(10), at(9));
  settleItem(db, key('1'), { status: 'done', at: at(10) });
  settleItem(db, key('2'), { status: 'not_applicable', at: at(10), reason: 'entered by hand' });
  failItem(db, key('3'), REFUSAL, Date.parse(at(10)));
  wantAgain(db, key('1'), at(11));
  closed.closeResource(db, OF, REFUSAL, at(11));
  return db;
}

test('what is wanted of a closed resource waits; what is archived, or never was, stays as it is', () => {
  const db = closedArchive();
  expect(findItem(db, key('1'))).toMatchObject({ status: 'done', nextTryAt: at(11) });
  expect(findItem(db, key('2'))).toMatchObject({ reason: 'entered by hand', fault: null });
  for (const item of ['3', '4']) expect(findItem(db, key(item))).toMatchObject({ ...WAITS, tries: 0 });
  expect(closed.closedResources(db, 7)).toMatchObject([
    { item: 'streams', ...REFUSAL, missingSince: at(11), checkedAt: at(11), nextTryAt: at(12) },
  ]);
  expect(closed.closedResources(db, 8)).toEqual([]);
});

test('one item is wanted of it, once a day', () => {
  const db = closedArchive();
  const wanted = (day: number) => wantedCount(db, 7, ['activity', 'streams'], at(day));
  expect([wanted(11), wanted(12)]).toEqual([0, 1]);
  expect(closed.scoutOf(db, OF)?.item).toMatch(/[34]/);
  closed.leaveClosed(db, key('3'), at(12));
  expect([wanted(12), wanted(13)]).toEqual([0, 1]);
  expect(closed.closedResources(db, 7)).toMatchObject([{ missingSince: at(11), nextTryAt: at(13) }]);
});

test('what is entered meanwhile waits too, and so does what could not be before', () => {
  const db = closedArchive();
  want(db, key('5'), at(12), at(12));
  const say = (item: string, wanted: Wanted, day: number) =>
    enter(db, OF, [{ item, itemDate: null, ...wanted }], { now: at(day) });
  say('6', { basis: 'a' }, 12);
  settleItem(db, key('7'), { status: 'not_applicable', at: at(10), reason: 'entered by hand' });
  say('7', { basis: 'manual', nothing: 'entered by hand' }, 11);
  say('7', { basis: 'a' }, 12);
  for (const item of ['5', '6']) expect(findItem(db, key(item))).toMatchObject(WAITS);
});

test('a line that became open by another way waits once work begins', () => {
  const db = closedArchive();
  settleItem(db, key('8'), { status: 'absent', at: at(10) });
  db.$client.prepare("UPDATE coverage SET status = 'pending', next_try_at = ? WHERE item = '8'").run(at(10));
  closed.tidyClosed(db, 7, at(12));
  expect(findItem(db, key('8'))).toMatchObject(WAITS);
});

test('all that waits comes back when it is open again', () => {
  const db = closedArchive();
  closed.openResource(db, OF, at(13));
  const open = { status: 'pending', reason: null, fault: null, httpStatus: null, nextTryAt: at(13) };
  for (const item of ['3', '4']) expect(findItem(db, key(item))).toMatchObject(open);
  expect(findItem(db, key('2'))).toMatchObject({ status: 'not_applicable', nextTryAt: null });
  expect(closed.closedResources(db, 7)).toEqual([]);
});

test('without anything left to ask for, it is closed no more', () => {
  const db = newArchive();
  want(db, key('1'), at(10), null);
  closed.closeResource(db, OF, REFUSAL, at(11));
  closed.tidyClosed(db, 7, at(11));
  expect(closed.closedResources(db, 7)).toHaveLength(1);
  settleItem(db, key('1'), { status: 'absent', at: at(12) });
  closed.tidyClosed(db, 7, at(12));
  expect(closed.closedResources(db, 7)).toEqual([]);
});
