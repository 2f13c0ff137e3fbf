/** What a year leaves behind in which Strava has nothing new: a pass an hour, each by itself, on a clock of its own. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/app.ts';
import { archivePath } from '../../src/archive/open.ts';
import { DAY_MS, HOUR_MS } from '../../src/clock.ts';
import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';
import { Secret } from '../../src/secret.ts';
import { runBackfill } from '../../src/sync/backfill.ts';
import { runPass } from '../../src/sync/pass.ts';
import { createSchedule } from '../../src/worker/schedule.ts';
import { startSimulator } from '../../test/simulator/index.ts';
import { environmentOf } from './strava-process.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const DAYS = 365;
/** So often a line is printed, days. */
const EVERY = 5;

const inMb = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;

/** Archives so many activities, then runs the passes of a year and prints what they left, and whether each came in time. */
export async function benchYear(activities: number): Promise<void> {
  let now = START;
  const clock = {
    now: () => now,
    async sleep(ms: number) {
      now += ms;
    },
  };
  await using simulator = await startSimulator({ clock, activities });
  simulator.limits.setLimits({ overall: [1e9, 1e9], read: [1e9, 1e9] });
  const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  const environment = { ...environmentOf(simulator, dataDir), TZ: 'Europe/Berlin' };
  const config = loadConfig(environment, { app: 'required' });
  const app = createApp(config, await createLogger({ level: 'error', format: 'json' }), { clock });
  const grant = simulator.grant();
  const pair = {
    ...{ accessToken: new Secret(grant.accessToken), refreshToken: new Secret(grant.refreshToken) },
    expiresAt: grant.expiresAt,
  };
  app.credentials.connect(grant.athleteId, pair, [...grant.scopes], now);
  const count = (table: string) =>
    app.archive.$client.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
  const bytes = () => {
    app.archive.$client.pragma('wal_checkpoint(TRUNCATE)');
    return statSync(archivePath(dataDir)).size;
  };
  // What settles in the first weeks is no news of a quiet year.
  for (let day = 0; day < 30; day++) {
    now += DAY_MS;
    await runPass(app.passContext, { trigger: 'schedule' });
    await runBackfill(app.passContext, {});
  }
  const schedule = createSchedule(config.syncCron, config.zone);
  const before = { bytes: bytes(), requests: simulator.requests.length, now };
  console.log(`${activities} activities in ${inMb(before.bytes)}, then ${DAYS} days without news`);
  let passes = 0;
  for (let day = 1; day <= DAYS; day++) {
    for (let hour = 0; hour < 24; hour++) {
      const since = now;
      now = before.now + (day - 1) * DAY_MS + (hour + 1) * HOUR_MS;
      if (!schedule.firedBetween(since, now)) throw new Error(`No pass was wanted until ${new Date(now)}.`);
      await runPass(app.passContext, { trigger: 'schedule' });
      passes++;
    }
    await runBackfill(app.passContext, {});
    if (day % EVERY > 0) continue;
    const requests = simulator.requests.length - before.requests;
    console.log(
      `day ${day}: ${passes} passes, ${requests} requests; the archive grew by ${inMb(bytes() - before.bytes)}`,
      `(${count('sync_runs')} runs, ${count('documents')} documents); memory ${inMb(process.memoryUsage.rss())}`,
    );
  }
  app[Symbol.dispose]();
  rmSync(dataDir, { recursive: true });
}
