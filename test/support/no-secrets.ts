import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Simulator } from '../simulator/index.ts';

/** Fails if any token, code or secret that the simulator ever gave out stands in these texts or in the archive. */
export function expectNoSecrets(simulator: Simulator, texts: string[], dataDir: string): void {
  const files = ['archive.db', 'archive.db-wal', 'archive.db.before-migration']
    .map((name) => join(dataDir, name))
    .filter((path) => existsSync(path));
  const haystacks = [...texts, ...files.map((path) => readFileSync(path, 'latin1'))];
  const leaked = simulator
    .issuedSecrets()
    .filter((secret) => haystacks.some((text) => text.includes(secret)));
  expect(leaked, 'secrets that left the credentials').toEqual([]);
}
