import { expect, it } from 'vitest';
import { connectGrant, testApp } from '../support/app.ts';
import { freePort } from '../support/free-port.ts';
import { runProgram, startProgram } from '../support/program.ts';
import { environmentFor, SNAPSHOTS_ONLY, simulate } from '../support/simulator.ts';
import { tempDir } from '../support/temp-dir.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What lets a program believe that it is so many milliseconds later. */
function believing(ahead: number): Record<string, string> {
  const code = `const D = Date, by = ${ahead}; globalThis.Date = class Date extends D {
    constructor(...of) { if (of.length > 0) super(...of); else super(D.now() + by); }
    static now() { return D.now() + by; }
  };`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}

it('a clock that is wrong costs the person a sentence, and nothing of the archive', async () => {
  const simulator = await simulate();
  const { app, dataDir } = await testApp({ simulator });
  const athleteId = connectGrant(app, simulator);
  const port = await freePort();
  const settings = { ...environmentFor(simulator, dataDir), ...SNAPSHOTS_ONLY, HTTP_PORT: String(port) };
  const cwd = tempDir();
  const refreshes = () => simulator.requestsTo('/oauth/token').length;

  for (const [ahead, words] of [
    [-DAY, '24 hours behind'],
    [9 * HOUR, '9 hours ahead of'],
    [730 * DAY, '730 days ahead of'],
  ] as const) {
    const before = refreshes();
    for (let times = 0; times < (ahead > 0 ? 1 : 2); times += 1) {
      const { code, stdout } = await runProgram(['sync'], { ...settings, ...believing(ahead) }, cwd);
      expect(code).toBe(0);
      expect(stdout).toContain(`The clock of this machine is ${words} Strava's, where it is `);
    }
    expect(refreshes() - before).toBeLessThanOrEqual(1);
  }

  const worker = startProgram(['start'], { ...settings, ...believing(730 * DAY) }, cwd);
  await worker.waitFor(/Pass done[\s\S]*The clock of this machine is 730 days ahead/);
  const health = await fetch(`http://127.0.0.1:${port}/healthz`);
  expect([health.status, await health.json()]).toMatchObject([200, { ok: true }]);
  worker.child.kill('SIGTERM');
  expect(await worker.exit).toBe(0);

  const { code, stdout } = await runProgram(['sync'], settings, cwd);
  expect([code, stdout]).toEqual([0, expect.not.stringContaining('clock')]);
  expect(Date.parse(app.runs.lastOk(athleteId)?.startedAt ?? '')).toBeLessThanOrEqual(Date.now());
  const days = app.archive.$client.prepare('SELECT DISTINCT captured_on FROM stats_snapshots').pluck().all();
  for (const day of days) expect(Math.abs(Date.parse(String(day)) - Date.now())).toBeLessThan(2 * DAY);
}, 60_000);
