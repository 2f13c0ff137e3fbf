/**
 * What a person asks in SQL is admitted only if it reads, here and nowhere else. `ATTACH` and some `PRAGMA`s work on a
 * connection that is read-only, the latter while they are prepared, so the first word is looked at before SQLite sees it.
 */
import type BetterSqlite3 from 'better-sqlite3';
import { Failure } from '../errors.ts';
import { command } from '../package.ts';
import { Sqlite } from '../sqlite/driver.ts';
import { databaseFailure, isOutside } from '../sqlite/failure.ts';
import { sqlFailure } from './mistake.ts';
import { tokensOf } from './tokens.ts';

/** A statement of which SQLite has told what it does. */
export interface Prepared extends Pick<BetterSqlite3.Statement, 'reader' | 'readonly'> {
  pluck(): { all(): unknown[] };
}

/** A connection that prepares. */
export interface Preparing<Statement extends Prepared> {
  readonly name: string;
  prepare(sql: string): Statement;
}

const READING = ['SELECT', 'WITH', 'VALUES'];
const TRANSACTIONS = ['BEGIN', 'COMMIT', 'END', 'ROLLBACK', 'SAVEPOINT', 'RELEASE'];
const WRITING = [
  ...['INSERT', 'REPLACE', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'ALTER'],
  ...['VACUUM', 'REINDEX', 'ANALYZE'],
];

const ASK = 'Ask with SELECT.';

const refused = (message: string, advice = ASK) => new Failure('usage', message, advice);

function refusalOf(word: string): Failure | undefined {
  if (word === 'PRAGMA')
    return refused(
      'PRAGMA is refused: it may change how the archive is opened.',
      "`SELECT * FROM pragma_table_info('activities')` and its like only read.",
    );
  if (word === 'ATTACH' || word === 'DETACH')
    return refused(`${word} is refused: no other file than the archive may be read.`);
  if (TRANSACTIONS.includes(word)) return refused(`${word} is refused: a question is one statement.`);
  if (WRITING.includes(word))
    return refused(
      `${word} is refused: the archive is only read here.`,
      `${ASK} To change things, make a copy by ${command('backup', '<file>')} and open that with sqlite3.`,
    );
  if (word === '.')
    return refused(
      'Commands that begin with a dot belong to the program sqlite3.',
      `${command('sql', '--list')} names the tables that are made for asking.`,
    );
  return undefined;
}

/** The words that say what the statement does; before them may stand blanks, comments and semicolons. */
function leadingWords(sql: string): string[] {
  const words: string[] = [];
  for (const { text } of tokensOf(sql)) {
    if (text === ';' && words.length === 0) continue;
    words.push(text.toUpperCase());
    if (words.length === 4) break;
  }
  if (words[0] !== 'EXPLAIN') return words;
  return words.slice(words[1] === 'QUERY' && words[2] === 'PLAN' ? 3 : 1);
}

/** Looks at a text before SQLite does. @throws {Failure} `usage` for what must not even be prepared. */
function checkWords(sql: string): { isReading: boolean } {
  // SQLite ends at it, and would take what stands behind for nothing.
  if (sql.includes('\0')) throw refused('The statement has a NUL character in it.');
  const [word] = leadingWords(sql);
  if (word === undefined) throw refused('There is no statement.');
  const refusal = refusalOf(word);
  if (refusal) throw refusal;
  return { isReading: READING.includes(word) };
}

function prepare<Statement extends Prepared>(
  db: Preparing<Statement>,
  sql: string,
  asked: string,
): Statement {
  try {
    return db.prepare(sql);
  } catch (error) {
    if (error instanceof RangeError && /more than one statement/.test(error.message))
      throw refused('There is more than one statement.', 'Ask one at a time.');
    if (isOutside(error)) throw databaseFailure(error, db.name);
    if (error instanceof Sqlite.SqliteError) throw sqlFailure(db, { sql, asked }, error);
    throw error;
  }
}

function admitted<Statement extends Prepared>(
  db: Preparing<Statement>,
  sql: string,
  asked: string,
): Statement {
  const { isReading } = checkWords(sql);
  // Of a word that is none SQLite says so itself.
  const statement = prepare(db, sql, asked);
  if (!isReading || !statement.reader || !statement.readonly)
    throw refused('The statement would do more than read, so it is refused.');
  return statement;
}

/**
 * Admits one statement that gives rows and changes nothing.
 * @returns it, prepared. @throws {Failure} `usage`, saying why it is refused or what SQLite finds wrong with it and where.
 */
export const checkSelect = <Statement extends Prepared>(db: Preparing<Statement>, sql: string): Statement =>
  admitted(db, sql, sql);

/** Whether it is closed in itself: put into parentheses, it stays within them. */
function isClosed(condition: string): boolean {
  let depth = 0;
  for (const { text } of tokensOf(condition)) {
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (text === ';' || depth < 0) return false;
  }
  return depth === 0;
}

/**
 * Admits a condition on the rows of a table or view: one expression that reads.
 * @returns it in parentheses, to stand behind `WHERE` or `AND`. @throws {Failure} `usage`, as {@link checkSelect}.
 */
export function checkCondition<Statement extends Prepared>(
  db: Preparing<Statement>,
  table: string,
  condition: string,
): string {
  if (!isClosed(condition))
    throw refused(
      'The condition is not one expression: its parentheses do not match, or a semicolon is in it.',
      'Write what would stand behind WHERE, such as "distance > 10000".',
    );
  // A comment at its end ends with its line.
  const inside = `(${condition}\n)`;
  admitted(db, `SELECT 1 FROM ${table} WHERE ${inside}`, condition);
  return inside;
}
