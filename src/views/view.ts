/** A question that many ask of the archive, kept in it as SQL. */
export interface View {
  name: string;
  /** What a row of it is, in a sentence; for the pages, `sql --list` and the data dictionary. */
  sentence: string;
  /** What each column means, with its unit, in the order of the view. */
  columns: Readonly<Record<string, string>>;
  /** The query, which SQLite runs from 3.38 on. */
  sql: string;
}

/** The statement that makes a view. */
export const creationOf = ({ name, sql }: View): string => `CREATE VIEW ${name} AS\n${sql.trim()}`;
