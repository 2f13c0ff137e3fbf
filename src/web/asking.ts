import { type Answer, ask } from '../ask/ask.ts';
import type { Value } from '../ask/messages.ts';
import { Failure } from '../errors.ts';
import type { House } from './page.ts';

/** What is asked: SQL and the values of its parameters. */
export interface Question {
  sql: string;
  parameters: Record<string, string>;
}

/** The first rows of an answer. */
export interface Answered {
  columns: string[];
  rows: Value[][];
  /** Whether these are all. */
  isWhole: boolean;
  ms: number;
}

/** How long a question of a page may take. */
const TIMEOUT_MS = 5_000;
/** How long one may whose answer is taken away as a file. */
const FILE_TIMEOUT_MS = 30_000;
/** More is not read on a page. */
const ROWS = 1_000;
const BYTES = 4 * 1_024 * 1_024;
/** So many may wait; one more would wait longer than anybody does. */
const WAITING = 4;

const sizeOf = (row: readonly Value[]) =>
  row.reduce<number>(
    (sum, value) => sum + (typeof value === 'string' || value instanceof Uint8Array ? value.length : 8),
    0,
  );

/** Asks one question at a time, each in a process that is killed when it takes too long: so many ms for what a page shows. */
export function createAsker(
  { archive, zoneSet: zone }: Pick<House, 'archive' | 'zoneSet'>,
  timeoutMs = TIMEOUT_MS,
) {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  /** Waits for its turn; whoever has it gives it back. */
  async function turn(): Promise<Disposable> {
    if (waiting >= WAITING)
      throw new Failure('timeout', 'Other questions are being answered.', 'Ask again in some seconds.');
    waiting += 1;
    const before = last;
    let end = () => {};
    last = new Promise<void>((resolve) => {
      end = resolve;
    });
    await before;
    return {
      [Symbol.dispose]() {
        waiting -= 1;
        end();
      },
    };
  }

  const begin = ({ sql, parameters }: Question, limitMs: number, signal: AbortSignal): Promise<Answer> =>
    ask({ archive, sql, parameters, timeoutMs: limitMs, zone, signal });

  return {
    /** The first rows. @throws {Failure} in SQLite's words, or for what takes too long. */
    async first(question: Question, signal: AbortSignal): Promise<Answered> {
      using _turn = await turn();
      const since = performance.now();
      using answer = await begin(question, timeoutMs, signal);
      const rows: Value[][] = [];
      let [bytes, isWhole] = [0, true];
      read: for await (const batch of answer.batches()) {
        for (const row of batch) {
          if (rows.length === ROWS || bytes > BYTES) {
            isWhole = false;
            break read;
          }
          rows.push(row);
          bytes += sizeOf(row);
        }
      }
      return { columns: answer.columns, rows, isWhole, ms: performance.now() - since };
    },

    /** All rows, as fast as they are taken, made to text. @throws {Failure} before the first of them. */
    async all(
      question: Question,
      signal: AbortSignal,
      textOf: (columns: string[]) => { head: string; row(row: Value[]): string },
    ): Promise<ReadableStream<Uint8Array>> {
      const held = await turn();
      try {
        const answer = await begin(question, FILE_TIMEOUT_MS, signal);
        const text = textOf(answer.columns);
        const batches = answer.batches();
        const encoder = new TextEncoder();
        const close = () => {
          answer[Symbol.dispose]();
          held[Symbol.dispose]();
        };
        // What is wrong with a question shows at its first rows, while there is still a status to tell it by.
        let first: IteratorResult<Value[][]> | undefined = await batches.next().catch((error: unknown) => {
          answer[Symbol.dispose]();
          throw error;
        });
        return new ReadableStream<Uint8Array>({
          async pull(controller) {
            try {
              const head = first ? text.head : '';
              const { value: rows = [], done } = first ?? (await batches.next());
              first = undefined;
              const more = head + rows.map(text.row).join('');
              if (more !== '') controller.enqueue(encoder.encode(more));
              if (!done) return;
              controller.close();
              close();
            } catch (error) {
              close();
              controller.error(error);
            }
          },
          cancel: close,
        });
      } catch (error) {
        held[Symbol.dispose]();
        throw error;
      }
    },
  };
}

export type Asker = ReturnType<typeof createAsker>;
