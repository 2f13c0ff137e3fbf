import type { Database } from 'better-sqlite3';
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { activityStreams, streamBlocks, streamValues } from '../../src/streams/tables.ts';
import { streamPoints } from '../../src/streams/view.ts';
import { creationOf } from '../../src/views/view.ts';

const names = (columns: readonly { name: string }[]) => columns.map(({ name }) => `"${name}"`).join(', ');

/** What `db:generate` makes of a table, less checks and indexes. */
function createTable(table: SQLiteTable): string {
  const { name, columns, primaryKeys, foreignKeys } = getTableConfig(table);
  const parts = [
    ...columns.map(
      (column) =>
        `"${column.name}" ${column.getSQLType()}${column.primary ? ' PRIMARY KEY' : ''}${column.notNull ? ' NOT NULL' : ''}`,
    ),
    ...primaryKeys.map((key) => `PRIMARY KEY (${names(key.columns)})`),
    ...foreignKeys.map((key) => {
      const { columns: own, foreignTable, foreignColumns } = key.reference();
      const parent = getTableConfig(foreignTable).name;
      return `FOREIGN KEY (${names(own)}) REFERENCES "${parent}" (${names(foreignColumns)}) ON DELETE ${key.onDelete ?? 'no action'}`;
    }),
  ];
  return `CREATE TABLE "${name}" (${parts.join(', ')}) STRICT`;
}

/** The tables and the view of streams in an empty database, without the archive's migrations. */
export function createStreamSchema(db: Database): void {
  for (const table of [activityStreams, streamBlocks, streamValues]) db.exec(createTable(table));
  db.exec(creationOf(streamPoints));
}
