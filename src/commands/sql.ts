import { archivePath, readArchive } from '../archive/open.ts';
import { type Answer, ask } from '../ask/ask.ts';
import type { Value } from '../ask/messages.ts';
import { loadConfig } from '../config.ts';
import { Failure, Stopped } from '../errors.ts';
import { counted } from '../words.ts';
import { type CommandContext, tellArchive } from './context.ts';
import { readQuestion } from './sql-asked.ts';
import { list } from './sql-list.ts';
import { type Format, type Output, outputOf } from './sql-output.ts';

/** How the answer is wanted. */
export interface SqlOptions {
  list?: boolean;
  csv?: boolean;
  json?: boolean;
  markdown?: boolean;
  /** In seconds. */
  timeout?: number;
}

const TIMEOUT_S = 30;
const INTERRUPTED = 130;
// What a table's columns are made for.
const FIRST_ROWS = 1_000;
const FIRST_MS = 1_000;
const FORMATS = ['csv', 'json', 'markdown'] as const;

function formatOf(options: SqlOptions): Format {
  const [format, other] = FORMATS.filter((name) => options[name]);
  if (other) throw new Failure('usage', `--${format} and --${other} cannot both be.`, 'Choose one of them.');
  return format ?? 'table';
}

/** Puts the first rows together, so many or those of a moment. */
async function* gathered(batches: AsyncIterable<Value[][]>): AsyncGenerator<Value[][]> {
  let first: Value[][] | undefined = [];
  let until = 0;
  for await (const rows of batches) {
    if (!first) {
      yield rows;
      continue;
    }
    until ||= performance.now() + FIRST_MS;
    first.push(...rows);
    if (first.length < FIRST_ROWS && performance.now() < until) continue;
    yield first;
    first = undefined;
  }
  if (first && first.length > 0) yield first;
}

/** Writes the rows as they come. @returns how many, and whether these are all. */
async function writeAll(
  { terminal }: CommandContext,
  answer: Answer,
  output: Output,
): Promise<{ count: number; isWhole: boolean }> {
  const write = async (text: string) => {
    const since = performance.now();
    await terminal.write(text);
    // Who reads slowly, as in a pager, does not use up the time of the question.
    answer.grant(performance.now() - since);
  };
  const { hasColumns, limit = Number.POSITIVE_INFINITY } = output;
  const batches = answer.batches();
  let count = 0;
  for await (const batch of hasColumns ? gathered(batches) : batches) {
    const rows = batch.slice(0, limit - count);
    await write((count === 0 ? output.head(rows) : '') + output.rows(rows));
    count += rows.length;
    if (rows.length < batch.length) return { count, isWhole: false };
  }
  if (count === 0) await write(output.head([]));
  return { count, isWhole: true };
}

/**
 * Answers a question in SQL, or a saved one, on standard output; what else is said is beside it.
 * @param words what stands behind the command: the question, and values of its parameters.
 * @returns the exit code. @throws {Failure} for what is refused, wrong, or takes too long.
 */
export async function sql(
  context: CommandContext,
  words: readonly string[],
  options: SqlOptions = {},
): Promise<number> {
  const { terminal, environment, signal } = context;
  const config = loadConfig(environment, { app: 'optional' });
  if (options.list) {
    list(terminal, config.dataDir, options.json ?? false);
    return 0;
  }
  const format = formatOf(options);
  const question = await readQuestion(context, words, config.dataDir);
  tellArchive(terminal.note, config);
  // That it is there and of this version is told before a process is started for it.
  using archive = readArchive(config.dataDir);
  if (!archive) {
    terminal.note('There is no archive yet, so there is nothing to ask.');
    return 0;
  }
  const timeoutMs = (options.timeout ?? TIMEOUT_S) * 1_000;
  try {
    using answer = await ask({
      ...question,
      archive: archivePath(config.dataDir),
      ...{ timeoutMs, zone: config.zoneSet, signal },
    });
    const { width } = terminal;
    const output = outputOf(format, answer.columns, { width, styled: width !== undefined });
    const { count, isWhole } = await writeAll(context, answer, output);
    if (!isWhole)
      terminal.note(`There are more than these ${counted(count, 'row')}; a pipe, --csv and --json have all.`);
    else if (width !== undefined && format === 'table') terminal.note(counted(count, 'row'));
    return 0;
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    // What was written is not whole, and whoever reads on is to know.
    terminal.note(error.message);
    return INTERRUPTED;
  }
}
