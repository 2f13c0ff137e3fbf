import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The key under which a file says what it was made of. */
export const MADE_OF = 'athlete-archive.of';

const MAGIC = 'PAR1';
const END = 8;

function readFooter(descriptor: number): string {
  const { size } = fstatSync(descriptor);
  const end = Buffer.alloc(END);
  if (size < END || readSync(descriptor, end, 0, END, size - END) < END) return '';
  const length = end.readUInt32LE(0);
  if (end.toString('latin1', 4) !== MAGIC || length > size - END) return '';
  const footer = Buffer.alloc(length);
  readSync(descriptor, footer, 0, length, size - END - length);
  return footer.toString('latin1');
}

/** What stands at a place where a Parquet file of ours may be. */
export interface Standing {
  /** Whether this program made it. */
  ours: boolean;
  /** What it was made of; undefined where it does not say so. */
  of: string | undefined;
}

/** @returns undefined where there is nothing. */
export function standingAt(path: string): Standing | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const footer = readFooter(descriptor);
    // Texts stand in the footer as they are, each behind its length.
    const of = new RegExp(`${MADE_OF}[^]{1,3}([0-9a-f]{64})`).exec(footer)?.[1];
    return { ours: footer.includes('athlete-archive version '), of };
  } finally {
    closeSync(descriptor);
  }
}
