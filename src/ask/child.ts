/**
 * The process in which a question is answered: SQLite cannot be interrupted, a process can be killed. It is given the
 * archive and the question, and no environment in which a secret could be.
 */
import { Worker } from 'node:worker_threads';
import type { Database, Statement } from 'better-sqlite3';
import { Failure } from '../errors.ts';
import { Sqlite } from '../sqlite/driver.ts';
import { databaseFailure, isOutside } from '../sqlite/failure.ts';
import { patience } from '../sqlite/patience.ts';
import { checkSelect } from './guard.ts';
import type { Question, Told, Value } from './messages.ts';
import { sqlFailure } from './mistake.ts';

const ROWS = 1_000;
const BYTES = 256 * 1024;
// What comes slowly is shown as it comes.
const BATCH_MS = 100;

const tell = (told: Told) => void process.send?.(told);

function open(path: string): Database {
  const db = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: patience.writerMs });
  db.pragma('query_only = ON');
  db.pragma('trusted_schema = OFF');
  db.defaultSafeIntegers(true);
  return db;
}

function sizeOf(row: Value[]): number {
  let bytes = 0;
  for (const value of row)
    bytes += typeof value === 'string' || value instanceof Uint8Array ? value.length : 8;
  return bytes;
}

/** The next rows: at most so many, so large, or that came within a moment; none when all were told. */
function take(rows: Iterator<Value[]>): Value[][] {
  const until = performance.now() + BATCH_MS;
  const batch: Value[][] = [];
  let bytes = 0;
  while (batch.length < ROWS && bytes < BYTES) {
    const next = rows.next();
    if (next.done) break;
    batch.push(next.value);
    bytes += sizeOf(next.value);
    if (performance.now() > until) break;
  }
  return batch;
}

/** What a person can mend, in words. */
function failureOf(error: unknown, { archive, sql }: Question, db: Database | undefined): unknown {
  const parameter =
    error instanceof Error ? /^Missing named parameter "(\w+)"/.exec(error.message)?.[1] : undefined;
  if (parameter !== undefined)
    return new Failure(
      'usage',
      `The question needs a value for :${parameter}.`,
      `Give it with --${parameter}.`,
    );
  if (error instanceof Error && /^Too few parameter values/.test(error.message))
    return new Failure(
      'usage',
      'A parameter of the question has no name.',
      'Write :name instead of ? and give --name.',
    );
  if (!(error instanceof Sqlite.SqliteError)) return error;
  if (!db || isOutside(error)) return databaseFailure(error, archive);
  return sqlFailure(db, { sql, asked: sql }, error);
}

function tellFailure(error: unknown): void {
  if (error instanceof Failure) {
    const { kind, message, advice } = error;
    tell({ failure: { kind, message, advice } });
  } else tell({ bug: error instanceof Error ? String(error.stack) : String(error) });
}

function answer(question: Question): void {
  let db: Database | undefined;
  const trying = (work: () => void) => {
    try {
      work();
    } catch (error) {
      tellFailure(failureOf(error, question, db));
    }
  };
  trying(() => {
    db = open(question.archive);
    const statement = checkSelect<Statement>(db, question.sql).raw(true);
    const rows = statement.iterate(question.parameters) as Iterator<Value[]>;
    tell({ columns: statement.columns().map(({ name }) => name) });
    process.on('message', () => trying(() => tell({ rows: take(rows) })));
  });
}

new Worker(new URL('ask-watch-parent.js', import.meta.url), { stdin: false }).unref();
process.once('message', answer);
