import { describe, expect, test } from 'vitest';
import { findItem, settleItem } from '../../src/archive/coverage.ts';
import { noteGear, noteGearUse, settlesAt } from '../../src/resources/ledger-notes.ts';
import { newArchive, rowsOf } from '../archive/open-archive.ts';

const NOW = '2026-11-24T10:00:00Z';
const gear = (item: string) => ({ athleteId: 7, resource: 'gear', item });

test.each([
  ['2026-11-24T09:00:00Z', '2026-11-25T09:00:00Z'],
  ['2026-11-23T10:00:01Z', '2026-11-24T10:00:01Z'],
  ['2026-11-23T10:00:00Z', '2026-12-07T10:00:00Z'],
  ['2026-11-12T10:00:00Z', '2026-11-26T10:00:00Z'],
  ['2026-11-10T10:00:00Z', undefined],
  ['2020-01-01T00:00:00Z', undefined],
])('the detail of an activity of %s is read again at %s', (start, expected) => {
  expect(settlesAt(start, NOW)).toBe(expected);
});

describe('gear that was seen', () => {
  test('is wanted once', () => {
    const db = newArchive();
    for (const id of ['b1', 'b1', 'g2']) noteGear(db, 7, id, NOW);
    expect(rowsOf(db, 'coverage').map((row) => [row.item, row.status, row.item_date])).toEqual([
      ['b1', 'pending', null],
      ['g2', 'pending', null],
    ]);
  });

  test.each([[null], [undefined], [''], [7]])('is none for %s', (id) => {
    const db = newArchive();
    noteGear(db, 7, id, NOW);
    noteGearUse(db, 7, id, NOW);
    expect(rowsOf(db, 'coverage')).toEqual([]);
  });
});

describe('gear that was used', () => {
  test.each([
    ['read yesterday, is wanted now', '2026-11-23T09:00:00Z', NOW],
    ['read today, a day after that', '2026-11-24T08:00:00Z', '2026-11-25T08:00:00Z'],
  ])('%s', (_when, readAt, expected) => {
    const db = newArchive();
    settleItem(db, gear('b1'), { status: 'done', at: readAt, nextTryAt: '2026-11-30T00:00:00Z' });
    noteGearUse(db, 7, 'b1', NOW);
    expect(findItem(db, gear('b1'))?.nextTryAt).toBe(expected);
  });

  test('for the first time is wanted now', () => {
    const db = newArchive();
    noteGearUse(db, 7, 'b1', NOW);
    noteGearUse(db, 7, 'b1', NOW);
    expect(findItem(db, gear('b1'))).toMatchObject({ status: 'pending', nextTryAt: NOW });
  });
});
