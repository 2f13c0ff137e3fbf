import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openArchive } from '../src/archive/open.ts';
import { packageRoot } from '../src/package.ts';
import { STREAM_FIELDS } from '../src/streams/codec.ts';
import { tempDir } from './support/temp-dir.ts';

/** A column as the document or the file says it is. */
interface Column {
  name: string;
  type: string;
  /** Whether it can be NULL. */
  nullable: boolean;
}
type Schema = Record<string, Column[]>;

const CELLS = 5;

function columnsIn(row: string): Column[] {
  const cells = row.split('|').slice(1, -1);
  expect(cells, row).toHaveLength(CELLS);
  const [names = '', type = '', , source = '', nullWhen = ''] = cells.map((cell) => cell.trim());
  expect([source, nullWhen], row).not.toContain('');
  const nullable = nullWhen !== 'never';
  return [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => ({ name, type, nullable }));
}

/** What the document says of each table and view. */
function documented(): Schema {
  const text = readFileSync(join(packageRoot, 'docs/data-dictionary.md'), 'utf8');
  const sections = text.split(/^#+ /m).filter((section) => section.startsWith('`'));
  return Object.fromEntries(
    sections.map((section) => {
      const [heading = '', ...lines] = section.split('\n');
      const rows = lines.filter((line) => line.startsWith('| `'));
      return [heading.replaceAll('`', ''), rows.flatMap(columnsIn)];
    }),
  );
}

/** A view's columns have no declared types: those of the streams come from their list. */
function typeInView(name: string): string {
  return STREAM_FIELDS.some((field) => field.name === name && field.real) ? 'REAL' : 'INTEGER';
}
const keysOfView = ['activity_id', 'point'];

/** What a new archive has. */
function actual(): Schema {
  const { $client } = openArchive(tempDir());
  onTestFinished(() => void $client.close());
  const found = $client
    .prepare(
      String.raw`SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'view')
                 AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE '\_\_%' ESCAPE '\'`,
    )
    .all() as { name: string; type: 'table' | 'view' }[];
  const columnsOf = $client.prepare('SELECT name, type, "notnull" FROM pragma_table_info(?)');
  return Object.fromEntries(
    found.map(({ name: table, type: kind }) => {
      const columns = columnsOf.all(table) as { name: string; type: string; notnull: number }[];
      const described = columns.map(({ name, type, notnull }) =>
        kind === 'view'
          ? { name, type: typeInView(name), nullable: !keysOfView.includes(name) }
          : { name, type, nullable: notnull === 0 },
      );
      return [table, described];
    }),
  );
}

const byName = (one: Column, other: Column) => one.name.localeCompare(other.name);

describe('the data dictionary', () => {
  test('describes every table and view of a new archive, and no other', () => {
    const names = Object.keys(actual());
    expect(names).toEqual(expect.arrayContaining(['activities', 'coverage', 'stream_points']));
    expect(Object.keys(documented()).sort()).toEqual(names.sort());
  });

  test.each(Object.keys(documented()))(
    'names every column of %s, its type, and whether it can be NULL',
    (table) => {
      const columns = actual()[table] ?? [];
      expect(documented()[table]?.toSorted(byName)).toEqual(columns.toSorted(byName));
    },
  );
});
