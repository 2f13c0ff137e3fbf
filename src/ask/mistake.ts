/** What SQLite says of a wrong statement, with the place marked and the name that was probably meant. */
import widthOf from 'fast-string-truncated-width';
import { Failure } from '../errors.ts';
import { command } from '../package.ts';
import type { Prepared, Preparing } from './guard.ts';
import { nearest } from './nearest.ts';
import { nameIn, type Token, tokensOf } from './tokens.ts';

/** A statement, and the part of it that a person wrote. */
interface Text {
  sql: string;
  asked: string;
}

type Db = Preparing<Prepared>;

const SHOWN = 100;
const MARGIN = 40;

/** The name at which SQLite stumbled; of `a.name` the last part. */
function nameOf(message: string): string | undefined {
  const found =
    /^(?:no such [a-z -]+|ambiguous column name|misuse of [a-z ]+|row value misused|unknown function): (.+?)(?: - .*)?$/s.exec(
      message,
    ) ?? /(?:function|table|column) "?([\w.]+)/.exec(message);
  return found?.[1]?.replace(/\(\)$/, '').split('.').map(nameIn).at(-1);
}

const messageFor = (db: Db, sql: string): string => {
  try {
    db.prepare(sql);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

/**
 * The token that a message speaks of. A parser reads from left to right, so of several that are alike it is the first
 * behind which the text may end and the message stays the same.
 */
function tokenOf(db: Db, sql: string, message: string): Token | undefined {
  const tokens = [...tokensOf(sql)];
  const near = /^near "(.*)": syntax error$/s.exec(message)?.[1];
  if (near !== undefined)
    return tokens.find(
      ({ text, start }) => text === near && messageFor(db, sql.slice(0, start + text.length)) === message,
    );
  const unknown = /^unrecognized token: "(.*)"$/s.exec(message)?.[1];
  if (unknown !== undefined) return tokens.find(({ text }) => text.startsWith(unknown) && text !== '');
  if (message === 'incomplete input') return { text: '', start: sql.trimEnd().length };
  const name = nameOf(message)?.toLowerCase();
  return tokens.find(({ text }) => nameIn(text).toLowerCase() === name);
}

/** The line of a place and a caret below it, each indented. */
function marked(sql: string, start: number): string {
  const from = sql.lastIndexOf('\n', start - 1) + 1;
  const end = sql.indexOf('\n', start);
  const line = sql.slice(from, end === -1 ? undefined : end).replace(/\p{C}/gu, ' ');
  const blanks = line.length - line.trimStart().length;
  const cut = Math.min(start - from, line.length > SHOWN ? Math.max(blanks, start - from - MARGIN) : blanks);
  const before = line.slice(cut, start - from);
  return `  ${line.slice(cut, cut + SHOWN).trimEnd()}\n  ${' '.repeat(widthOf(before).width)}^`;
}

const rowsOf = (db: Db, sql: string): string[] => db.prepare(sql).pluck().all().map(String);

/** What may stand where an unknown name does: of columns, those of the tables that are named. */
function namesFor(db: Db, { sql }: Text, message: string): string[] {
  if (message.startsWith('no such function'))
    return rowsOf(db, 'SELECT DISTINCT name FROM pragma_function_list');
  const tables = rowsOf(db, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')");
  if (message.startsWith('no such table')) return tables;
  if (!message.startsWith('no such column')) return [];
  const words = new Set([...tokensOf(sql)].map(({ text }) => nameIn(text).toLowerCase()));
  const named = tables.filter((table) => words.has(table.toLowerCase()));
  return named.flatMap((table) =>
    rowsOf(db, `SELECT name FROM pragma_table_xinfo('${table.replaceAll("'", "''")}')`),
  );
}

function adviceFor(db: Db, text: Text, message: string): string {
  const meant = nearest(nameOf(message) ?? '', namesFor(db, text, message));
  if (meant !== undefined) return `Did you mean ${meant}?`;
  return /^no such (table|column)/.test(message)
    ? `${command('sql', '--list')} names what is made for asking; docs/data-dictionary.md has every table and column.`
    : 'Mend the statement and ask again.';
}

/** A {@link Failure} `usage` for what SQLite finds wrong with a statement. */
export function sqlFailure(db: Db, text: Text, { message }: Error): Failure {
  const token = tokenOf(db, text.sql, message);
  // What stands around the part that a person wrote is not theirs to mend.
  const start = token && token.start - Math.max(0, text.sql.indexOf(text.asked));
  const isTheirs = start !== undefined && start >= 0 && start <= text.asked.length;
  const place = isTheirs ? `\n${marked(text.asked, start)}` : '';
  return new Failure(
    'usage',
    `SQLite says: ${message.replace(/\p{C}/gu, ' ')}${place}`,
    adviceFor(db, text, message),
  );
}
