import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { copiesOf } from '../../src/sqlite/copies.ts';
import type { Simulator } from '../simulator/index.ts';

/** How many digits the usual secrets have. */
const LENGTH = 40;

const isUsual = (secret: string) => /^[0-9a-f]{40}$/.test(secret);
const isDigit = (byte: number) => (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102);

/** The runs of hexadecimal digits that are as long as a secret or longer; of all other bytes, one in 40 is looked at. */
function hexRuns(bytes: Buffer): string[] {
  const runs: string[] = [];
  let from = 0;
  while (from + LENGTH <= bytes.length) {
    let at = from + LENGTH - 1;
    while (at >= from && isDigit(bytes[at] ?? 0)) at -= 1;
    if (at >= from) {
      from = at + 1;
      continue;
    }
    let end = from + LENGTH;
    while (end < bytes.length && isDigit(bytes[end] ?? 0)) end += 1;
    runs.push(bytes.toString('latin1', from, end));
    from = end;
  }
  return runs;
}

/** The secrets that stand in these bytes. The usual ones are looked for all at once: there are hundreds of them. */
function foundIn(bytes: Buffer, usual: ReadonlySet<string>, others: readonly string[]): string[] {
  const found = others.filter((each) => bytes.includes(each));
  for (const run of hexRuns(bytes)) {
    for (let at = 0; at + LENGTH <= run.length; at++) {
      const part = run.slice(at, at + LENGTH);
      if (usual.has(part)) found.push(part);
    }
  }
  return found;
}

let memory = Buffer.alloc(1 << 22);

/** What a file holds, until the next one is read: memory for each anew would cost more than the search. */
function bytesOf(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size > memory.length) memory = Buffer.alloc(2 * size);
    let length = 0;
    for (let read = -1; read !== 0 && length < size; length += read)
      read = readSync(file, memory, length, size - length, length);
    return memory.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** Fails if any token, code or secret that the simulator ever gave out stands in these texts or in the archive. */
export function expectNoSecrets(simulator: Simulator, texts: string[], dataDir: string): void {
  const archive = join(dataDir, 'archive.db');
  const files = [archive, `${archive}-wal`, ...copiesOf(archive)].filter((path) => existsSync(path));
  const secrets = simulator.issuedSecrets();
  const usual = new Set(secrets.filter(isUsual));
  const others = secrets.filter((each) => !isUsual(each));
  const leaked = [
    ...foundIn(Buffer.from(texts.join('\n')), usual, others),
    ...files.flatMap((path) => foundIn(bytesOf(path), usual, others)),
  ];
  expect([...new Set(leaked)], 'secrets that left the credentials').toEqual([]);
  expect(simulator.tokensAtCdn, 'photos that were asked for with a token').toEqual([]);
}
