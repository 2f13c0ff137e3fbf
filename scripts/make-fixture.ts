/**
 * `node dist/scripts/make-fixture.js`: an archive as this version leaves it, with rows in every table, in
 * `test/fixtures/archive-<version>.db`. Made once at each release; later versions must open and migrate it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../src/app.ts';
import { loadConfig } from '../src/config.ts';
import { createLogger } from '../src/log.ts';
import { packageRoot, version } from '../src/package.ts';
import { rememberErased } from '../src/resources/activity/deleted.ts';
import { Secret } from '../src/secret.ts';
import { settle } from '../src/settled/settle.ts';
import { immediate } from '../src/sqlite/open.ts';
import { runPass } from '../src/sync/pass.ts';
import { startSimulator } from '../test/simulator/index.ts';

const DAY_MS = 86_400_000;

let now = Date.parse('2026-11-20T06:17:00Z');
const clock = { now: () => now, sleep: async () => {} };
await using simulator = await startSimulator({ clock, activities: 30 });
const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-fixture-'));
const environment = {
  STRAVA_CLIENT_ID: simulator.clientId,
  STRAVA_CLIENT_SECRET: simulator.clientSecret,
  STRAVA_API_URL: simulator.apiUrl,
  STRAVA_OAUTH_URL: simulator.oauthUrl,
  DATA_DIR: dataDir,
  TZ: 'Europe/Berlin',
};
const log = await createLogger({ level: 'silent', format: 'json' });
using app = createApp(loadConfig(environment, { app: 'required' }), log, {
  clock,
  retry: { tries: 1, minDelayMs: 0, maxDelayMs: 0 },
});
for (const { detail } of simulator.world.athletes.slice(0, 2)) {
  const { athleteId, accessToken, refreshToken, expiresAt, scopes } = simulator.grant({
    athleteId: detail.id,
  });
  const pair = { accessToken: new Secret(accessToken), refreshToken: new Secret(refreshToken), expiresAt };
  app.credentials.connect(athleteId, pair, [...scopes], now);
}
const newest = simulator.truth().summaries()[0]?.id ?? 0;
for (let day = 0; day < 3; day++) {
  if (day === 1) simulator.faults.add({ path: '/api/v3/athletes', kind: 'html-502' });
  if (day === 2) simulator.editActivity(newest, { name: 'Renamed' });
  await runPass(app.passContext, { trigger: 'schedule' });
  now += DAY_MS;
}
// What only ON_DELETED=forget writes.
const erased = { id: '4711', at: '2026-11-21T06:17:00Z' };
immediate(app.archive, () =>
  rememberErased(app.archive, simulator.world.athletes[0]?.detail.id ?? 0, erased),
);
await settle(app.archive);
const path = join(packageRoot, 'test/fixtures', `archive-${version}.db`);
rmSync(path, { force: true });
app.archive.$client.prepare('VACUUM INTO ?').run(path);
rmSync(dataDir, { recursive: true });
console.log(path);
