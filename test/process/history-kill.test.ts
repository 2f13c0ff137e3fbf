import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { expectNoSecrets } from '../support/no-secrets.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { randoms } from '../support/randoms.ts';
import { environmentFor, simulate } from '../support/simulator.ts';
import { sized } from '../support/soak.ts';
import { tempDir } from '../support/temp-dir.ts';
import { expectTruth } from '../sync/history-truth.ts';
import { NO_LIMITS } from '../sync/history-world.ts';

const KILLS = sized(30, 100);
const ACTIVITIES = 40;

function inspect(dataDir: string) {
  const archive = new Sqlite(join(dataDir, 'archive.db'));
  const integrity = archive.pragma('integrity_check', { simple: true });
  const foreignKeys = archive.pragma('foreign_key_check') as unknown[];
  // What the ledger calls done is there, whole.
  const hollow = archive
    .prepare(`SELECT resource, item FROM coverage c WHERE status = 'done' AND CASE resource
      WHEN 'activity' THEN NOT EXISTS (SELECT 1 FROM activities a WHERE a.id = c.item AND a.resource_state = 3)
      WHEN 'streams' THEN (SELECT points FROM activity_streams s WHERE s.activity_id = c.item) IS NOT
        (SELECT sum(points) FROM stream_blocks b WHERE b.activity_id = c.item)
      ELSE 0 END`)
    .all();
  const undone = `SELECT count(*) FROM coverage WHERE status IN ('pending', 'failed', 'parked')`;
  const left = archive.prepare(undone).pluck().get() as number;
  archive.close();
  return { whole: { integrity, foreignKeys: foreignKeys.length, hollow }, left };
}

it(`archives a history value by value though it is killed ${KILLS} times on the way`, {
  timeout: 600_000,
}, async () => {
  const settings = { gzip: true, latency: [0, 10] } as const;
  const simulator = await simulate({ activities: ACTIVITIES, limits: NO_LIMITS, odd: true, settings });
  const { app, dataDir } = await testApp({ simulator });
  const athleteId = connectGrant(app, simulator);
  const environment = { ...environmentFor(simulator, dataDir), NODE_OPTIONS: '--no-warnings' };
  const cwd = tempDir();
  const started = performance.now();
  expect((await runProgram(['status', '--json'], environment, cwd)).code).toBe(0);
  const startMs = performance.now() - started;

  const random = randoms(11);
  const written: string[] = [];
  let atWork = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const before = simulator.requestsTo('/api/v3').length;
    const program = startProgram(['sync'], environment, cwd);
    // From the start of the program to some items later.
    await delay(startMs * (0.5 + (random.next().value ?? 0) * 1.2));
    program.child.kill('SIGKILL');
    const code = await program.exit;
    written.push(program.stdout(), program.stderr());
    if (code === 'SIGKILL' && simulator.requestsTo('/api/v3').length > before) atWork += 1;
    const { whole, left } = inspect(dataDir);
    expect(whole).toEqual({ integrity: 'ok', foreignKeys: 0, hollow: [] });
    // The athlete goes on training, so that there is always something to archive.
    if (left === 0) simulator.addActivity({ gear_id: null });
  }
  // Most of the kills met a pass or the backfill at work.
  expect(atWork).toBeGreaterThan(KILLS / 3);

  do expect((await runProgram(['sync'], environment, cwd)).code).toBe(0);
  while (inspect(dataDir).left > 0);
  expectTruth(app.archive.$client, simulator.truth(athleteId), athleteId);
  const unfinished = 'SELECT count(*) FROM sync_runs WHERE outcome IS NULL';
  expect(app.archive.$client.prepare(unfinished).pluck().get()).toBe(0);
  expectNoSecrets(simulator, written, dataDir);
});
