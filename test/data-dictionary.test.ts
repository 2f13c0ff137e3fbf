import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { views } from '../src/archive/views.ts';
import { packageRoot } from '../src/package.ts';
import type { Db } from '../src/sqlite/open.ts';
import { newArchive } from './archive/open-archive.ts';

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

/** The sections of the document: the name of a table or view, and what stands below it. */
function sections(): [name: string, lines: string[]][] {
  const text = readFileSync(join(packageRoot, 'docs/data-dictionary.md'), 'utf8');
  const parts = text.split(/^#+ /m).filter((part) => part.startsWith('`'));
  return parts.map((part) => {
    const [heading = '', ...lines] = part.split('\n');
    return [heading.replaceAll('`', ''), lines];
  });
}

const rowsOf = (lines: string[]) => lines.filter((line) => line.startsWith('| `'));
const isView = (name: string) => views.some((view) => view.name === name);

/** What the document says of each table. */
function documented(): Schema {
  const tables = sections().filter(([name]) => !isView(name));
  return Object.fromEntries(tables.map(([name, lines]) => [name, rowsOf(lines).flatMap(columnsIn)]));
}

/** What it says of each view: the first sentence of its section, and what each column means, in their order. */
function documentedViews() {
  return sections()
    .filter(([name]) => isView(name))
    .map(([name, lines]) => {
      const text = lines
        .filter((line) => !line.startsWith('|'))
        .join(' ')
        .trim();
      const columns = rowsOf(lines).map((row) => row.split('|').map((cell) => cell.trim()));
      const meanings = columns.map(([, column = '', meaning]) => [column.replaceAll('`', ''), meaning]);
      return { name, text, columns: meanings };
    });
}

let known: Schema | undefined;

/** What the tables of a new archive have. */
function actual(): Schema {
  known ??= schemaOf(newArchive());
  return known;
}

function schemaOf({ $client }: Db): Schema {
  const found = $client
    .prepare(
      String.raw`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
                 AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE '\_%' ESCAPE '\'`,
    )
    .pluck()
    .all() as string[];
  const columnsOf = $client.prepare('SELECT name, type, "notnull" FROM pragma_table_info(?)');
  return Object.fromEntries(
    found.map((table) => {
      const columns = columnsOf.all(table) as { name: string; type: string; notnull: number }[];
      return [table, columns.map(({ name, type, notnull }) => ({ name, type, nullable: notnull === 0 }))];
    }),
  );
}

const byName = (one: Column, other: Column) => one.name.localeCompare(other.name);

describe('the data dictionary', () => {
  test('describes every table of a new archive, and no other', () => {
    const names = Object.keys(actual());
    expect(names).toEqual(expect.arrayContaining(['activities', 'coverage', 'stream_blocks']));
    expect(Object.keys(documented()).sort()).toEqual(names.sort());
  });

  test('describes every view, and no other', () => {
    expect(
      documentedViews()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(views.map(({ name }) => name).sort());
  });

  test.each(views)('says of $name what the view says of itself', ({ name, sentence, columns }) => {
    const found = documentedViews().find((view) => view.name === name);
    expect(found?.text.slice(0, sentence.length)).toBe(sentence);
    expect(found?.columns).toEqual(Object.entries(columns));
  });

  test.each(Object.keys(documented()))(
    'names every column of %s, its type, and whether it can be NULL',
    (table) => {
      const columns = actual()[table] ?? [];
      expect(documented()[table]?.toSorted(byName)).toEqual(columns.toSorted(byName));
    },
  );
});
