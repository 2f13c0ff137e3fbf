import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { countDone } from '../../src/archive/coverage-counts.ts';
import { leftToDo } from '../../src/sync/backfill.ts';
import { LEAN_FLAGS } from '../../src/worker/lean.ts';
import { MAIN, residentMb, start } from './processes.ts';
import { connect, environmentOf, startStrava } from './strava-process.ts';

const SAMPLE_MS = 2_000;

/** Memory of a real worker while it archives so many activities. */
export async function soak(activities: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  const strava = await startStrava(activities);
  const app = await connect(strava, dataDir, '');
  const { athleteId } = strava.grant;
  const worker = start([...LEAN_FLAGS, MAIN, 'start'], environmentOf(strava, dataDir));
  worker.stdout?.resume();
  const samples: number[] = [];
  const began = performance.now();
  do {
    await delay(SAMPLE_MS);
    samples.push(residentMb(worker.pid ?? 0));
  } while (
    leftToDo(app.passContext, athleteId) > 0 ||
    countDone(app.archive, athleteId, 'activity', 1) === 0
  );
  const seconds = (performance.now() - began) / 1_000;
  const quarter = Math.ceil(samples.length / 4);
  const mean = (part: number[]) => (part.reduce((sum, mb) => sum + mb, 0) / part.length).toFixed(0);
  console.log(
    `${activities} activities in ${seconds.toFixed(0)} s; memory of the worker: first quarter of the time`,
  );
  console.log(
    `${mean(samples.slice(0, quarter))} MB, last ${mean(samples.slice(-quarter))} MB, most ${Math.max(...samples).toFixed(0)} MB`,
  );
  worker.kill();
  strava.process.kill();
  app[Symbol.dispose]();
  rmSync(dataDir, { recursive: true });
}
