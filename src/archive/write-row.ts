import { getTableColumns, getTableName, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Db } from '../sqlite/open.ts';
import type { Json } from './from-table.ts';

interface Statement {
  run(values: Json): unknown;
}

// Drizzle takes longer to put a statement together than SQLite to run it, so each is put together once.
const statements = new WeakMap<Db, Map<string, Statement>>();

/** The statement of this name for a database, prepared at its first use. */
export function prepared<S>(db: Db, name: string, prepare: () => S): S {
  const known = statements.get(db) ?? new Map<string, Statement>();
  statements.set(db, known);
  const statement = (known.get(name) as S | undefined) ?? prepare();
  known.set(name, statement as Statement);
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

function prepareInsert(
  db: Db,
  table: SQLiteTable,
  names: string[],
  conflict: Conflict | undefined,
): Statement {
  const columns = getTableColumns(table) as Record<string, SQLiteColumn>;
  // Without the column's own encoder, which would turn an unknown boolean into a false one.
  const values = Object.fromEntries(names.map((name) => [name, sql`${sql.placeholder(name)}`]));
  const insert = db.insert(table).values(values as never);
  if (!conflict) return insert.prepare();
  const { key, keep = [], compute = {} } = conflict;
  const taken = names.filter((name) => !key.includes(name) && !keep.includes(name));
  const set = taken.map((name) => [name, sql.raw(`excluded."${columns[name]?.name}"`)]);
  const target = key.map((name) => columns[name] as SQLiteColumn);
  return insert
    .onConflictDoUpdate({ target, set: { ...Object.fromEntries(set), ...compute } as never })
    .prepare();
}

/**
 * Inserts a row, or updates the one it conflicts with. Rows of one table must always name the same columns.
 * @param row by the names that the columns have in the Drizzle table.
 */
export function writeRow(db: Db, table: SQLiteTable, row: Json, conflict?: Conflict): void {
  const name = `${conflict ? 'upsert' : 'insert'} ${getTableName(table)} ${Object.keys(row).join(' ')}`;
  const statement = prepared(db, name, () => prepareInsert(db, table, Object.keys(row), conflict));
  const values = Object.entries(row).map(([column, value]) => [
    column,
    typeof value === 'boolean' ? Number(value) : value,
  ]);
  statement.run(Object.fromEntries(values));
}
