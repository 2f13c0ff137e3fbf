/** The statement that writes a row of these columns, a new one or what changes in the one of this key; values by name. */
export function upsertOf(table: string, key: readonly string[], columns: readonly string[]): string {
  const set = columns
    .filter((column) => !key.includes(column))
    .map((column) => `${column} = excluded.${column}`);
  const values = columns.map((column) => `@${column}`);
  return `INSERT INTO ${table} (${columns.join()}) VALUES (${values.join()})
    ON CONFLICT (${key.join()}) DO UPDATE SET ${set.join()}`;
}
