/** What the program and the child in which a question is answered tell one another. */
import type { FailureKind } from '../errors.ts';

/** A value of SQLite's: integers are exact. */
export type Value = null | bigint | number | string | Uint8Array;

/** The question, which comes first; every later message of the program, whatever it is, asks for more rows. */
export interface Question {
  /** Absolute path of the archive. */
  archive: string;
  sql: string;
  /** Values of the parameters by name, without the colon. */
  parameters: Record<string, string>;
}

/** The child's: the columns at first, then rows, of which none are the last; or why there are none. */
export type Told =
  | { columns: string[] }
  | { rows: Value[][] }
  | { failure: { kind: FailureKind; message: string; advice: string } }
  | { bug: string };

/** More rows are wanted. */
export const MORE = 'more';
