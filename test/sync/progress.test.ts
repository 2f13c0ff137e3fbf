import { expect, test } from 'vitest';
import { failItem, settleItem, want } from '../../src/archive/coverage.ts';
import { freshBudget } from '../../src/strava/budget.ts';
import { progressOf, type ResourceProgress, remaining } from '../../src/sync/progress.ts';
import { newArchive } from '../archive/open-archive.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const INSTANT = '2026-11-24T10:00:00Z';
const NONE = { done: 0, pending: 0, absent: 0, not_applicable: 0, failed: 0, parked: 0, noted: 0 };
const key = (item: string, resource = 'streams') => ({ athleteId: 7, resource, item });
const progress = (more: Partial<ResourceProgress>) => ({ resource: 'x', ...NONE, ...more });

test('the progress counts each status of each resource, in their order', () => {
  const db = newArchive();
  for (let i = 1; i <= 6; i += 1) want(db, key(String(i)), INSTANT, null);
  settleItem(db, key('1'), { status: 'done', at: INSTANT });
  settleItem(db, key('2'), { status: 'absent', at: INSTANT });
  settleItem(db, key('3'), { status: 'not_applicable', at: INSTANT });
  const fault = { fault: 'server', reason: '', httpStatus: 500 };
  failItem(db, key('4'), fault, NOW);
  for (let i = 0; i < 5; i += 1) failItem(db, key('5'), fault, NOW);
  want(db, { ...key('1'), athleteId: 8 }, INSTANT, null);
  want(db, key('1', 'left_out'), INSTANT, null);
  const each = { done: 1, pending: 1, absent: 1, not_applicable: 1, failed: 1, parked: 1, noted: 0 };
  expect(progressOf(db, 7, [{ name: 'activity' }, { name: 'streams' }])).toEqual([
    { resource: 'activity', ...NONE },
    { resource: 'streams', ...each },
  ]);
});

test('what is left are pending and failed items, at the pace of the stricter limit', () => {
  const all = [
    progress({ pending: 90, done: 5, absent: 5, not_applicable: 5 }),
    progress({ failed: 7, parked: 9 }),
  ];
  expect(remaining(all, freshBudget(NOW), NOW)).toEqual({
    requests: 97,
    finishesAt: NOW + 900_500,
    limits: { quarter_hour: 100, day: 1_000 },
  });
});

test('nothing is left of nothing', () => {
  expect(remaining([], freshBudget(NOW), NOW)).toMatchObject({ requests: 0, finishesAt: NOW });
});

test('what is left of others comes in turn with it, as much as there is of it', () => {
  const own = [progress({ pending: 40 })];
  const endsAt = (others: number[]) => remaining(own, freshBudget(NOW), NOW, others).finishesAt;
  expect(endsAt([0])).toBe(NOW + 40 * 500);
  expect(endsAt([25])).toBe(NOW + 65 * 500);
  // The reserve for the passes of two is 8 of 100.
  expect(endsAt([2_500])).toBe(NOW + 80 * 500);
  expect(remaining(own, freshBudget(NOW), NOW, [2_500]).requests).toBe(40);
});
