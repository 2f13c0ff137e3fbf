import { expect, test } from 'vitest';
import * as ledger from '../../src/archive/coverage.ts';
import * as counts from '../../src/archive/coverage-counts.ts';
import { writeReading } from '../../src/archive/list-lines.ts';
import { newArchive } from './open-archive.ts';

const at = (hour: number) => `2026-11-24T${String(hour).padStart(2, '0')}:00:00Z`;

test('counting tells the athletes and the resources apart', () => {
  const db = newArchive();
  for (const item of ['1', '2', '3']) {
    const of = { athleteId: 7, resource: 'activity', item };
    ledger.want(db, of, at(1), null);
    if (item !== '3') ledger.settleItem(db, of, { status: 'done', at: at(1) });
  }
  ledger.want(db, { athleteId: 8, resource: 'activities', item: '7' }, at(1), null);
  expect(counts.countCoverage(db, 7)).toEqual([
    { resource: 'activity', status: 'done', count: 2, noted: 0 },
    { resource: 'activity', status: 'pending', count: 1, noted: 0 },
  ]);
  expect(counts.countDone(db, 7, 'activity', 200)).toBe(2);
  expect(counts.countDone(db, 7, 'activity', 1)).toBe(1);
  expect(counts.countDone(db, 8, 'activity', 200)).toBe(0);
});

test('a list counts once, and once more while it is read behind its newest page', () => {
  const db = newArchive();
  const list = { athleteId: 7, resource: 'activities' };
  ledger.settleItem(db, { ...list, item: '7' }, { status: 'done', at: at(1) });
  const line = { readings: 0, nextTryAt: at(1), memory: {} };
  writeReading(db, list, { ...line, status: 'pending', position: 2 });
  const one = { resource: 'activities', status: 'done', count: 1, noted: 0 };
  expect(counts.countCoverage(db, 7)).toEqual([one, { ...one, status: 'pending' }]);
  writeReading(db, list, { ...line, status: 'done', position: null });
  expect(counts.countCoverage(db, 7)).toEqual([one]);
  writeReading(db, list, { ...line, readings: 1, status: 'pending', position: 2 });
  expect(counts.countCoverage(db, 7)).toEqual([one]);
});
