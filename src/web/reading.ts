import type { Reader } from '../sqlite/read.ts';

/** The values of a query's parameters, in their order. */
export type SQLValues = readonly (string | number | bigint | null)[];

/** The archive as pages ask it. */
export interface Reading {
  /** All rows. */
  rows<T>(sql: string, values?: SQLValues): T[];
  /** The same, read once until something is written: of what is short, and made of much. */
  rowsOnce<T>(sql: string, values?: SQLValues): readonly T[];
  /** The first row, if there is one. */
  row<T>(sql: string, values?: SQLValues): T | undefined;
  /** A number that changes when another connection has written. */
  version(): number;
  /** What is made once until something is written. @param key names it, with all that it depends on. */
  remember<T>(key: string, make: () => T): T;
}

/** So much is remembered at most. */
const MOST = 500;

type Prepared = ReturnType<Reader['$client']['prepare']>;

/** Reads an archive; each query is prepared once. */
export function readingOf({ $client }: Reader): Reading {
  const statements = new Map<string, Prepared>();
  const prepared = (sql: string): Prepared => {
    const known = statements.get(sql);
    if (known) return known;
    const made = $client.prepare(sql);
    statements.set(sql, made);
    return made;
  };
  const remembered = new Map<string, unknown>();
  let rememberedAt: number | undefined;
  const version = () => (prepared('PRAGMA data_version').get() as { data_version: number }).data_version;
  const rows = <T>(sql: string, values: SQLValues = []) => prepared(sql).all(...values) as T[];
  function remember<T>(key: string, make: () => T): T {
    const now = version();
    if (now !== rememberedAt || remembered.size > MOST) remembered.clear();
    rememberedAt = now;
    if (!remembered.has(key)) remembered.set(key, make());
    return remembered.get(key) as T;
  }
  return {
    rows,
    rowsOnce: (sql, values = []) => remember(`${sql}\0${values.join('\0')}`, () => rows(sql, values)),
    row: <T>(sql: string, values: SQLValues = []) => prepared(sql).get(...values) as T | undefined,
    version,
    remember,
  };
}
