import type { Readable } from 'node:stream';
import { scrub } from '../secret.ts';

/** The person's end: where answers go and where input comes from. */
export interface Terminal {
  /** Whether a person can be asked. */
  interactive: boolean;
  input: Readable;
  /** Writes a line to standard output. */
  say(line?: string): void;
  /** Writes a line beside the answer, which a program may read: to standard error. */
  note(line: string): void;
}

/** The process's own terminal. */
export function processTerminal(): Terminal {
  // `show … | head` closes the pipe early: nobody is listening any more.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    interactive: process.stdin.isTTY === true && process.stdout.isTTY === true,
    input: process.stdin,
    say: (line = '') => void process.stdout.write(`${scrub(line)}\n`),
    note: (line) => void process.stderr.write(`${scrub(line)}\n`),
  };
}
