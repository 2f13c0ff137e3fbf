import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { Failure, Stopped } from '../errors.ts';
import { packageRoot } from '../package.ts';
import { setDeadline, watchMemory } from './limits.ts';
import { MORE, type Question, type Told, type Value } from './messages.ts';

/** What is asked, and how long and how much it may take. */
export interface Asked extends Question {
  /** From the start on; the time in which nobody took the answer is given back by `grant`. */
  timeoutMs: number;
  /** The zone of `localtime`; by default that of the machine. */
  zone?: string | undefined;
  signal: AbortSignal;
}

/** The answer as it comes. Disposing of it ends the question. */
export interface Answer extends Disposable {
  /** The process that has it. */
  pid: number | undefined;
  columns: string[];
  /** The rows, some at a time, and only as fast as they are taken. */
  batches(): AsyncGenerator<Value[][]>;
  /** Lets the question take so much longer. */
  grant(ms: number): void;
}

const CHILD = join(packageRoot, 'dist/bin/ask-child.js');
const HEAP_MB = 256;
const MEMORY_MB = 512;

/** Of the environment it gets nothing but the zone, and where SQLite puts what it sorts. */
function start(zone: string | undefined): ChildProcess {
  const { TZ, TMPDIR } = process.env;
  return fork(CHILD, {
    env: { TZ: zone ?? TZ, TMPDIR },
    execArgv: [`--max-old-space-size=${HEAP_MB}`],
    serialization: 'advanced',
    stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
  });
}

const tookTooLong = (ms: number) =>
  new Failure(
    'timeout',
    `The question was stopped after ${ms / 1_000} s without coming to its end.`,
    'Ask for less, or allow more with --timeout <seconds>.',
  );

const tookTooMuch = () =>
  new Failure(
    'timeout',
    `The question was stopped because it needs more than ${MEMORY_MB} MB of memory.`,
    'Ask for less at a time, or for shorter values.',
  );

function endOf(code: number | null, signal: NodeJS.Signals | null): Error {
  // Ctrl-C reaches both processes.
  if (signal === 'SIGINT' || signal === 'SIGTERM') return new Stopped();
  // What V8 or SQLite do without memory.
  if (signal === 'SIGABRT' || signal === 'SIGKILL' || code === 134) return tookTooMuch();
  return new Error(`The process of the question ended with ${signal ?? code}.`);
}

/** The child's answers, one at a time; whatever ends it rejects the one that is waited for. */
class Conversation {
  readonly #child: ChildProcess;
  #reason: unknown;
  #hasEnded = false;
  #waiting: { resolve(told: Told): void; reject(reason: unknown): void } | undefined;

  constructor(zone: string | undefined) {
    this.#child = start(zone);
    this.#child.on('message', (told: Told) => this.#waiting?.resolve(told));
    this.#child.on('exit', (code, signal) => this.#end(endOf(code, signal)));
    // It could not be started; what cannot be sent or killed any more is told by its end.
    this.#child.on('error', (error) => this.#child.pid === undefined && this.#end(error));
    this.#child.stdin?.on('error', () => {});
  }

  #end(reason: unknown): void {
    this.#hasEnded = true;
    this.#reason ??= reason;
    this.#waiting?.reject(this.#reason);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks, and is answered later; the next question comes after the answer. */
  say(message: Question | typeof MORE): Promise<Exclude<Told, { failure: unknown } | { bug: unknown }>> {
    const told = new Promise<Told>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.#hasEnded) reject(this.#reason);
      // A child that is gone says so by its end.
      else this.#child.send(message, () => {});
    });
    const answer = told.then((told) => {
      if ('failure' in told) throw new Failure(told.failure.kind, told.failure.message, told.failure.advice);
      if ('bug' in told) throw new Error(told.bug);
      return told;
    });
    // It may fail before it is waited for.
    answer.catch(() => {});
    return answer;
  }

  /** Ends the child whatever it does; who waits for an answer is told the reason once it is gone. */
  stop(reason: unknown): void {
    this.#reason ??= reason;
    this.#child.kill('SIGKILL');
  }
}

async function* batchesOf(conversation: Conversation): AsyncGenerator<Value[][]> {
  let next = conversation.say(MORE);
  for (;;) {
    const told = await next;
    if (!('rows' in told) || told.rows.length === 0) return;
    // While these are written the child reads on, a batch and no more.
    next = conversation.say(MORE);
    yield told.rows;
  }
}

/**
 * Asks the archive a question in SQL, in a process that is killed when it takes too long or too much.
 * @throws {Failure} `usage` for what is refused or wrong, `timeout` for what was stopped, `archive` when it cannot be
 * read; {@link Stopped} at a stop. So does taking the rows.
 */
export async function ask({ timeoutMs, zone, signal, ...question }: Asked): Promise<Answer> {
  signal.throwIfAborted();
  const conversation = new Conversation(zone);
  const onAbort = () => conversation.stop(signal.reason);
  signal.addEventListener('abort', onAbort);
  const deadline = setDeadline(timeoutMs, () => conversation.stop(tookTooLong(timeoutMs)));
  const memory = watchMemory(conversation.pid, MEMORY_MB, () => conversation.stop(tookTooMuch()));
  const dispose = () => {
    signal.removeEventListener('abort', onAbort);
    deadline[Symbol.dispose]();
    memory[Symbol.dispose]();
    conversation.stop(undefined);
  };
  try {
    const told = await conversation.say(question);
    const columns = 'columns' in told ? told.columns : [];
    return {
      pid: conversation.pid,
      columns,
      grant: deadline.grant,
      batches: () => batchesOf(conversation),
      [Symbol.dispose]: dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}
