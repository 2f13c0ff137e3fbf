import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { activities } from '../../src/resources/activity/table.ts';
import { gear } from '../../src/resources/gear.ts';
import { prepared, writeRow, writeRows } from '../../src/sqlite/statements.ts';
import { newArchive, rowsOf } from '../archive/open-archive.ts';

const bike = { id: 'b1', athlete_id: 7, fetched_at: '2026-11-24T10:00:00Z', name: 'Old', distance: 5 };
const ride = { ...bike, id: 3112345678901234567n, name: 'Ride', first_seen_at: 'then', start_date: 'once' };

test('inserts a row, and refuses a second one of its key', () => {
  const db = newArchive();
  writeRow(db, gear, bike);
  expect(rowsOf(db, 'gear')).toMatchObject([{ ...bike, nickname: null, retired: null }]);
  expect(() => writeRow(db, gear, bike)).toThrow(/UNIQUE/);
});

test('updates the row it conflicts with, also by NULL', () => {
  const db = newArchive();
  writeRow(db, gear, bike, { key: ['id'] });
  writeRow(db, gear, { ...bike, name: null, distance: 0 }, { key: ['id'] });
  expect(rowsOf(db, 'gear')).toMatchObject([{ id: 'b1', name: null, distance: 0 }]);
});

test('keeps and computes what it is told to', () => {
  const db = newArchive();
  const write = (row: object) =>
    writeRow(db, activities, { ...ride, ...row } as never, {
      key: ['id'],
      keep: ['first_seen_at'],
      compute: { resource_state: sql`max(${activities.resource_state}, excluded.resource_state)` },
    });
  write({ resource_state: 3 });
  write({ resource_state: 2, first_seen_at: 'now', name: 'New' });
  expect(rowsOf(db, 'activities')).toMatchObject([{ first_seen_at: 'then', resource_state: 3, name: 'New' }]);
});

test('leaves the columns alone that a row does not name', () => {
  const db = newArchive();
  writeRow(db, gear, { ...bike, nickname: 'Nick' }, { key: ['id'] });
  writeRow(db, gear, bike, { key: ['id'] });
  expect(rowsOf(db, 'gear')).toMatchObject([{ nickname: 'Nick' }]);
});

test.each([
  [true, 1],
  [false, 0],
  [null, null],
])('writes the boolean %s as %s', (retired, value) => {
  const db = newArchive();
  writeRow(db, gear, { ...bike, retired });
  expect(rowsOf(db, 'gear')).toMatchObject([{ retired: value }]);
});

test('writes 19 digits exactly', () => {
  const db = newArchive();
  writeRow(db, activities, { ...ride, resource_state: 2 });
  const text = db.$client.prepare('SELECT CAST(id AS TEXT) FROM activities').pluck().get();
  expect(text).toBe('3112345678901234567');
});

test('writes rows that are lists of values, in the order of the table', () => {
  const db = newArchive();
  const names = ['id', 'athlete_id', 'fetched_at', 'distance', 'retired'];
  const rows = [
    ['b1', 7, 'then', 5.5, null],
    ['b2', 7, 'then', null, 1],
  ];
  writeRows(db, gear, names, rows);
  expect(rowsOf(db, 'gear')).toMatchObject([
    { id: 'b1', distance: 5.5, retired: null, name: null },
    { id: 'b2', distance: null, retired: 1 },
  ]);
  expect(() => writeRows(db, gear, names, rows.slice(1))).toThrow(/UNIQUE/);
});

test.each([
  ['which are not in its order', ['athlete_id', 'id', 'fetched_at']],
  ['which it does not have', ['id', 'athlete_id', 'fetched_at', 'colour']],
])('refuses lists of columns %s', (_what, names) => {
  expect(() => writeRows(newArchive(), gear, names, [['b1', 7, 'then', 5]])).toThrow(/gear/);
});

test('prepares each statement once for each database', () => {
  const [one, other] = [newArchive(), newArchive()];
  const made: string[] = [];
  const get = (db: typeof one, name: string) =>
    prepared(db, name, () => {
      made.push(name);
      return { name };
    });
  expect(get(one, 'a')).toBe(get(one, 'a'));
  expect(get(one, 'b')).not.toBe(get(one, 'a'));
  expect(get(other, 'a')).not.toBe(get(one, 'a'));
  expect(made).toEqual(['a', 'b', 'a']);
});
