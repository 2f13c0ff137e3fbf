/** What checking and backing up a whole archive costs, each in a process of its own. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBackfill } from '../../src/sync/backfill.ts';
import { runPass } from '../../src/sync/pass.ts';
import { costOf, MAIN } from './processes.ts';
import { connect, environmentOf, startStrava } from './strava-process.ts';

/** Archives everything of so many activities, and prints what `verify` and `backup` of that cost. */
export async function benchUpkeep(activities: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  const strava = await startStrava(activities);
  const app = await connect(strava, dataDir, '');
  await runPass(app.passContext, { trigger: 'command' });
  await runBackfill(app.passContext, {});
  const path = app.archive.$client.name;
  app[Symbol.dispose]();
  strava.process.kill();
  const rows = [];
  for (const args of [['verify'], ['verify', '--deep'], ['backup', join(dataDir, 'copy')]]) {
    const began = performance.now();
    const { cpu, mb } = await costOf([MAIN, ...args], environmentOf(strava, dataDir));
    const seconds = (performance.now() - began) / 1_000;
    rows.push({
      what: args.slice(0, 2).join(' ').replace(dataDir, ''),
      time: `${seconds.toFixed(1)} s`,
      CPU: `${(cpu / 1_000).toFixed(1)} s`,
      'memory at most': `${mb.toFixed(0)} MB`,
    });
  }
  console.log(
    `everything of ${activities} activities: ${(statSync(path).size / activities / 1_024).toFixed(1)} KiB each`,
  );
  console.table(rows);
  rmSync(dataDir, { recursive: true });
}
