import { statSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { connected } from './connected.ts';

const MIB = 1024 * 1024;

test('what is written ahead shrinks with the next pass, once a reader that held on is gone', async () => {
  const { archive, pass } = await connected();
  const path = archive.$client.name;
  const ahead = () => statSync(`${path}-wal`).size;
  archive.$client.exec('CREATE TABLE ballast (bytes BLOB)');
  const reader = new Sqlite(path, { readonly: true });
  onTestFinished(() => void reader.close());
  reader.exec('BEGIN; SELECT * FROM sync_runs');
  for (let i = 0; i < 48; i++)
    immediate(archive, () => archive.$client.prepare('INSERT INTO ballast VALUES (zeroblob(?))').run(MIB));
  await pass();
  expect(ahead()).toBeGreaterThan(48 * MIB);
  reader.exec('COMMIT');
  await pass();
  expect(ahead()).toBeLessThanOrEqual(32 * MIB);
});
