import { isDeepStrictEqual } from 'node:util';
import type Database from 'better-sqlite3';
import { getTableColumns, getTableName, Placeholder, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Json } from '../json.ts';
import type { Db } from './open.ts';

// Drizzle takes longer to put a statement together than SQLite to run it, so each is put together once.
const statements = new WeakMap<Db, Map<string, unknown>>();

/** The statement of this name for a database, prepared at its first use. */
export function prepared<S>(db: Db, name: string, prepare: () => S): S {
  let known = statements.get(db);
  if (!known) {
    known = new Map();
    statements.set(db, known);
  }
  const statement = (known.get(name) as S | undefined) ?? prepare();
  known.set(name, statement);
  return statement;
}

interface Conflict {
  /** The key by which a row is known already. */
  key: readonly string[];
  /** Columns that stay as they are when it is. */
  keep?: readonly string[];
  /** Columns that are computed instead of taken. */
  compute?: Record<string, SQL>;
}

/** A statement of Drizzle's making that better-sqlite3 runs, since Drizzle's own way to it costs as much again. */
interface Insert {
  statement: Database.Statement;
  /** The names of its values, in order. */
  order: string[];
}

function prepareInsert(db: Db, table: SQLiteTable, names: string[], conflict: Conflict | undefined): Insert {
  const columns = getTableColumns(table) as Record<string, SQLiteColumn>;
  // Without the column's own encoder, which would turn an unknown boolean into a false one.
  const values = Object.fromEntries(names.map((name) => [name, sql`${sql.placeholder(name)}`]));
  const insert = db.insert(table).values(values as never);
  if (conflict) {
    const { key, keep = [], compute = {} } = conflict;
    const taken = names.filter((name) => !key.includes(name) && !keep.includes(name));
    const set = taken.map((name) => [name, sql.raw(`excluded."${columns[name]?.name}"`)]);
    const target = key.map((name) => columns[name] as SQLiteColumn);
    insert.onConflictDoUpdate({ target, set: { ...Object.fromEntries(set), ...compute } as never });
  }
  const query = insert.toSQL();
  const order = query.params.map((param) => {
    if (!(param instanceof Placeholder)) throw new Error(`A value of ${getTableName(table)} has no name.`);
    return param.name as string;
  });
  return { statement: db.$client.prepare(query.sql), order };
}

/**
 * Inserts a row, or updates the one it conflicts with. Rows of one table must always name the same columns.
 * @param row by the names that the columns have in the Drizzle table.
 */
export function writeRow(db: Db, table: SQLiteTable, row: Json, conflict?: Conflict): void {
  const names = Object.keys(row);
  const name = `${conflict ? 'upsert' : 'insert'} ${getTableName(table)} ${names.join(' ')}`;
  const { statement, order } = prepared(db, name, () => prepareInsert(db, table, names, conflict));
  const values = order.map((column) => {
    const value = row[column];
    return typeof value === 'boolean' ? Number(value) : value;
  });
  statement.run(values);
}

/**
 * Inserts rows that are lists of values.
 * @param names of the columns of these values, by their names in the Drizzle table and in its order.
 */
export function writeRows(
  db: Db,
  table: SQLiteTable,
  names: string[],
  rows: Iterable<readonly unknown[]>,
): void {
  const name = `insert rows ${getTableName(table)}`;
  const { statement } = prepared(db, name, () => {
    const insert = prepareInsert(db, table, names, undefined);
    if (!isDeepStrictEqual(insert.order, names))
      throw new Error(`${getTableName(table)} has ${insert.order}.`);
    return insert;
  });
  for (const row of rows) statement.run(row);
}
