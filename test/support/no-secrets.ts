import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { copiesOf } from '../../src/sqlite/copies.ts';
import type { Simulator } from '../simulator/index.ts';

const isUsual = (secret: string) => /^[0-9a-f]{40}$/.test(secret);

/** The secrets that stand in these texts. The usual ones are looked for all at once: there are hundreds of them. */
function foundIn(texts: string[], secrets: string[]): string[] {
  const usual = new Set(secrets.filter(isUsual));
  const found = new Set(
    secrets.filter((each) => !isUsual(each) && texts.some((text) => text.includes(each))),
  );
  for (const text of texts) {
    for (const [run] of text.matchAll(/[0-9a-f]{40,}/g)) {
      for (let at = 0; at + 40 <= run.length; at++) {
        const part = run.slice(at, at + 40);
        if (usual.has(part)) found.add(part);
      }
    }
  }
  return [...found];
}

/** Fails if any token, code or secret that the simulator ever gave out stands in these texts or in the archive. */
export function expectNoSecrets(simulator: Simulator, texts: string[], dataDir: string): void {
  const archive = join(dataDir, 'archive.db');
  const files = [archive, `${archive}-wal`, ...copiesOf(archive)].filter((path) => existsSync(path));
  const haystacks = [...texts, ...files.map((path) => readFileSync(path, 'latin1'))];
  const leaked = foundIn(haystacks, simulator.issuedSecrets());
  expect(leaked, 'secrets that left the credentials').toEqual([]);
  expect(simulator.tokensAtCdn, 'photos that were asked for with a token').toEqual([]);
}
