/** What the rows of a view are made of; when some of it changes, so do they. */
export type Source = 'activities' | 'histograms' | 'stats' | 'zones';

/** How the rows of a view are put down, a part of the calendar at a time (docs/decisions/0022). */
export interface Settling {
  /** The type of each column, in the order of the view. */
  types: Readonly<Record<string, 'INTEGER' | 'TEXT' | 'REAL' | 'ANY'>>;
  madeOf: readonly Source[];
  /** How much of a day says in which part it is: 4 characters where parts are years, 7 months, 10 days, 0 where there is but one. */
  digits: 0 | 4 | 7 | 10;
  /** The part of a row, made of its columns: text. */
  part: string;
  /** The query for what is not put down, which joins `_settled` for that. */
  open: string;
}

/** A question that many ask of the archive, kept in it as SQL. */
export interface View {
  name: string;
  /** What a row of it is, in a sentence; for the pages, `sql --list` and the data dictionary. */
  sentence: string;
  /** What each column means, with its unit, in the order of the view. */
  columns: Readonly<Record<string, string>>;
  /** The query, which SQLite runs from 3.38 on. */
  sql: string;
  /** Where it is faster to read most rows than to count them anew. */
  settling?: Settling;
}

/** Where the rows of a view are put down: a name that no list of tables shows. */
export const settledTable = (view: string): string => `_settled_${view}`;

/** The condition for what is open of a view, behind a join of `_settled`. @param day the column or text that begins with a day. */
export const isOpen = (view: string, day = 'start_date_local'): string =>
  `view = '${view}' AND ${day} >= open_since`;

/** The activities that are open of a view, up to the first condition. */
export const openActivities = (view: string): string =>
  `_settled CROSS JOIN activities_local USING (athlete_id)\n  WHERE ${isOpen(view)}`;

const bodyOf = ({ name, sql, settling }: View) =>
  settling
    ? `SELECT ${Object.keys(settling.types).join(', ')} FROM ${settledTable(name)}
UNION ALL SELECT * FROM (${settling.open})`
    : sql;

/** The statement that makes a view. */
export const creationOf = (view: View): string => `CREATE VIEW ${view.name} AS\n${bodyOf(view).trim()}`;
