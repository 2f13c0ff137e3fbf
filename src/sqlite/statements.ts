import type Database from 'better-sqlite3';
import { Column, eq, getTableColumns, getTableName, is, Param, Placeholder, sql, Table } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Json } from '../json.ts';
import type { Db } from './open.ts';

/**
 * A statement that each database prepares at its first use: Drizzle takes longer to put one together than SQLite to
 * run it. Make it once, outside of the function that uses it.
 */
export function statement<S>(prepare: (db: Db) => S): (db: Db) => S {
  const prepared = new WeakMap<Db, { made: S }>();
  return (db) => {
    let known = prepared.get(db);
    if (!known) {
      known = { made: prepare(db) };
      prepared.set(db, known);
    }
    return known.made;
  };
}

/** What Drizzle has put together; a SELECT knows the values of its rows by name. */
interface Built {
  toSQL(): { sql: string; params: unknown[] };
  readonly _: unknown;
}

type RowOf<B> = B extends { _: { readonly result: (infer Row)[] } } ? Row : never;

/** A query with named values. */
interface Query<Row> {
  get(values: Json): Row | undefined;
  all(values: Json): Row[];
  run(values: Json): Database.RunResult;
}

type Value = (values: Json) => unknown;

/** How a parameter gets its value. */
function valueFor(param: unknown): Value {
  if (is(param, Param)) {
    const value = valueFor(param.value);
    return (values) => param.encoder.mapToDriverValue(value(values));
  }
  if (!is(param, Placeholder)) return () => param;
  const { name } = param;
  return (values) => {
    if (values[name] === undefined) throw new Error(`A query is not given ${name}.`);
    return values[name];
  };
}

/** How a row becomes an object with the names that Drizzle gave to its values. */
function rowOf<Row>(fields: Record<string, unknown>): (values: unknown[]) => Row {
  const all = Object.entries(fields).map(([name, field]) => {
    if (is(field, Table)) throw new Error('A query selects values, not tables.');
    return { name, column: is(field, Column) ? field : undefined };
  });
  return (values) => {
    const row: Json = {};
    all.forEach(({ name, column }, i) => {
      const value = values[i];
      row[name] = column && value !== null ? column.mapFromDriverValue(value) : value;
    });
    return row as Row;
  };
}

// SQLite plans by the number of a bare `LIMIT ?`, and so prepares the statement anew each time that it is bound.
const plannedOnce = (text: string) => text.replaceAll('limit ?', 'limit ? + 0');

function prepareQuery<Row>(db: Db, built: Built): Query<Row> {
  const { sql, params } = built.toSQL();
  const { selectedFields } = (built._ ?? {}) as { selectedFields?: Record<string, unknown> };
  const statement = db.$client.prepare(plannedOnce(sql));
  if (selectedFields) statement.raw();
  const toRow = rowOf<Row>(selectedFields ?? {});
  const order = params.map(valueFor);
  const bound = (values: Json) => order.map((value) => value(values));
  return {
    get(values) {
      const row = statement.get(bound(values)) as unknown[] | undefined;
      return row && toRow(row);
    },
    all: (values) => (statement.all(bound(values)) as unknown[][]).map(toRow),
    run: (values) => statement.run(bound(values)),
  };
}

/**
 * A query of Drizzle's making that better-sqlite3 runs, since Drizzle's own way to it costs as much again; prepared as
 * {@link statement} does, from a query that is not `prepare()`d yet.
 */
export function query<B extends Built>(make: (db: Db) => B): (db: Db) => Query<RowOf<B>> {
  return statement((db) => prepareQuery(db, make(db)));
}

/** The query that deletes the rows of a table with the value `of` in this column. */
export const eraser = (column: SQLiteColumn) =>
  query((db) => db.delete(column.table as SQLiteTable).where(eq(column, sql.placeholder('of'))));

export interface WriterOptions {
  /** The key by which a row that is known already is updated; without it such a row is refused. */
  key?: readonly string[];
  /** Columns that stay as they are when a row is updated. */
  keep?: readonly string[];
  /** The SQL of columns that are computed instead of taken when a row is updated; the new row is `excluded`. */
  compute?: Record<string, string>;
  /** Rows may leave out these columns, which then stay as they are; in a new row they are NULL. */
  optional?: readonly string[];
  /** The SQL that says which rows that are known give way to the new one; all do without it. */
  where?: string;
  /** Leave a known row as it is unless something changes in it beside these columns. */
  stamps?: readonly string[];
  /** What is written, by the names in the Drizzle table; all of its columns by default. */
  columns?: readonly string[];
}

// The columns that a row leaves out, with a space around each.
const LEFT_OUT = '@left_out';

const updated = (name: string, isOptional: boolean) =>
  isOptional
    ? `CASE instr(${LEFT_OUT}, ' ${name} ') WHEN 0 THEN excluded."${name}" ELSE "${name}" END`
    : `excluded."${name}"`;

interface Insert {
  statement: Database.Statement;
  /** The names of its values, in order. */
  order: readonly string[];
}

/** Its text is put together here, since Drizzle takes longer for one with many columns than a page of rows for theirs. */
function prepareInsert(db: Db, table: SQLiteTable, options: WriterOptions): Insert {
  const all = getTableColumns(table) as Record<string, SQLiteColumn>;
  const { key, keep = [], compute = {}, optional = [], where = 'TRUE', stamps } = options;
  const { columns = Object.keys(all) } = options;
  const nameOf = (column: string) => (all[column] as SQLiteColumn).name;
  const list = (names: readonly string[]) => names.map((column) => `"${nameOf(column)}"`).join();
  let text = `INSERT INTO "${getTableName(table)}" (${list(columns)}) VALUES (${columns.map(() => '?').join()})`;
  if (key) {
    const set = columns
      .filter((column) => !key.includes(column) && !keep.includes(column))
      .map((column) => {
        const value = compute[column] ?? updated(nameOf(column), optional.includes(column));
        return { column, name: `"${nameOf(column)}"`, value };
      });
    const news = stamps && set.filter(({ column }) => !stamps.includes(column));
    const isNews = news?.map(({ name, value }) => `${name} IS NOT ${value}`).join(' OR ') ?? 'TRUE';
    const given = set.map(({ name, value }) => `${name} = ${value}`).join();
    text += ` ON CONFLICT (${list(key)}) DO UPDATE SET ${given} WHERE (${where}) AND (${isNews})`;
  }
  return { statement: db.$client.prepare(text), order: columns };
}

const toSql = (value: unknown) => (typeof value === 'boolean' ? Number(value) : value);

/**
 * A way to write rows into a table: one statement for each database, whatever the rows hold. A row names all columns
 * that are written, and no other; an optional one that is undefined is left out. It tells whether that changed anything.
 */
export function rowWriter(table: SQLiteTable, options: WriterOptions = {}): (db: Db, row: Json) => boolean {
  const insertOf = statement((db) => prepareInsert(db, table, options));
  const columns = getTableColumns(table) as Record<string, SQLiteColumn>;
  const optional = new Map(options.optional?.map((name) => [name, columns[name]?.name]));
  return (db, row) => {
    const { statement: insert, order } = insertOf(db);
    let leftOut = ' ';
    const values = order.map((name) => {
      const value = row[name];
      if (value !== undefined) return toSql(value);
      if (!optional.has(name)) throw new Error(`A row of ${getTableName(table)} does not name ${name}.`);
      leftOut += `${optional.get(name)} `;
      return null;
    });
    if (Object.keys(row).length > order.length)
      throw new Error(`A row of ${getTableName(table)} names more than ${order.join(', ')}.`);
    const { changes } = optional.size === 0 ? insert.run(values) : insert.run(values, { left_out: leftOut });
    return changes > 0;
  };
}

/** The same for rows that are lists of the values of all columns, in the order of the table. */
export function listWriter(table: SQLiteTable): (db: Db, rows: Iterable<readonly unknown[]>) => void {
  const insertOf = statement((db) => prepareInsert(db, table, {}));
  return (db, rows) => {
    const { statement: insert } = insertOf(db);
    for (const row of rows) insert.run(row);
  };
}
