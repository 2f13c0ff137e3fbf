import { countRows } from '../../src/archive/sizes.ts';
import type { Db } from '../../src/sqlite/open.ts';

const exactly = (_name: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value);

/** Every row of these columns of a table as text, integers digit by digit, in an order of their own. */
export function dumpTable(archive: Db, table: string, columns = '*', where = '1'): string[] {
  const rows = archive.$client
    .prepare(`SELECT ${columns} FROM "${table}" WHERE ${where}`)
    .raw()
    .safeIntegers()
    .all();
  return rows.map((row) => JSON.stringify(row, exactly)).sort();
}

/** Every row of every table. */
export function dump(archive: Db): Record<string, string[]> {
  return Object.fromEntries(Object.keys(countRows(archive)).map((name) => [name, dumpTable(archive, name)]));
}
