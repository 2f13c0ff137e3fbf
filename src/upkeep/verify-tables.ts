import { SEARCH_TEXTS } from '../search/search.ts';
import type { Db } from '../sqlite/open.ts';
import { IS_OURS } from '../sqlite/own-tables.ts';
import { rebuildTables } from '../sync/rebuild.ts';
import { type Check, type Finding, mendByRebuild, rowsOf } from './finding.ts';

// What is not made of the answers, and the texts of `search`, which are compared with the tables.
const NOT_MADE = ['documents', 'sync_runs', 'request_budget', 'coverage', SEARCH_TEXTS];

const TABLES = `SELECT name FROM pragma_table_list WHERE ${IS_OURS} AND type = 'table' ORDER BY name`;

type Column = { name: string; pk: number };

/** How many rows of a table are other ones, more or fewer in the copy than in the one made again. */
export function differences(db: Db, table: string): number {
  const columns = rowsOf<Column>(db, 'SELECT name, pk FROM pragma_table_info(?)', table);
  const keys = columns.filter(({ pk }) => pk > 0).map(({ name }) => `"${name}"`);
  const list = (alias: string) => columns.map(({ name }) => `${alias}."${name}"`).join(', ');
  const same = keys.map((key) => `a.${key} IS b.${key}`).join(' AND ');
  const count = (sql: string) => rowsOf<{ n: number }>(db, `SELECT count(*) AS n ${sql}`)[0]?.n ?? 0;
  // A row that was written and one that is made again have the same key, so the key finds the other one fast.
  const changed = count(`FROM main."${table}" a JOIN made."${table}" b ON ${same}
    WHERE (${list('a')}) IS NOT (${list('b')})`);
  const both = count(`FROM main."${table}" a JOIN made."${table}" b ON ${same}`);
  return changed + count(`FROM main."${table}"`) - both + count(`FROM made."${table}"`) - both;
}

/** That the tables say what the answers say: they are made again, in a copy, and compared. */
export const tablesCheck: Check = {
  name: 'tables against the answers',
  run({ copy, scratch, onProgress }) {
    const findings: Finding[] = rebuildTables(scratch).map(({ what, why }) => ({
      what: `Of the answer ${what} no rows can be made (${why}).`,
      mend: 'Look for a newer version of athlete-archive.',
    }));
    copy.$client.prepare('ATTACH ? AS made').run(scratch.$client.name);
    const tables = rowsOf<{ name: string }>(copy, TABLES)
      .map(({ name }) => name)
      .filter((name) => !NOT_MADE.includes(name));
    for (const [i, table] of tables.entries()) {
      const n = differences(copy, table);
      if (n > 0)
        findings.push({
          what: `${n} rows of ${table} are not what the answers say.`,
          mend: mendByRebuild,
        });
      onProgress(i + 1, tables.length);
    }
    copy.$client.prepare('DETACH made').run();
    return { things: tables.length, findings };
  },
};
