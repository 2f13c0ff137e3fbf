import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
import type { Terminal } from '../../src/terminal/terminal.ts';

export interface MemoryTerminal extends Terminal {
  input: PassThrough;
  lines: string[];
  /** What was said beside the answer. */
  notes: string[];
  /** What was written without lines. */
  chunks: Buffer[];
  /** Everything said so far. */
  text(): string;
  /** The first line that matches, now or as soon as it is said. */
  waitFor(pattern: RegExp): Promise<string>;
}

/** The line by which a command says which archive it speaks of. */
export const ARCHIVE_LINE = expect.stringMatching(/^Archive: \/.+\/archive\.db$/);

/** A terminal of the test: what is said is kept, what the test writes to `input` is typed. */
export function memoryTerminal(): MemoryTerminal {
  const lines: string[] = [];
  const notes: string[] = [];
  const chunks: Buffer[] = [];
  const waiting: { pattern: RegExp; resolve: (line: string) => void }[] = [];
  return {
    interactive: false,
    input: new PassThrough(),
    width: undefined,
    lines,
    notes,
    chunks,
    write: async (chunk) => void chunks.push(Buffer.from(chunk)),
    note: (line) => void notes.push(line),
    text: () => lines.join('\n'),
    say(line = '') {
      lines.push(line);
      for (const { pattern, resolve } of waiting) if (pattern.test(line)) resolve(line);
    },
    waitFor(pattern) {
      const said = lines.find((line) => pattern.test(line));
      if (said !== undefined) return Promise.resolve(said);
      return new Promise((resolve) => waiting.push({ pattern, resolve }));
    },
  };
}
