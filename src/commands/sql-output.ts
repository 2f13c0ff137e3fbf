/** Rows as a person or a program wants them. */
import type { Value } from '../ask/messages.ts';
import { csvRows, jsonRows } from '../export/text-rows.ts';
import { plain, plainLines } from '../terminal/plain.ts';
import { type Cell, recordOf, type Table, type TableOptions, tableOf } from '../terminal/table.ts';

/** What a format makes of the rows, some at a time. */
export interface Output {
  /** What stands above the rows, of which these are the first. */
  head(first: Value[][]): string;
  rows(rows: Value[][]): string;
  /** Whether the first rows tell how wide columns are and which hold numbers, so that the more of them the better. */
  hasColumns?: boolean;
  /** How many rows are shown at most. */
  limit?: number;
}

export type Format = 'csv' | 'json' | 'markdown' | 'table';

/** A person reads no more than this; who wants more takes a pipe or another format. */
const SHOWN = 1_000;

function cellOf(value: Value): Cell {
  if (value === null) return { text: 'NULL', isNothing: true };
  if (value instanceof Uint8Array) return { text: `${value.length} bytes` };
  return { text: String(value), isNumber: typeof value !== 'string' };
}

const lines = (list: readonly string[]) => list.map((line) => `${line}\n`).join('');

function tableOutput(columns: string[], options: TableOptions): Output {
  let table: Table | undefined;
  let count = 0;
  const row = (cells: Cell[]): string => {
    count += 1;
    if (table) return `${table.row(cells)}\n`;
    return lines([...(count > 1 ? [''] : []), ...recordOf(columns, cells, options)]);
  };
  return {
    head(first) {
      table = tableOf(
        columns,
        first.map((each) => each.map(cellOf)),
        options,
      );
      return lines(table?.head ?? []);
    },
    rows: (rows) => rows.map((each) => row(each.map(cellOf))).join(''),
    hasColumns: true,
    ...(options.width === undefined ? {} : { limit: SHOWN }),
  };
}

const escaped = (text: string) => plain(text).replace(/[\\|]/g, String.raw`\$&`);
const markdownRow = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;

function markdownOutput(columns: string[]): Output {
  return {
    hasColumns: true,
    head(first) {
      const isNumeric = columns.map((_, i) =>
        first.some((row) => row[i] !== null && cellOf(row[i] ?? null).isNumber),
      );
      return (
        markdownRow(columns.map(escaped)) +
        markdownRow(isNumeric.map((numeric) => (numeric ? '---:' : '---')))
      );
    },
    rows: (rows) => rows.map((row) => markdownRow(row.map((value) => escaped(cellOf(value).text)))).join(''),
  };
}

/** Names of columns, each of which an object can have but once. */
function unique(columns: string[]): string[] {
  const times = new Map<string, number>();
  return columns.map((name) => {
    const before = times.get(name) ?? 0;
    times.set(name, before + 1);
    return before === 0 ? name : `${name}_${before + 1}`;
  });
}

/** @param options where it goes; only a terminal is to be kept from what would steer it. */
export function outputOf(format: Format, columns: string[], options: TableOptions): Output {
  if (format === 'table') return tableOutput(columns, options);
  if (format === 'markdown') return markdownOutput(columns);
  const names = (format === 'json' ? unique(columns) : columns).map((name) => ({ name, declared: '' }));
  const text = (format === 'json' ? jsonRows : csvRows)({ columns: names });
  const shown = options.width === undefined ? (all: string) => all : plainLines;
  return { head: () => shown(text.head), rows: (rows) => shown(rows.map((row) => text.row(row)).join('')) };
}
