import type { Readable } from 'node:stream';
import { exitCodeFor } from '../errors.ts';
import { scrub } from '../secret.ts';

/** The person's end: where answers go and where input comes from. */
export interface Terminal {
  /** Whether a person can be asked. */
  interactive: boolean;
  input: Readable;
  /** Columns of the terminal that standard output is; undefined where it is a file or a pipe. */
  width: number | undefined;
  /** Writes a line to standard output. */
  say(line?: string): void;
  /** Writes a line beside the answer, which a program may read: to standard error. */
  note(line: string): void;
  /** Writes a part of an answer to standard output as it is; resolves when there is room for more. */
  write(chunk: string | Uint8Array): Promise<void>;
}

const FULL = ['ENOSPC', 'EDQUOT'];

/** What is said may not reach its file: the work goes on, and its end tells that the answer is not whole. */
function tellOfLoss(error: NodeJS.ErrnoException): void {
  const why = FULL.includes(error.code ?? '') ? 'the disk that it goes to is full' : error.message;
  process.stderr.write(
    `Standard output cannot be written: ${scrub(why)}. What was said there is not complete.\n`,
  );
  process.on('exit', (code) => {
    if (code === 0) process.exitCode = exitCodeFor('archive');
  });
}

/** The process's own terminal. */
export function processTerminal(): Terminal {
  let isWhole = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `show … | head` closes the pipe early: nobody is listening any more.
    if (error.code === 'EPIPE') process.exit(0);
    if (isWhole) tellOfLoss(error);
    isWhole = false;
  });
  // Nobody can be told.
  process.stderr.on('error', () => {});
  return {
    interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
    input: process.stdin,
    width: process.stdout.isTTY ? (process.stdout.columns ?? 80) : undefined,
    say: (line = '') => void process.stdout.write(`${scrub(line)}\n`),
    note: (line) => void process.stderr.write(`${scrub(line)}\n`),
    write: (chunk) => new Promise((resolve) => void process.stdout.write(chunk, () => resolve())),
  };
}
