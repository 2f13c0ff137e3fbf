import { type Column, getTableColumns, type Table } from 'drizzle-orm';
import { isObject, type Json } from '../json.ts';
import type { Notes } from './notes.ts';

/** A value as its column holds it; undefined when the column cannot hold what was said. */
type Take = (said: unknown) => unknown;

const takeNumber: Take = (said) => {
  // A large number without a fraction comes as a BigInt, which a REAL holds as nearly as it holds any.
  const number = typeof said === 'bigint' ? Number(said) : said;
  return Number.isFinite(number) ? number : undefined;
};
const takeWhole: Take = (said) => (Number.isSafeInteger(said) ? said : undefined);
// Half an emoji is written as U+FFFD: the file holds UTF-8, which has no other word for it.
const takeText: Take = (said) => (typeof said === 'string' ? said.toWellFormed() : undefined);
const takeFlag: Take = (said) => (typeof said === 'boolean' ? said : undefined);
// A column of any number: bound as a BigInt, a whole one stays an INTEGER.
const takeSeconds: Take = (said) => (Number.isSafeInteger(said) ? BigInt(said as number) : takeNumber(said));

const [LEAST, MOST] = [-(2n ** 63n), 2n ** 63n - 1n];

/** An id as a number, or as a BigInt where a number cannot hold it; also one in quotes. Undefined for anything else. */
export function takeId(said: unknown): number | bigint | undefined {
  const isDigits = typeof said === 'string' && /^-?\d{1,19}$/.test(said);
  if (!isDigits && typeof said !== 'bigint') return takeWhole(said) as number | undefined;
  const id = BigInt(said);
  if (id < LEAST || id > MOST) return undefined;
  return Number.isSafeInteger(Number(id)) ? Number(id) : id;
}

/**
 * The `id` of a thing, exactly: where it came as a number that was rounded on its way, its `id_str` says it to the digit.
 */
export function exactId({ id, id_str }: Json): number | bigint | undefined {
  const exact = takeId(id_str);
  const isLong = (typeof id === 'bigint' || typeof id === 'number') && !Number.isSafeInteger(Number(id));
  return isLong && exact !== undefined && Number(exact) === Number(id) ? exact : takeId(id);
}

const TAKES: Record<string, Take> = {
  SQLiteInteger: takeWhole,
  SQLiteBoolean: takeFlag,
  SQLiteReal: takeNumber,
  SQLiteText: takeText,
};

// A column of a type of our own is what SQL says that it is.
const CUSTOM: Record<string, Take> = { integer: takeId, ANY: takeSeconds };

const takeOf = (column: Column): Take | undefined =>
  column.columnType === 'SQLiteCustomColumn' ? CUSTOM[column.getSQLType()] : TAKES[column.columnType];

/** Makes the named columns of a row of what was said at `where`; what the columns cannot hold is NULL, and noted. */
export type Taker = (said: Json, notes: Notes, where?: string) => Json;

/**
 * The {@link Taker} for columns that carry Strava's own names, each of its type. What Strava left out is NULL.
 * @param prefix what the columns have before those names.
 */
export function takerFor(table: Table, names: readonly string[], prefix = ''): Taker {
  const columns = getTableColumns(table);
  const takes = names.map((name) => {
    const column = columns[name];
    const take = column && takeOf(column);
    if (!take) throw new Error(`Nothing is known of the column ${name}.`);
    return { name, itsName: name.slice(prefix.length), take };
  });
  // A copy of what came out of JSON keeps its shape, while a row that grows name by name becomes a hash table.
  const empty: Json = JSON.parse(JSON.stringify(Object.fromEntries(names.map((name) => [name, null]))));
  return (said, notes, where = '') => {
    const row = { ...empty };
    for (const { name, itsName, take } of takes) {
      const value = said[itsName] ?? null;
      if (value === null) continue;
      const taken = take(value);
      if (taken === undefined) notes.add(where + itsName, value);
      else row[name] = taken;
    }
    return row;
  };
}

// What the archive says of a row by itself.
const OURS = [
  'athlete_id',
  'activity_id',
  'fetched_at',
  'first_seen_at',
  'captured_on',
  'captured_at',
  'raw',
];

/** The columns of a table that an answer fills under the same name: all but those that the archive fills, and `others`. */
export function saidIn(table: Table, ...others: string[]): string[] {
  return Object.keys(getTableColumns(table)).filter((name) => ![...OURS, ...others].includes(name));
}

/** The object of that name in an answer: an empty one where there is none, and where something else is, with a note. */
export function objectIn(said: Json, name: string, notes: Notes, where = ''): Json {
  const value = said[name] ?? null;
  if (isObject(value)) return value;
  if (value !== null) notes.add(where + name, value);
  return {};
}

/** The objects in the list of that name in an answer, each with its place (`laps.3.`) and number; notes what is none. */
export function objectsIn(said: Json, name: string, notes: Notes, where = ''): [Json, string, number][] {
  const list = said[name] ?? [];
  const place = where + name;
  if (!Array.isArray(list)) {
    notes.add(place, list);
    return [];
  }
  return list.flatMap((element: unknown, i): [Json, string, number][] => {
    if (isObject(element)) return [[element, `${place}.${i}.`, i]];
    notes.add(`${place}.${i}`, element);
    return [];
  });
}

/** The two numbers of the pair of that name in an answer; `[]` and an absent one are NULL. */
export function takePair(said: Json, name: string, notes: Notes, where = ''): [unknown, unknown] {
  const pair = said[name] ?? [];
  const [one, other] = Array.isArray(pair) && pair.length === 2 ? pair.map(takeNumber) : [];
  const isPair = one !== undefined && other !== undefined;
  const isEmpty = Array.isArray(pair) && pair.every((value) => value === null);
  if (!isPair && !isEmpty) notes.add(where + name, pair);
  return isPair ? [one, other] : [null, null];
}

/** The columns `name_lat` and `name_lng` of the pair `name_latlng`. */
export function takeCoordinates(said: Json, name: string, notes: Notes, where = ''): Json {
  const [lat, lng] = takePair(said, `${name}_latlng`, notes, where);
  return { [`${name}_lat`]: lat, [`${name}_lng`]: lng };
}
