import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { expectNoSecrets } from '../support/no-secrets.ts';
import { type Program, runProgram, startProgram } from '../support/program.ts';
import { randoms } from '../support/randoms.ts';
import { environmentFor, simulate } from '../support/simulator.ts';
import { isSoak, sized } from '../support/soak.ts';
import { tempDir } from '../support/temp-dir.ts';
import { NO_LIMITS } from '../sync/history-world.ts';
import { expectEverything } from '../sync/whole-truth.ts';
import { everything, liven } from '../sync/whole-world.ts';

const KILLS = sized(2, 100);
const ACTIVITIES = sized(20, 300);
/** So many requests at most are seen of a process before it is killed: about as many as all kills need to see it all. */
const REQUESTS = sized(60, 60);
/** From the last of them on, milliseconds: an answer is under way, or being stored. */
const AFTER_MS = 25;

function inspect(dataDir: string) {
  const archive = new Sqlite(join(dataDir, 'archive.db'));
  const all = <T>(select: string) => archive.prepare(select).all() as T[];
  const integrity = archive.pragma('integrity_check', { simple: true });
  const foreignKeys = archive.pragma('foreign_key_check') as unknown[];
  // What the ledger calls done is there, whole.
  const hollow = all(`SELECT resource, item FROM coverage c WHERE status = 'done' AND CASE resource
    WHEN 'activity' THEN NOT EXISTS (SELECT 1 FROM activities a WHERE a.id = c.item AND a.resource_state = 3)
    WHEN 'streams' THEN (SELECT points FROM activity_streams s WHERE s.activity_id = c.item) IS NOT
      (SELECT sum(points) FROM stream_blocks b WHERE b.activity_id = c.item)
    WHEN 'photo_files' THEN NOT EXISTS (SELECT 1 FROM photos p WHERE p.unique_id = c.item AND p.sha256 IS NOT NULL)
    ELSE 0 END`);
  const files = all<{ media_path: string; sha256: string }>(
    'SELECT media_path, sha256 FROM photos WHERE sha256 IS NOT NULL',
  );
  const broken = files.filter(({ media_path, sha256 }) => {
    const path = join(dataDir, media_path);
    return !existsSync(path) || hash('sha256', readFileSync(path)) !== sha256;
  });
  const undone = `SELECT count(*) FROM coverage WHERE status IN ('pending', 'failed', 'parked')`;
  const left = archive.prepare(undone).pluck().get() as number;
  archive.close();
  return { whole: { integrity, foreignKeys: foreignKeys.length, hollow, broken }, left };
}

/** Resolves when so many requests came in all, or the program has ended. */
async function asked(requests: readonly unknown[], count: number, { exit }: Program): Promise<void> {
  let ended = false;
  void exit.then(() => {
    ended = true;
  });
  while (!ended && requests.length < count) await delay(1);
}

it(`archives a history value by value, with all that hangs on it, though it is killed ${KILLS} times on the way`, {
  timeout: 3_600_000,
}, async () => {
  const settings = { gzip: true, latency: [0, 10] } as const;
  const simulator = await simulate({ activities: ACTIVITIES, limits: NO_LIMITS, odd: true, settings });
  const { app, dataDir } = await testApp({ simulator });
  const athleteId = connectGrant(app, simulator);
  liven({ simulator, truth: () => simulator.truth(athleteId) });
  const environment = { ...environmentFor(simulator, dataDir), ARCHIVE: everything(isSoak) };
  const cwd = tempDir();

  const random = randoms(11);
  const any = (most: number) => Math.floor((random.next().value ?? 0) * most);
  const written: string[] = [];
  let atWork = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const program = startProgram(['sync'], environment, cwd);
    await asked(simulator.requests, simulator.requests.length + any(REQUESTS), program);
    await delay(any(AFTER_MS));
    program.child.kill('SIGKILL');
    if ((await program.exit) === 'SIGKILL') atWork += 1;
    written.push(program.stdout(), program.stderr());
    expect(inspect(dataDir).whole).toEqual({ integrity: 'ok', foreignKeys: 0, hollow: [], broken: [] });
  }
  // Most of the kills met a pass or the backfill at work.
  expect(atWork).toBeGreaterThan(KILLS / 2);

  do expect((await runProgram(['sync'], environment, cwd)).code).toBe(0);
  while (inspect(dataDir).left > 0);
  expectEverything({ archive: app.archive.$client, dataDir, simulator, athleteId, hasSegments: isSoak });
  expectNoSecrets(simulator, written, dataDir);
});
