import { setImmediate as breath } from 'node:timers/promises';
import type { Reader } from '../sqlite/read.ts';
import { streamPoints } from '../streams/view.ts';
import type { Condition } from './choice.ts';
import { pointsOf } from './points.ts';
import { quoted, type Relation } from './relation.ts';
import type { Sink } from './sink.ts';
import type { TextRows, Value } from './text-rows.ts';

/** Where rows go, one after the other. */
export interface Rows {
  /** What it returns, if anything, resolves when there is room for more. */
  row(values: readonly Value[]): Promise<void> | undefined;
  end(): Promise<void>;
}

const CHUNK = 1 << 16;

/** Writes rows as text, many at once. */
export function writeText(sink: Sink, { head, row }: TextRows): Rows {
  let text = head;
  const write = async () => {
    const chunk = text;
    text = '';
    await sink.write(chunk);
  };
  return {
    row(values) {
      text += row(values);
      return text.length < CHUNK ? undefined : write();
    },
    end: write,
  };
}

/** Who waits for an export. */
export interface Waiting {
  /** Ends it. */
  signal: AbortSignal;
  /** @param done so many of what it counts. */
  onProgress(done: number): void;
}

const AT_ONCE = 1_000;

/** How many rows there are of these. */
export function countRows({ $client }: Reader, { name }: Relation, { sql, values }: Condition): number {
  const count = `SELECT count(*) FROM ${quoted(name)} WHERE ${sql}`;
  return Number(
    $client
      .prepare(count)
      .pluck()
      .get(...values),
  );
}

/** The rows of a table, in the order of its key, or of a view, in its own order. */
export function rowsOf(
  archive: Reader,
  { name, columns, key }: Pick<Relation, 'name' | 'columns' | 'key'>,
  { sql, values }: Condition,
): Iterable<Value[]> {
  const { $client } = archive;
  if (name === streamPoints.name) {
    const recorded = $client.prepare(`SELECT activity_id FROM activity_streams WHERE ${sql} ORDER BY 1`);
    const ids = recorded.pluck().safeIntegers();
    return pointsOf(archive, ids.all(...values) as bigint[]);
  }
  const names = columns.map((column) => quoted(column.name));
  const order = key.length > 0 ? ` ORDER BY ${key.map(quoted)}` : '';
  const select = $client.prepare(`SELECT ${names} FROM ${quoted(name)} WHERE ${sql}${order}`);
  return select
    .raw()
    .safeIntegers()
    .iterate(...values) as Iterable<Value[]>;
}

/** Hands on rows. @param open is called only if there are any. @returns how many there were. */
export async function sendRows(
  all: Iterable<Value[]>,
  open: () => Rows,
  { signal, onProgress }: Waiting,
): Promise<number> {
  let rows: Rows | undefined;
  let count = 0;
  for (const row of all) {
    rows ??= open();
    const room = rows.row(row);
    if (room) await room;
    count += 1;
    if (count % AT_ONCE > 0) continue;
    // A signal to stop is heard only between two turns.
    await breath();
    signal.throwIfAborted();
    onProgress(count);
  }
  await rows?.end();
  return count;
}
