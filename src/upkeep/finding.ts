import { command } from '../package.ts';
import type { Db } from '../sqlite/open.ts';

/** Something that is not as it should be. */
export interface Finding {
  /** What it is, for a person. */
  what: string;
  /** What mends it. */
  mend: string;
}

/** What came of one check. */
export interface Checked {
  /** How many things were looked at. */
  things: number;
  findings: Finding[];
  /** What is not wrong, but worth knowing. */
  notes?: string[];
}

/** What the checks work on: copies, so that nobody who writes meanwhile is held up, or changes what is compared. */
export interface CheckContext {
  /** The folder of the archive itself. */
  dataDir: string;
  /** A copy of the archive. */
  copy: Db;
  /** Another one, in which the tables may be made again. */
  scratch: Db;
  /** Tells how far it has come. */
  onProgress(done: number, total: number): void;
}

/** One kind of thing that may be wrong. */
export interface Check {
  /** What is checked, in a word or two. */
  name: string;
  /** Whether it takes so long that it runs only with `--deep`. */
  deep?: boolean;
  run(context: CheckContext): Checked;
}

/** Of many findings of a kind a person needs a few. */
const SHOWN = 20;

/** Findings of rows, of which only some are named. */
export function findingsOf<Row>(rows: readonly Row[], describe: (row: Row) => Finding): Finding[] {
  const findings = rows.slice(0, SHOWN).map(describe);
  const more = rows.length - SHOWN;
  if (more > 0)
    findings.push({ what: `${more} more like the one before`, mend: findings.at(-1)?.mend ?? '' });
  return findings;
}

/** The rows of a query; a copy is asked in plain SQL, as a person would. */
export const rowsOf = <Row>(copy: Db, sql: string, ...values: unknown[]): Row[] =>
  copy.$client.prepare(sql).all(...values) as Row[];

/** What mends rows that are not what they are made of. */
export const mendByRebuild = `Make the tables again: ${command('rebuild')}.`;

/** SQL that has the next pass ask for an item again. */
export const askAgain = (resource: string, item: string): string =>
  `UPDATE coverage SET next_try_at = '1970-01-01T00:00:00Z' WHERE resource = '${resource}' AND item = '${item}'`;
