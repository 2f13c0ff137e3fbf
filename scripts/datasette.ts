/**
 * `node dist/scripts/datasette.js`: writes what Datasette shows beside the tables, made from the data dictionary and the
 * saved questions. `test/neighbours.test.ts` fails when it is not what it would write.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type SavedQuestion, savedQuestions } from '../src/ask/saved.ts';
import { packageRoot } from '../src/package.ts';
import { SETTLED_TABLES } from '../src/settled/views.ts';

/** Where it is kept. */
export const METADATA = join(packageRoot, 'docs/neighbours/datasette.json');

const DICTIONARY = join(packageRoot, 'docs/data-dictionary.md');

/** Units that Datasette knows by these names; the others are in the description. */
const UNITS = new Set(['m', 's', 'm/s', 'W', 'kJ', 'kg']);

/** What is said of a table or view. */
interface Table {
  description: string;
  columns: Record<string, string>;
  units?: Record<string, string>;
}

/** Markdown as plain text: links by their words, code as it is. */
const words = (markdown: string) =>
  markdown
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** A row of a view has two cells, that of a table five: what it means, or its values, its source and when it is NULL. */
function meaningOf([values = '', , source, nullWhen]: string[]): string {
  if (source === undefined || nullWhen === undefined) return values;
  const nothing = nullWhen === 'never' ? '' : `NULL: ${nullWhen}`;
  return [values, `from ${source}`, nothing].filter(Boolean).join('; ');
}

function tableOf(lines: string[]): Table {
  const [description = ''] = lines
    .join('\n')
    .trim()
    .split(/\n\n|\n\|/);
  const columns: Record<string, string> = {};
  const units: Record<string, string> = {};
  for (const line of lines.filter((each) => each.startsWith('| `'))) {
    const [names = '', ...rest] = line.split('|').slice(1, -1).map(words);
    const [type, ...cells] = rest.length === 1 ? ['', ...rest] : rest;
    const [values = ''] = cells;
    for (const name of names.split(', ')) {
      columns[name] = meaningOf([values, type ?? '', ...cells.slice(1)]);
      const [unit = ''] = values.split(',');
      if (rest.length > 1 && UNITS.has(unit)) units[name] = unit;
    }
  }
  return { description: words(description), columns, ...(Object.keys(units).length > 0 ? { units } : {}) };
}

/** SQL as Datasette runs it: a field of its form that is left empty is an empty text, so what is usual is put in there. */
export function cannedSql({ sql, parameters }: SavedQuestion): string {
  const bare = sql
    .replace(/^(--.*\n)*/, '')
    .trim()
    .replace(/;$/, '');
  return parameters.reduce(
    (text, { name, usual }) =>
      usual
        ? text.replaceAll(new RegExp(`:${name}\\b`, 'g'), `coalesce(nullif(:${name}, ''), '${usual}')`)
        : text,
    bare,
  );
}

function queryOf(question: SavedQuestion) {
  const { title, sentence, parameters } = question;
  const told = parameters.map(
    ({ name, usual, meaning }) => `${name}${usual ? ` (${usual})` : ''}: ${meaning}`,
  );
  return {
    ...{ title, description: [sentence, ...told].join(' — '), sql: cannedSql(question) },
    ...(parameters.length > 0 ? { params: parameters.map(({ name }) => name) } : {}),
  };
}

/** The metadata as text. */
export function metadata(): string {
  const parts = readFileSync(DICTIONARY, 'utf8')
    .split(/^#+ /m)
    .filter((part) => part.startsWith('`'));
  const tables = parts.map((part) => {
    const [heading = '', ...lines] = part.split('\n');
    return [words(heading), tableOf(lines)] as const;
  });
  const queries = savedQuestions('/nowhere').map((question) => [question.name, queryOf(question)] as const);
  // What views have put down is shown by them.
  const hidden = SETTLED_TABLES.map((name) => [name, { hidden: true }] as const);
  const archive = {
    tables: Object.fromEntries([...tables, ...hidden]),
    queries: Object.fromEntries(queries),
  };
  const title = 'athlete-archive';
  return `${JSON.stringify({ title, databases: { archive } }, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(METADATA, metadata());
