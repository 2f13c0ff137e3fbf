/** Compares the rows of an archive with things of the simulated Strava, by the rules of the data model and no code of ours. */
import type Database from 'better-sqlite3';
import { expect } from 'vitest';

export type Archive = Database.Database;
export type Row = Record<string, unknown>;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** One value as SQL shows it: booleans 0 or 1, long integers as their digits, no negative zero. */
function asValue(name: string, value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return value + 0;
  if (typeof value !== 'string') return value ?? null;
  if (name === 'start_date_local') return value.replace(/Z$/, '');
  return name === 'timezone' ? value.replace(/^\(GMT[^)]*\) /, '') : value;
}

/** A thing of Strava's by the names that its values have in SQL: `a.b` is `a_b`, `x_latlng` is `x_lat` and `x_lng`. */
export function asRow(thing: object): Row {
  const own: Row = {};
  const nested: Row = {};
  for (const [name, value] of Object.entries(thing)) {
    if (name.endsWith('latlng')) {
      const [lat = null, lng = null] = (value ?? []) as number[];
      Object.assign(own, { [name.replace('latlng', 'lat')]: lat, [name.replace('latlng', 'lng')]: lng });
    } else if (typeof value === 'object' && value !== null) {
      if (Array.isArray(value)) continue;
      for (const [inner, each] of Object.entries(asRow(value))) nested[`${name}_${inner}`] = each;
    } else own[name === 'primary' ? 'is_primary' : name] = asValue(name, value);
  }
  return { ...nested, ...own };
}

/** What the archive says besides: when, which only has to be an instant, and the answer, which is compared as a document. */
const INSTANTS = ['fetched_at', 'first_seen_at', 'captured_at', 'valid_from'];
const ONES_OWN = [...INSTANTS, 'raw'];

interface Column {
  name: string;
  pk: number;
}

export function columnsOf(archive: Archive, table: string): Column[] {
  const columns = archive.pragma(`table_info(${table})`) as Column[];
  return columns.filter(({ name }) => !ONES_OWN.includes(name));
}

/** All rows of a table without what is the archive's own. */
export function storedRows(archive: Archive, table: string, where: string): Row[] {
  const rows = archive.prepare(`SELECT * FROM ${table} WHERE ${where}`).safeIntegers().all() as Row[];
  const instants = rows.flatMap((row) => INSTANTS.flatMap((name) => row[name] ?? []));
  expect(instants.filter((at) => !INSTANT.test(String(at)))).toEqual([]);
  return rows.map((row) => {
    const said = Object.entries(row).filter(([name]) => !ONES_OWN.includes(name));
    return Object.fromEntries(said.map(([name, value]) => [name, asValue('', value)]));
  });
}

/** How many differences a failing test lists. */
const SHOWN = 10;

/** Each cell in which rows differ, by key and column; missing and needless rows too. */
function differences(stored: Row[], expected: Row[], keyOf: (row: Row) => string): string[] {
  const rows = new Map(stored.map((row) => [keyOf(row), row]));
  const wanted = new Map(expected.map((row) => [keyOf(row), row]));
  const needless = [...rows.keys()].filter((key) => !wanted.has(key)).map((key) => `${key} is not Strava's`);
  const wrong = [...wanted].flatMap(([key, want]) => {
    const row = rows.get(key);
    if (!row) return [`${key} is missing`];
    const columns = Object.keys(want).filter((name) => !Object.is(row[name], want[name]));
    return columns.map((name) => `${key} ${name}: ${row[name]} instead of ${want[name]}`);
  });
  const doubles = stored.length === rows.size ? [] : [`${stored.length - rows.size} rows too many`];
  return [...needless, ...doubles, ...wrong];
}

/** The rows of a table are those of these things, value by value, and no others. */
export function expectSame(archive: Archive, table: string, things: object[], where = '1'): void {
  const columns = columnsOf(archive, table);
  const expected = things.map((thing) => {
    const row = asRow(thing);
    return Object.fromEntries(columns.map(({ name }) => [name, row[name] ?? null]));
  });
  const key = columns.filter(({ pk }) => pk > 0);
  const keyOf = (row: Row) => key.map(({ name }) => row[name]).join(' ');
  const found = differences(storedRows(archive, table, where), expected, keyOf);
  expect(found.slice(0, SHOWN), table).toEqual([]);
}

/** The same of things of which there are some. */
export function expectRows(archive: Archive, table: string, things: object[], where = '1'): void {
  expect(things.length, `something in ${table}`).toBeGreaterThan(0);
  expectSame(archive, table, things, where);
}
