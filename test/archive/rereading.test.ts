import { expect, test } from 'vitest';
import { closeResource } from '../../src/archive/closed.ts';
import { settleItem } from '../../src/archive/coverage.ts';
import { dueAgain } from '../../src/archive/rereading.ts';
import { DAY_MS, toInstant } from '../../src/clock.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { newArchive } from './open-archive.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const DAYS = 90;
const OLD = '2019-05-01T08:00:00Z';
const of = { athleteId: 7, resource: 'activity' };

/** The line of a detail, as long after the beginning as it says. */
const lineAt = (days: number) => ({ at: toInstant(NOW + days * DAY_MS), itemDate: OLD });

/** A ledger of archived details. */
function details() {
  const db = newArchive();
  const read = (item: string, days: number, more: Partial<Parameters<typeof settleItem>[2]> = {}) =>
    settleItem(db, { ...of, item }, { status: 'done', ...lineAt(days), ...more });
  const due = (days: number) => dueAgain(db, of, { days: DAYS, now: NOW + days * DAY_MS });
  /** What a day of the slow round reads. */
  const readDue = (days: number) =>
    immediate(db, () => {
      const items = due(days);
      for (const { item } of items) read(item, days);
      return items.length;
    });
  return { db, read, due, readDue };
}

test('what was read in four days is read again evenly, and none of it gets older than it may', () => {
  const { db, read, readDue } = details();
  immediate(db, () => {
    for (let i = 0; i < 180; i++) read(String(i), Math.floor(i / 45));
  });
  const counts: number[] = [];
  const oldest = db.$client.prepare('SELECT min(checked_at) FROM coverage').pluck();
  for (let day = 4; day < 275; day++) {
    counts.push(readDue(day));
    expect(Date.parse(oldest.get() as string)).toBeGreaterThan(NOW + (day - DAYS) * DAY_MS);
  }
  // 2 a day are needed, over the years; twice as many is the most.
  expect(Math.max(...counts)).toBe(4);
  expect(counts.slice(0, 30)).toEqual(Array(30).fill(0));
  expect(counts.reduce((sum, count) => sum + count) / counts.length).toBeLessThan(2.2);
});

test('few details come one by one, a single one when it is nearly due', () => {
  const { read, due, readDue } = details();
  read('1', 0);
  expect(due(88)).toEqual([]);
  expect(due(89.5)).toEqual([
    { item: '1', itemDate: OLD, ...{ age: 89.5 * DAY_MS, checkedAt: lineAt(0).at } },
  ]);
  for (const item of ['1', '2', '3']) read(item, 0);
  const days = Array.from({ length: 90 }, (_, day) => day).filter((day) => readDue(day) > 0);
  expect(days).toEqual([59, 74, 89]);
});

test('what a machine that was off missed is made up for at twice the pace', () => {
  const { db, read, readDue } = details();
  immediate(db, () => {
    for (let i = 0; i < 90; i++) read(String(i), 0);
  });
  expect([200, 200.4, 200.9, 201.1, 202.2].map(readDue)).toEqual([2, 0, 0, 2, 2]);
});

test('activities of these days, read for their age, take nothing of the pace', () => {
  const { db, read, due } = details();
  immediate(db, () => {
    for (let i = 0; i < 90; i++) read(String(i), 0);
    for (let i = 0; i < 5; i++) read(`new ${i}`, 99.5, { itemDate: toInstant(NOW + 85 * DAY_MS) });
  });
  expect(due(100)).toHaveLength(3);
});

test('a detail that a wrong clock read in the future has its turn first', () => {
  const { read, due } = details();
  read('1', 9_000);
  read('2', 0);
  expect(due(1).map(({ item }) => item)).toEqual(['1']);
});

test.each<[string, Parameters<ReturnType<typeof details>['read']>[2]]>([
  ['is planned anyway', { nextTryAt: lineAt(300).at }],
  ['Strava has no more', { status: 'absent', reason: 'gone' }],
])('what %s has no turn', (_what, settled) => {
  const { read, due } = details();
  read('1', 0, settled);
  expect(due(200)).toEqual([]);
});

test('what is archived and proven to be gone has no turn, nor has anything of a closed resource', () => {
  const { db, read, due } = details();
  read('1', 0);
  read('2', 0);
  db.$client.prepare("UPDATE coverage SET missing_since = checked_at WHERE item = '1'").run();
  expect(due(200).map(({ item }) => item)).toEqual(['2']);
  closeResource(db, of, { reason: 'refused', fault: 'forbidden', httpStatus: 403 }, lineAt(100).at);
  expect(due(200)).toEqual([]);
});
