import type { Reader } from '../sqlite/read.ts';

/** Rows of each table of ours, by name. */
export function countRows(db: Reader): Record<string, number> {
  const { $client } = db;
  const names = $client
    .prepare(
      `SELECT name FROM sqlite_master
       WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'
       ORDER BY name`,
    )
    .pluck()
    .all() as string[];
  return Object.fromEntries(
    names.map((name) => [name, Number($client.prepare(`SELECT count(*) FROM "${name}"`).pluck().get())]),
  );
}
