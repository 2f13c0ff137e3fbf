import { isId, type Relation } from './relation.ts';

/** A value as SQLite has it, whole numbers as bigint where they may be long. */
export type Value = null | bigint | number | string | Uint8Array;

/** Rows as text. */
export interface TextRows {
  /** What stands above all rows. */
  readonly head: string;
  /** A row with the end of its line. */
  row(values: readonly Value[]): string;
}

/** How CSV gives way to spreadsheets, which take cells for what they look like. */
export interface CsvOptions {
  /** Ids as formulas that are texts, since a spreadsheet rounds those of 19 digits. */
  textIds?: boolean;
  /** An apostrophe before texts that it would take for formulas. */
  spreadsheet?: boolean;
}

const inHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const isNumber = (value: Value) => typeof value === 'bigint' || typeof value === 'number';

const SPECIAL = /[",\r\n]/;
const FORMULA = /^[=+\-@\t\r]/;

// Nothing is NULL, so an empty text has its quotes.
const cell = (text: string) => (text === '' || SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** CSV of RFC 4180, in UTF-8, with names above; a line ends with a line feed. NULL is nothing, bytes are hexadecimal. */
export function csvRows({ columns }: Pick<Relation, 'columns'>, options: CsvOptions = {}): TextRows {
  const { textIds = false, spreadsheet = false } = options;
  const ids = columns.map(({ name }) => textIds && isId(name));
  const written = (value: Value, i: number) => {
    if (value === null) return '';
    if (ids[i] && isNumber(value)) return cell(`="${value}"`);
    if (typeof value === 'string') return cell(spreadsheet && FORMULA.test(value) ? `'${value}` : value);
    return typeof value === 'object' ? inHex(value) : String(value);
  };
  return {
    head: `${columns.map(({ name }) => cell(name)).join()}\n`,
    row: (values) => `${values.map(written).join()}\n`,
  };
}

/** A value as JSON, whole numbers with all their digits. What JSON has no word for, like bytes and infinity, is a text. */
export function jsonOf(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`;
  return JSON.stringify(typeof value === 'string' ? value : inHex(value));
}

/** An object of JSON a line. Every id is a text, since most programs round whole numbers of more than 15 digits. */
export function jsonRows({ columns }: Pick<Relation, 'columns'>): TextRows {
  const keys = columns.map(({ name }) => `${JSON.stringify(name)}:`);
  const ids = columns.map(({ name }) => isId(name));
  const written = (value: Value, i: number) =>
    keys[i] + (ids[i] && isNumber(value) ? `"${value}"` : jsonOf(value));
  return { head: '', row: (values) => `{${values.map(written).join()}}\n` };
}
