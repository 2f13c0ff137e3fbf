import { type Column, getTableColumns, type Table } from 'drizzle-orm';
import { z } from 'zod';
import type { Json } from '../json.ts';

// A large number without a fraction comes as a BigInt, which a REAL holds as nearly as it holds any.
const REAL = z.union([z.number(), z.bigint().transform(Number)]);

// What a value must look like for each type of column; absent and null are fine unless the column says NOT NULL.
const SHAPES: Record<string, z.ZodType> = {
  SQLiteInteger: z.int(),
  SQLiteBoolean: z.boolean(),
  SQLiteReal: REAL,
  SQLiteText: z.string(),
};

// A column of a type of our own is what SQL says that it is: 64 bits if whole, and ANY and BLOB have no shape.
const CUSTOM: Record<string, z.ZodType> = {
  integer: z.union([z.int(), z.int64()]),
  real: REAL,
  text: z.string(),
};

const shapeOf = (column: Column): z.ZodType | undefined =>
  column.columnType === 'SQLiteCustomColumn' ? CUSTOM[column.getSQLType()] : SHAPES[column.columnType];

/** An object of which some fields are checked and all are kept. */
export type LooseShape = z.ZodObject<Record<string, z.ZodType>, z.core.$loose>;

/**
 * The shape that an answer must have for a table whose columns carry Strava's own names: the columns named,
 * each of its type. Columns that the archive fills by itself are left out by not naming them.
 */
export function shapeFor(table: Table, names: readonly string[]): LooseShape {
  const columns = getTableColumns(table);
  const entries = names.map((name) => {
    const column = columns[name];
    const shape = column && shapeOf(column);
    if (!shape) throw new Error(`No shape for the column ${name}.`);
    return [name, column.notNull ? shape : shape.nullish()];
  });
  return z.looseObject(Object.fromEntries(entries));
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

/** The named values of an answer as a row: what Strava left out is NULL. */
export function pick(answer: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.map((name) => [name, answer[name] ?? null]));
}

/** The two columns of a pair of coordinates, `[]` and absent ones NULL. */
export function coordinates(value: unknown, name: string): Json {
  const [lat = null, lng = null] = Array.isArray(value) ? value : [];
  return { [`${name}_lat`]: lat, [`${name}_lng`]: lng };
}
