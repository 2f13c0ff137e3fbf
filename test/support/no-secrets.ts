import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { copiesOf } from '../../src/sqlite/copies.ts';
import type { Simulator } from '../simulator/index.ts';

/** Fails if any token, code or secret that the simulator ever gave out stands in these texts or in the archive. */
export function expectNoSecrets(simulator: Simulator, texts: string[], dataDir: string): void {
  const archive = join(dataDir, 'archive.db');
  const files = [archive, `${archive}-wal`, ...copiesOf(archive)].filter((path) => existsSync(path));
  const haystacks = [...texts, ...files.map((path) => readFileSync(path, 'latin1'))];
  const leaked = simulator
    .issuedSecrets()
    .filter((secret) => haystacks.some((text) => text.includes(secret)));
  expect(leaked, 'secrets that left the credentials').toEqual([]);
  expect(simulator.tokensAtCdn, 'photos that were asked for with a token').toEqual([]);
}
