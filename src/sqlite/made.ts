import type { Database } from 'better-sqlite3';

/**
 * Whether what stands in a file is made by these statements, by all of them and no others.
 * @param select a query for the `sql` of what stands there, out of `sqlite_master`.
 */
export function isMadeBy(db: Database, select: string, statements: readonly string[]): boolean {
  const existing = new Set(db.prepare(select).pluck().all());
  return existing.size === statements.length && statements.every((sql) => existing.has(sql));
}
