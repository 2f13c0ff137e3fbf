import type { Database, Statement } from 'better-sqlite3';

const WAYS = ['run', 'get', 'all', 'iterate'] as const;

function guard(db: Database, statement: Statement): void {
  for (const way of WAYS) {
    const run = statement[way].bind(statement) as (...values: unknown[]) => unknown;
    const value = (...values: unknown[]) => {
      if (!db.inTransaction) throw new Error(`A write outside of \`immediate\`: ${statement.source}`);
      return run(...values);
    };
    Object.defineProperty(statement, way, { value });
  }
}

/**
 * Makes a connection refuse prepared statements that write outside of a transaction: beside a program that holds the
 * file such a write would end as an error of SQLite's, which says to nobody what to do. `VACUUM` runs outside only.
 */
export function refuseLooseWrites(db: Database): void {
  const prepare = db.prepare.bind(db);
  db.prepare = ((sql: string) => {
    const statement = prepare(sql);
    if (!statement.readonly && !sql.startsWith('VACUUM')) guard(db, statement);
    return statement;
  }) as typeof db.prepare;
}
