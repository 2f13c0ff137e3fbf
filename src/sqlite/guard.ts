import type { Database, Statement } from 'better-sqlite3';
import { databaseFailure, isOutside } from './failure.ts';

const WAYS = ['run', 'get', 'all'] as const;

function guard(db: Database, statement: Statement, mayRunLoose: boolean): void {
  for (const way of WAYS) {
    const run = statement[way].bind(statement) as (...values: unknown[]) => unknown;
    const value = (...values: unknown[]) => {
      if (!mayRunLoose && !db.inTransaction)
        throw new Error(`A write outside of \`immediate\`: ${statement.source}`);
      try {
        return run(...values);
      } catch (error) {
        throw isOutside(error) ? databaseFailure(error, db.name) : error;
      }
    };
    Object.defineProperty(statement, way, { value });
  }
}

/**
 * Guards what a connection prepares. Statements refuse to write outside of a transaction, where they would wait for
 * nobody; `VACUUM` runs outside only. What the world does to the file, like a lock, a full disk or damage, is a
 * {@link Failure} `archive`; what SQLite says of our own SQL stays as it is.
 */
export function guardStatements(db: Database): void {
  const prepare = db.prepare.bind(db);
  db.prepare = ((sql: string) => {
    const statement = prepare(sql);
    guard(db, statement, statement.readonly || sql.startsWith('VACUUM'));
    return statement;
  }) as typeof db.prepare;
}
