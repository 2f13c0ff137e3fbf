import { SEARCH_TEXTS } from '../search/search.ts';
import { IS_OURS } from '../sqlite/own-tables.ts';
import type { Reader } from '../sqlite/read.ts';

/** Rows of each table of ours, by name; but for what repeats other tables. */
export function countRows(db: Reader): Record<string, number> {
  const { $client } = db;
  const names = $client
    .prepare(
      `SELECT name FROM pragma_table_list WHERE ${IS_OURS} AND type = 'table' AND name <> '${SEARCH_TEXTS}'
       ORDER BY name`,
    )
    .pluck()
    .all() as string[];
  return Object.fromEntries(
    names.map((name) => [name, Number($client.prepare(`SELECT count(*) FROM "${name}"`).pluck().get())]),
  );
}
