import { countRows } from '../../src/archive/sizes.ts';
import type { Db } from '../../src/sqlite/open.ts';

/** A value as text; bytes as what they are, since as a list of numbers they would take a hundred times as long. */
function exactly(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  return Buffer.isBuffer(value) ? `x'${value.toString('hex')}'` : JSON.stringify(value);
}

/** Every row of these columns of a table as text, integers digit by digit, in an order of their own. */
export function dumpTable(archive: Db, table: string, columns = '*', where = '1'): string[] {
  const rows = archive.$client
    .prepare(`SELECT ${columns} FROM "${table}" WHERE ${where}`)
    .raw()
    .safeIntegers()
    .all();
  return rows.map((row) => (row as unknown[]).map(exactly).join()).sort();
}

/** Every row of every table. */
export function dump(archive: Db): Record<string, string[]> {
  return Object.fromEntries(Object.keys(countRows(archive)).map((name) => [name, dumpTable(archive, name)]));
}
