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

/** A connected person whose archive was made by 0.1.0. */
async function upgrading() {
  const simulator = await simulate();
  const { app, dataDir } = await testApp({ simulator });
  connectGrant(app, simulator);
  app[Symbol.dispose]();
  for (const name of readdirSync(dataDir).filter((file) => file.startsWith('archive.db')))
    rmSync(join(dataDir, name));
  copyFileSync(join(packageRoot, 'test/fixtures/archive-0.1.0.db'), join(dataDir, 'archive.db'));
  const environment = { ...environmentFor(simulator, dataDir), ...SNAPSHOTS_ONLY };
  return { dataDir, environment, cwd: tempDir() };
}

const copies = (dataDir: string) => readdirSync(dataDir).filter((name) => name.includes('before-migration'));

describe('the first start after an upgrade', () => {
  test.each([2, 4])('works for %i programs at once, and makes one copy', async (count) => {
    const { dataDir, environment, cwd } = await upgrading();
    const runs = Array.from({ length: count }, () => runProgram(['retry'], environment, cwd));
    const ended = await Promise.all(runs);
    expect(ended.map(({ code, stderr }) => [code, stderr.replace(/^Another process.*\n/, '')])).toEqual(
      Array(count).fill([0, '']),
    );
    expect(copies(dataDir)).toEqual(['archive.db.before-migration-0002']);
    const copy = new Sqlite(join(dataDir, 'archive.db.before-migration-0002'), { readonly: true });
    expect(copy.prepare('SELECT count(*) FROM __drizzle_migrations').pluck().get()).toBe(1);
    copy.close();
  });

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
