import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { expectNoSecrets } from '../http/faults.ts';
import type { Simulator } from '../simulator/index.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { startProgram } from '../support/program.ts';
import { environmentFor, SNAPSHOTS_ONLY, simulate } from '../support/simulator.ts';
import { tempDir } from '../support/temp-dir.ts';
import { refuseNewPairs, storedIn } from './setup.ts';

/** A data directory whose access token has to be refreshed. */
async function expiring() {
  const simulator = await simulate();
  const dataDir = tempDir();
  const { app } = await testApp({ simulator, dataDir });
  const athleteId = connectGrant(app, simulator, { expiresInSeconds: 60 });
  app[Symbol.dispose]();
  const asked = () => simulator.requestsTo('/oauth/token').length;
  return { simulator, dataDir, athleteId, asked };
}

/** A child process that asks for the athlete. */
function startChild(simulator: Simulator, dataDir: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'ask-as-child.mjs')], {
    cwd: dataDir,
    env: { PATH: process.env.PATH ?? '', ...environmentFor(simulator, dataDir) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const written = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      written.text += data;
    });
  }
  const exit = once(child, 'close').then(([code, signal]) => code ?? signal);
  return { child, exit, text: () => written.text };
}

/** Expects that what is stored is the one pair that Strava still accepts. */
async function expectStoredIsValid(simulator: Simulator, dataDir: string, athleteId: number) {
  const { app } = await testApp({ simulator, dataDir });
  const { pair } = storedIn({ app }, athleteId);
  expect(simulator.validRefreshTokens()).toEqual([pair.refreshToken.reveal()]);
}

describe('two processes that need a refresh at once', () => {
  test('refresh once: two passes', async () => {
    const { simulator, dataDir, athleteId, asked } = await expiring();
    simulator.faults.add({ path: '/oauth', kind: { kind: 'delay', ms: 100 } });
    const environment = { ...environmentFor(simulator, dataDir), ...SNAPSHOTS_ONLY };
    const programs = [1, 2].map(() => startProgram(['sync'], environment, dataDir));
    expect(await Promise.all(programs.map(({ exit }) => exit))).toEqual([0, 0]);
    expect(asked()).toBe(1);
    await expectStoredIsValid(simulator, dataDir, athleteId);
    expectNoSecrets(simulator, ...programs.flatMap(({ stdout, stderr }) => [stdout(), stderr()]));
  });

  test('refresh once: three single requests, which no pass keeps apart', async () => {
    const { simulator, dataDir, athleteId, asked } = await expiring();
    // Long enough for all three to have started.
    simulator.faults.add({ path: '/oauth', kind: { kind: 'delay', ms: 700 } });
    const children = [1, 2, 3].map(() => startChild(simulator, dataDir));
    expect(await Promise.all(children.map(({ exit }) => exit))).toEqual([0, 0, 0]);
    for (const { text } of children) expect(text()).toContain(`athlete ${athleteId}\n`);
    expect([asked(), simulator.requestsTo('/api').length]).toEqual([1, 3]);
    await expectStoredIsValid(simulator, dataDir, athleteId);
    expectNoSecrets(simulator, ...children.map(({ text }) => text()));
  });

  test('are not held up by one that was killed in the middle of it', async () => {
    const { simulator, dataDir, athleteId, asked } = await expiring();
    simulator.faults.add({ path: '/oauth', kind: 'hang' });
    const killed = startChild(simulator, dataDir);
    await expect.poll(asked, { interval: 10 }).toBe(1);
    killed.child.kill('SIGKILL');
    expect(await killed.exit).toBe('SIGKILL');
    const next = startChild(simulator, dataDir);
    expect([await next.exit, asked()]).toEqual([0, 2]);
    await expectStoredIsValid(simulator, dataDir, athleteId);
  });
});

test('a stop waits for a new pair that cannot be stored yet, and says so', async () => {
  const { simulator, dataDir, athleteId } = await expiring();
  const { mend } = refuseNewPairs(dataDir);
  const environment = { ...environmentFor(simulator, dataDir), ...SNAPSHOTS_ONLY };
  const { child, exit, waitFor } = startProgram(['sync'], environment, dataDir);
  await waitFor(/cannot be stored yet/);
  child.kill('SIGTERM');
  await waitFor(/Not stopped yet: the tokens that Strava gave are not stored yet\./);
  mend();
  expect(await exit).toBe(0);
  await expectStoredIsValid(simulator, dataDir, athleteId);
}, 30_000);
