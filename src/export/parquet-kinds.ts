import type { Reader } from '../sqlite/read.ts';
import { STREAM_FIELDS } from '../streams/codec.ts';
import { streamPoints } from '../streams/view.ts';
import { type Column, DOUBLE_HOLDS, quoted, type Relation } from './relation.ts';

/**
 * How a column stands in a Parquet file: 64 bits, a double, microseconds in UTC, UTF-8, bytes, or, where its values are of
 * several kinds, each as JSON.
 */
export type Kind = 'whole' | 'measured' | 'instant' | 'text' | 'bytes' | 'json';

/** A column of a Parquet file. */
export interface ParquetColumn {
  name: string;
  kind: Kind;
  /** Whether readers can tell that a value is not in a group of rows, where its least and largest do not. */
  bloomFilter?: boolean;
}

// The columns of a STRICT table hold what they declare.
const DECLARED: Record<string, Kind> = { INTEGER: 'whole', REAL: 'measured', TEXT: 'text', BLOB: 'bytes' };

const isInstant = (name: string) => name === 'start_date' || name.endsWith('_at');

// Any of them may have decimals some day, and a type that changes with the values splits a data set.
const POINTS = new Map<string, Kind>([
  ...['activity_id', 'point'].map((name) => [name, 'whole'] as const),
  ...STREAM_FIELDS.map(({ name }) => [name, 'measured'] as const),
]);

/** What is in a column, 0 or 1 each; NULL where it has no value. */
interface Census {
  whole: number | null;
  /** Beyond what a double holds. */
  large: number | null;
  real: number | null;
  text: number | null;
  bytes: number | null;
  /** Whether all texts are instants as the archive writes them. */
  instants: number | null;
}

const COUNTS: Record<keyof Census, (column: string) => string> = {
  whole: (c) => `max(typeof(${c}) = 'integer')`,
  large: (c) => `max(typeof(${c}) = 'integer' AND ${c} NOT BETWEEN ${DOUBLE_HOLDS})`,
  real: (c) => `max(typeof(${c}) = 'real')`,
  text: (c) => `max(typeof(${c}) = 'text')`,
  bytes: (c) => `max(typeof(${c}) = 'blob')`,
  instants: (c) => `min(CASE typeof(${c}) WHEN 'text' THEN strftime('%Y-%m-%dT%H:%M:%SZ', ${c}) IS ${c} END)`,
};

function kindFor({ name, declared }: Column, isTable: boolean, census: Census): Kind {
  const { whole, large, real, text, bytes, instants } = census;
  const kinds = [whole || real, text, bytes].filter(Boolean).length;
  if (kinds === 0 && isInstant(name)) return 'instant';
  if (kinds === 0) return DECLARED[declared] ?? (isTable ? 'measured' : 'text');
  // A column of any type that has texts now may have numbers tomorrow.
  if (kinds > 1 || (declared === 'ANY' && (text || bytes))) return 'json';
  if (bytes) return 'bytes';
  if (text) return instants && isInstant(name) ? 'instant' : 'text';
  // Of a table it is one that may hold decimals.
  if (!real && (large || !isTable)) return 'whole';
  return large ? 'json' : 'measured';
}

/** What the values of columns are like. */
function census({ $client }: Reader, name: string, columns: readonly Column[]): Census[] {
  const keys = Object.keys(COUNTS) as (keyof Census)[];
  const select = columns.flatMap((column) => keys.map((key) => COUNTS[key](quoted(column.name))));
  const counts = $client
    .prepare(`SELECT ${select} FROM ${quoted(name)}`)
    .raw()
    .get() as (number | null)[];
  return columns.map((_, at) => {
    const own = counts.slice(at * keys.length, (at + 1) * keys.length);
    return Object.fromEntries(keys.map((key, i) => [key, own[i]])) as unknown as Census;
  });
}

/** The columns of a table or view: as the table declares them, and otherwise as its values are, so that all stay exact. */
export function parquetColumns(archive: Reader, { name, type, columns }: Relation): ParquetColumn[] {
  if (name === streamPoints.name)
    return columns.map((column) => ({ name: column.name, kind: POINTS.get(column.name) ?? 'measured' }));
  const isTable = type === 'table';
  const isKnown = (column: Column) =>
    isTable && column.declared in DECLARED && !(column.declared === 'TEXT' && isInstant(column.name));
  const open = columns.filter((column) => !isKnown(column));
  const found = open.length === 0 ? [] : census(archive, name, open);
  return columns.map((column) => {
    const own = found[open.indexOf(column)];
    const kind = own ? kindFor(column, isTable, own) : DECLARED[column.declared];
    return { name: column.name, kind: kind ?? 'text' };
  });
}
