import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { expectNoSecrets } from '../support/no-secrets.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { randoms } from '../support/randoms.ts';
import { environmentFor, SNAPSHOTS_ONLY, simulate } from '../support/simulator.ts';
import { sized } from '../support/soak.ts';
import { tempDir } from '../support/temp-dir.ts';

const KILLS = sized(6, 60);
const HOUR_MS = 3_600_000;

function inspect(dataDir: string) {
  const archive = new Sqlite(join(dataDir, 'archive.db'));
  const integrity = archive.pragma('integrity_check', { simple: true });
  const foreignKeys = archive.pragma('foreign_key_check') as unknown[];
  const stats = archive.prepare('SELECT count(*) FROM stats_snapshots').pluck().get();
  const totals = archive.prepare('SELECT count(*) FROM stats_totals').pluck().get();
  archive.close();
  return {
    integrity,
    foreignKeys: foreignKeys.length,
    totalsPerSnapshot: stats ? Number(totals) / Number(stats) : 9,
  };
}

/** Lets the stored access token look nearly used up, so that the next pass refreshes. */
function expireStoredToken(dataDir: string): void {
  const credentials = new Sqlite(join(dataDir, 'credentials.db'));
  credentials.prepare('UPDATE token_pairs SET expires_at = ?').run(Math.floor(Date.now() / 1_000) + 60);
  credentials.close();
}

function storedRefreshToken(dataDir: string): string {
  const credentials = new Sqlite(join(dataDir, 'credentials.db'));
  expect(credentials.pragma('integrity_check', { simple: true })).toBe('ok');
  const token = credentials.prepare('SELECT refresh_token FROM token_pairs').pluck().get();
  credentials.close();
  return String(token);
}

it('keeps archive and token whole when it is killed at any moment of a pass', async () => {
  let ahead = 0;
  const simulator = await simulate({ clock: { now: () => Date.now() + ahead } });
  simulator.limits.setLimits({ overall: [100_000, 100_000], read: [100_000, 100_000] });
  const { app, dataDir } = await testApp({ simulator });
  connectGrant(app, simulator, { expiresInSeconds: 60 });
  const environment = { ...environmentFor(simulator, dataDir), ...SNAPSHOTS_ONLY };
  const cwd = tempDir();
  const started = performance.now();
  expect((await runProgram(['sync'], environment, cwd)).code).toBe(0);
  const passMs = performance.now() - started;

  const random = randoms(7);
  const written: string[] = [];
  let answersLost = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    // Both sides see a token near its end, so each pass rotates the pair: the moment that matters most.
    ahead += 5.5 * HOUR_MS;
    expireStoredToken(dataDir);
    const program = startProgram(['sync'], environment, cwd);
    await delay((random.next().value ?? 0) * passMs);
    program.child.kill('SIGKILL');
    await program.exit;
    written.push(program.stdout(), program.stderr());
    expect(inspect(dataDir)).toEqual({ integrity: 'ok', foreignKeys: 0, totalsPerSnapshot: 9 });
    if (!simulator.validRefreshTokens().includes(storedRefreshToken(dataDir))) {
      // Strava rotated and the answer was still on its way when the process died: nobody can know the new token.
      answersLost += 1;
      expect((await runProgram(['sync'], environment, cwd)).code).toBe(3);
      connectGrant(app, simulator, { expiresInSeconds: 60 });
    }
  }
  // Of few kills, most may come while an answer is under way.
  expect(answersLost).toBeLessThan(sized(KILLS, KILLS / 5));
  expect((await runProgram(['sync'], environment, cwd)).code).toBe(0);
  const unfinished = app.archive.$client
    .prepare('SELECT count(*) FROM sync_runs WHERE outcome IS NULL')
    .pluck()
    .get();
  expect(unfinished).toBe(0);
  expectNoSecrets(simulator, written, dataDir);
});
