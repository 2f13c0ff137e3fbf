import { eq, getTableColumns, sql } from 'drizzle-orm';
import { expect, onTestFinished, test, vi } from 'vitest';
import { activities, applySummary } from '../../src/resources/activity/table.ts';
import { gear } from '../../src/resources/gear.ts';
import { listWriter, query, rowWriter, statement } from '../../src/sqlite/statements.ts';
import { newArchive, rowsOf } from '../archive/open-archive.ts';
import { randoms } from '../support/randoms.ts';

const nothing = (table: Parameters<typeof getTableColumns>[0]) =>
  Object.fromEntries(Object.keys(getTableColumns(table)).map((name) => [name, null]));

const known = { athlete_id: 7, fetched_at: '2026-11-24T10:00:00Z', name: 'Old', distance: 5 };
const bike = { ...nothing(gear), ...known, id: 'b1' };
const ride = {
  ...{ ...nothing(activities), ...known, id: 3112345678901234567n, resource_state: 2 },
  ...{ first_seen_at: 'then', start_date: 'once' },
};

const insertGear = rowWriter(gear);
const writeGear = rowWriter(gear, { key: ['id'] });

test('inserts a row, and refuses a second one of its key', () => {
  const db = newArchive();
  insertGear(db, bike);
  expect(rowsOf(db, 'gear')).toMatchObject([{ ...bike, nickname: null, retired: null }]);
  expect(() => insertGear(db, bike)).toThrow(/UNIQUE/);
});

test('updates the row it conflicts with, also by NULL', () => {
  const db = newArchive();
  writeGear(db, bike);
  writeGear(db, { ...bike, name: null, distance: 0 });
  expect(rowsOf(db, 'gear')).toMatchObject([{ id: 'b1', name: null, distance: 0 }]);
});

test('keeps and computes what it is told to', () => {
  const db = newArchive();
  const write = rowWriter(activities, {
    key: ['id'],
    keep: ['first_seen_at'],
    compute: { resource_state: 'max(resource_state, excluded.resource_state)' },
  });
  write(db, { ...ride, resource_state: 3 });
  write(db, { ...ride, resource_state: 2, first_seen_at: 'now', name: 'New' });
  expect(rowsOf(db, 'activities')).toMatchObject([{ first_seen_at: 'then', resource_state: 3, name: 'New' }]);
});

test('refuses a row that does not name a column', () => {
  expect(() => writeGear(newArchive(), { ...bike, weight: undefined })).toThrow(
    'A row of gear does not name weight.',
  );
});

test('refuses a row that names another column', () => {
  expect(() => writeGear(newArchive(), { ...bike, colour: 'red' })).toThrow(
    'A row of gear names more than id, ',
  );
});

test.each([
  [true, 1],
  [false, 0],
  [null, null],
])('writes the boolean %s as %s', (retired, value) => {
  const db = newArchive();
  insertGear(db, { ...bike, retired });
  expect(rowsOf(db, 'gear')).toMatchObject([{ retired: value }]);
});

test('writes 19 digits exactly', () => {
  const db = newArchive();
  rowWriter(activities)(db, ride);
  const text = db.$client.prepare('SELECT CAST(id AS TEXT) FROM activities').pluck().get();
  expect(text).toBe('3112345678901234567');
});

test('writes rows that are lists of values, in the order of the table', () => {
  const db = newArchive();
  const write = listWriter(gear);
  const names = Object.keys(getTableColumns(gear));
  const list = (row: object) => names.map((name) => ({ ...bike, ...row })[name as 'id']);
  write(db, [list({ distance: 5.5 }), list({ id: 'b2', retired: 1 })]);
  expect(rowsOf(db, 'gear')).toMatchObject([
    { id: 'b1', distance: 5.5, retired: null, name: 'Old' },
    { id: 'b2', distance: 5, retired: 1 },
  ]);
  expect(() => write(db, [list({})])).toThrow(/UNIQUE/);
});

test('leaves the columns alone that a row does not name, whichever these are', () => {
  const db = newArchive();
  const optional = ['name', 'notification_distance', 'distance', 'retired', 'is_primary', 'weight'];
  const write = rowWriter(gear, {
    key: ['id'],
    columns: ['id', 'athlete_id', 'fetched_at', ...optional],
    optional,
  });
  insertGear(db, { ...bike, frame_type: 3 });
  let expected: Record<string, unknown> = { ...bike, frame_type: 3 };
  const random = randoms(5);
  const next = () => random.next().value as number;
  for (let i = 0; i < 200; i++) {
    const told = optional.filter(() => next() < 0.5);
    const row = Object.fromEntries(told.map((name) => [name, next() < 0.3 ? null : Number(next() < 0.5)]));
    const named = { id: 'b1', athlete_id: 7, fetched_at: String(i), ...row };
    write(db, { ...named, ...('name' in row && { name: `Bike ${i}` }) });
    expected = { ...expected, ...named, ...('name' in row && { name: `Bike ${i}` }) };
    expect(rowsOf(db, 'gear')).toEqual([expected]);
  }
});

test('writes NULL into a new row for columns that it does not name', () => {
  const db = newArchive();
  const optional = ['name', 'distance'];
  const write = rowWriter(gear, {
    key: ['id'],
    columns: ['id', 'athlete_id', 'fetched_at', ...optional],
    optional,
  });
  write(db, { id: 'b1', athlete_id: 7, fetched_at: 'then', distance: 1 });
  expect(rowsOf(db, 'gear')).toMatchObject([{ id: 'b1', name: null, distance: 1, weight: null }]);
});

test('prepares a fixed number of statements, whatever the summaries leave out', () => {
  const db = newArchive();
  const prepare = vi.spyOn(db.$client, 'prepare');
  onTestFinished(() => prepare.mockRestore());
  const summary = { id: 42, resource_state: 2, name: 'Loop', start_date: '2026-11-20T06:00:00Z' };
  for (const more of [
    {},
    { distance: 1 },
    { gear_id: null },
    { max_speed: 2, kilojoules: 3 },
    { trainer: true },
  ])
    applySummary(db, { ...summary, ...more }, { athleteId: 7, fetchedAt: '2026-11-24T10:00:00Z' });
  expect(prepare).toHaveBeenCalledTimes(1);
  expect(rowsOf(db, 'activities')).toMatchObject([{ distance: 1, max_speed: 2, kilojoules: 3, trainer: 1 }]);
});

test('prepares each statement once for each database', () => {
  const [one, other] = [newArchive(), newArchive()];
  const made: string[] = [];
  const make = (name: string) =>
    statement(() => {
      made.push(name);
      return { name };
    });
  const [a, b] = [make('same'), make('same')];
  expect(a(one)).toBe(a(one));
  expect(b(one)).not.toBe(a(one));
  expect(a(other)).not.toBe(a(one));
  expect(made).toEqual(['same', 'same', 'same']);
});

const named = eq(gear.id, sql.placeholder('id'));

test('a query gives rows as Drizzle would: its names, flags as booleans', () => {
  const db = newArchive();
  writeGear(db, { ...bike, retired: true });
  const flat = query((db) =>
    db.select({ which: gear.id, retired: gear.retired, brand: gear.brand_name }).from(gear),
  );
  expect(flat(db).all({})).toEqual([{ which: 'b1', retired: true, brand: null }]);
  const all = query((db) => db.select().from(gear).where(named));
  expect(all(db).get({ id: 'b1' })).toEqual(db.select().from(gear).get());
  expect(all(db).get({ id: 'b2' })).toBeUndefined();
});

test('a query binds values as their columns are, and refuses to go without one', () => {
  const db = newArchive();
  writeGear(db, bike);
  const retire = query((db) =>
    db
      .update(gear)
      .set({ retired: sql`${sql.placeholder('retired')}` })
      .where(named),
  );
  expect(retire(db).run({ id: 'b1', retired: 1 }).changes).toBe(1);
  expect(db.select({ retired: gear.retired }).from(gear).all()).toEqual([{ retired: true }]);
  expect(() => retire(db).run({ id: 'b1' })).toThrow('A query is not given retired.');
});

test('a query selects values, not tables', () => {
  const nested = query((db) => db.select({ own: gear }).from(gear));
  expect(() => nested(newArchive())).toThrow('A query selects values, not tables.');
});
