import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { start } from '../../src/commands/start.ts';
import { sync } from '../../src/commands/sync.ts';
import { packageRoot } from '../../src/package.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { tryLock } from '../../src/sqlite/process-lock.ts';
import { failureOf } from '../commands/person.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { beImpatient } from '../support/locked.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { environmentFor, SNAPSHOTS_ONLY, simulate } from '../support/simulator.ts';
import { tempDir } from '../support/temp-dir.ts';
import { memoryTerminal } from '../support/terminal.ts';

/** A connected person whose archive was made by an earlier version. */
async function upgrading(version = '0.1.0') {
  const simulator = await simulate();
  const { app, dataDir } = await testApp({ simulator });
  connectGrant(app, simulator);
  app[Symbol.dispose]();
  for (const name of readdirSync(dataDir).filter((file) => file.startsWith('archive.db')))
    rmSync(join(dataDir, name));
  copyFileSync(join(packageRoot, `test/fixtures/archive-${version}.db`), join(dataDir, 'archive.db'));
  const environment = { ...environmentFor(simulator, dataDir), ...SNAPSHOTS_ONLY };
  return { dataDir, environment, cwd: tempDir() };
}

const copies = (dataDir: string) => readdirSync(dataDir).filter((name) => name.includes('before-migration'));

const released = readdirSync(join(packageRoot, 'test/fixtures')).flatMap(
  (name) => /^archive-(.+)\.db$/.exec(name)?.[1] ?? [],
);

/** How many migrations a database has been through. */
function migrationsOf(path: string): number {
  const db = new Sqlite(path, { readonly: true });
  const count = db.prepare('SELECT count(*) FROM __drizzle_migrations').pluck().get() as number;
  db.close();
  return count;
}

describe('the first start after an upgrade', () => {
  test.each([...released.map((version) => [2, version] as const), [4, '0.1.0'] as const])(
    'works for %i programs at once on an archive of %s, and makes one copy',
    async (count, version) => {
      const { dataDir, environment, cwd } = await upgrading(version);
      const path = join(dataDir, 'archive.db');
      const before = migrationsOf(path);
      const runs = Array.from({ length: count }, () => runProgram(['retry'], environment, cwd));
      const ended = await Promise.all(runs);
      expect(ended.map(({ code, stderr }) => [code, stderr.replace(/^Another process.*\n/, '')])).toEqual(
        Array(count).fill([0, '']),
      );
      const made = copies(dataDir);
      expect(made).toHaveLength(migrationsOf(path) > before ? 1 : 0);
      expect(made.map((name) => migrationsOf(join(dataDir, name)))).toEqual(made.map(() => before));
    },
  );

  test('works for a worker and a pass at once', async () => {
    const { environment, cwd } = await upgrading();
    const worker = startProgram(['start'], environment, cwd);
    const pass = await runProgram(['sync'], environment, cwd);
    expect([pass.code, pass.stderr.replace(/^Another process.*\n/, '')]).toEqual([0, '']);
    await worker.waitFor(/Next run/);
    worker.child.kill('SIGTERM');
    expect(await worker.exit).toBe(0);
  });

  test('is not done under a running worker of the older version, and that is said', async () => {
    beImpatient();
    const { dataDir, environment } = await upgrading();
    using _worker = tryLock(dataDir, 'worker');
    const context = { environment, terminal: memoryTerminal(), signal: new AbortController().signal };
    const failures = [await failureOf(start(context)), await failureOf(sync(context, { untilDone: false }))];
    expect(failures.map(({ exitCode, message }) => [exitCode, message])).toEqual([
      [5, expect.stringMatching(/^A worker already runs on /)],
      [5, expect.stringMatching(/archive\.db was made by an older athlete-archive, and a worker /)],
    ]);
    expect(copies(dataDir)).toEqual([]);
  });
});
