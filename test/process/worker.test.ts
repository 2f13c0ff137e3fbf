import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { expectNoSecrets } from '../support/no-secrets.ts';
import { type Program, runProgram, startProgram } from '../support/program.ts';
import { environmentFor, SNAPSHOTS_ONLY, simulate } from '../support/simulator.ts';
import { tempDir } from '../support/temp-dir.ts';

const EVERY_SECOND = '* * * * * *';

async function connected() {
  const simulator = await simulate();
  simulator.limits.setLimits({ overall: [100_000, 100_000], read: [100_000, 100_000] });
  const { app, dataDir } = await testApp({ simulator });
  const athleteId = connectGrant(app, simulator);
  const environment = { ...environmentFor(simulator, dataDir), ...SNAPSHOTS_ONLY };
  return { simulator, app, dataDir, athleteId, environment, cwd: tempDir() };
}

/** Asks the program to stop. @returns exit code and how long it took, in milliseconds. */
async function stop(program: Program, signal: NodeJS.Signals = 'SIGTERM') {
  const asked = performance.now();
  program.child.kill(signal);
  return { code: await program.exit, ms: performance.now() - asked };
}

/** Five seconds, on a machine that is busy those of which it makes five. */
async function fiveSeconds(cwd: string): Promise<number> {
  const before = performance.now();
  await runProgram(['--version'], {}, cwd);
  return Math.max(5_000, 20 * (performance.now() - before));
}

it('says in one line whom it archives where and when, catches up at once, and stops with 0', async () => {
  const { simulator, environment, cwd, dataDir } = await connected();
  const worker = startProgram(['start'], { ...environment, SYNC_CRON: '17 * * * *' }, cwd);
  await worker.waitFor(/Pass done/);
  const stopped = await stop(worker);
  expect(stopped.code).toBe(0);
  expect(worker.stdout()).toMatch(
    /^Archiving .+ into .+archive\.db\. Schedule: At 17 minutes past the hour \(Europe\/Berlin\)\. Next run: .+\.\n/,
  );
  expect(simulator.requestsTo('/api/v3')).toHaveLength(2);
  expectNoSecrets(simulator, [worker.stdout(), worker.stderr()], dataDir);
});

it('asks nothing at start when the archive is as recent as the schedule wants', async () => {
  const { simulator, environment, cwd } = await connected();
  expect((await runProgram(['sync'], environment, cwd)).code).toBe(0);
  const worker = startProgram(['start'], { ...environment, SYNC_CRON: '0 0 1 1 *' }, cwd);
  await worker.waitFor(/Next run/);
  expect((await stop(worker)).code).toBe(0);
  expect(simulator.requestsTo('/api/v3')).toHaveLength(2);
});

it('archives on schedule, again and again', async () => {
  const { simulator, environment, cwd } = await connected();
  const worker = startProgram(['start'], { ...environment, SYNC_CRON: EVERY_SECOND }, cwd);
  await worker.waitFor(/(Pass done[\s\S]*){3}/);
  expect((await stop(worker, 'SIGINT')).code).toBe(0);
  expect(simulator.requestsTo('/api/v3').length).toBeGreaterThanOrEqual(6);
});

it('stops within five seconds while Strava hangs', async () => {
  const { simulator, environment, cwd, app, athleteId } = await connected();
  simulator.faults.add({ path: '/api/v3', kind: 'hang' });
  const worker = startProgram(['start'], environment, cwd);
  await expect.poll(() => simulator.requestsTo('/api/v3').length).toBe(1);
  const stopped = await stop(worker);
  expect(stopped.code).toBe(0);
  expect(stopped.ms).toBeLessThan(await fiveSeconds(cwd));
  expect(app.runs.last(athleteId)?.outcome).toBe('stopped');
});

it('stops within five seconds while a token refresh hangs', async () => {
  const { simulator, environment, cwd, app } = await connected();
  connectGrant(app, simulator, { expiresInSeconds: 60 });
  simulator.faults.add({ path: '/oauth/token', kind: 'hang' });
  const worker = startProgram(['start'], environment, cwd);
  await expect.poll(() => simulator.requestsTo('/oauth/token').length).toBe(1);
  const stopped = await stop(worker);
  expect(stopped.code).toBe(0);
  expect(stopped.ms).toBeLessThan(await fiveSeconds(cwd));
});

it('ends at once on a second signal', async () => {
  const { simulator, environment, cwd, app } = await connected();
  connectGrant(app, simulator, { expiresInSeconds: 60 });
  simulator.faults.add({ path: '/oauth/token', kind: 'hang' });
  const worker = startProgram(['start'], environment, cwd);
  await expect.poll(() => simulator.requestsTo('/oauth/token').length).toBe(1);
  worker.child.kill('SIGTERM');
  // Two signals of one kind may reach a process as one.
  expect((await stop(worker, 'SIGINT')).code).toBe(130);
});

it('refuses to be the second worker and names the first, but takes over from a dead one', async () => {
  const { environment, cwd, dataDir } = await connected();
  const first = startProgram(['start'], environment, cwd);
  await first.waitFor(/Pass done/);
  const second = await runProgram(['start'], environment, cwd);
  expect(second.code).toBe(5);
  expect(second.stderr).toContain(`A worker already runs on ${dataDir} (process ${first.child.pid} on`);
  await stop(first, 'SIGKILL');
  const third = startProgram(['start'], environment, cwd);
  await third.waitFor(/Next run/);
  expect((await stop(third)).code).toBe(0);
});

it('lets a sync run beside it', async () => {
  const { environment, cwd } = await connected();
  const worker = startProgram(['start'], { ...environment, SYNC_CRON: EVERY_SECOND }, cwd);
  await worker.waitFor(/Pass done/);
  const codes = await Promise.all(
    [1, 2].map(async () => (await runProgram(['sync'], environment, cwd)).code),
  );
  expect(codes).toEqual([0, 0]);
  expect((await stop(worker)).code).toBe(0);
});

it('stays up when the authorization is lost, and goes on once bootstrap has run beside it', async () => {
  const { simulator, environment, cwd, app, athleteId } = await connected();
  simulator.revoke(athleteId);
  const worker = startProgram(['start'], { ...environment, SYNC_CRON: EVERY_SECOND }, cwd);
  await worker.waitFor(/(unauthorized[\s\S]*){2}/);
  const refreshes = simulator.requestsTo('/oauth/token').length;
  expect(refreshes).toBe(1);
  connectGrant(app, simulator);
  await worker.waitFor(/Pass done/);
  expect((await stop(worker)).code).toBe(0);
});

it('says once what went wrong with a sync', async () => {
  const { simulator, environment, cwd } = await connected();
  simulator.faults.add({ path: '/api/v3', kind: 'wrong-shape', every: 1 });
  const { code, stdout, stderr } = await runProgram(['sync'], environment, cwd);
  expect(code).toBe(6);
  expect(stdout).toMatch(
    /^Archive: .+\n.+: archived nothing \(0 items, 2 requests\)\. Strava sent an answer of an unknown shape.*\n$/,
  );
  expect(stderr).toBe('');
});

it('says to run bootstrap when nobody is connected, and waits for it where no person is at a terminal', async () => {
  const simulator = await simulate();
  const dataDir = tempDir();
  const worker = startProgram(['start'], environmentFor(simulator, dataDir), dataDir);
  await worker.waitFor(/Waiting/);
  expect(worker.stdout()).toBe(
    `Nobody is connected yet in ${dataDir}. Run \`npx athlete-archive bootstrap\` first. Waiting for that.\n`,
  );
  expect((await stop(worker)).code).toBe(0);
});

it('leaves the archive of a newer program alone', async () => {
  const { environment, cwd, dataDir, app } = await connected();
  app[Symbol.dispose]();
  const archive = new Sqlite(join(dataDir, 'archive.db'));
  archive.exec("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('later', 99999999999999)");
  archive.close();
  const { code, stderr } = await runProgram(['start'], environment, cwd);
  expect(code).toBe(5);
  expect(stderr).toContain('was made by a newer athlete-archive and is left alone');
});

it('lists every fault of the configuration at once', async () => {
  const cwd = tempDir();
  const environment = { STRAVA_CLIENT_ID: 'abc', HTTP_PORT: '99999', TZ: 'Mars/Base', DATA_DIR: cwd };
  const { code, stderr } = await runProgram(['sync'], environment, cwd);
  expect(code).toBe(2);
  for (const name of ['STRAVA_CLIENT_ID', 'STRAVA_CLIENT_SECRET', 'HTTP_PORT', 'TZ'])
    expect(stderr).toContain(name);
});
