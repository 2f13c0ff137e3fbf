import { onTestFinished } from 'vitest';
import { Stopped } from '../../src/errors.ts';
import { Secret } from '../../src/secret.ts';
import type { WorkerContext } from '../../src/worker/pass-runner.ts';
import { createSchedule } from '../../src/worker/schedule.ts';
import { connected } from '../sync/connected.ts';
import { startMonitor } from './monitor.ts';

// Fires in the tests' virtual time only; the real clock is never near the first of February at 03:04.
export const YEARLY = createSchedule('4 3 1 2 *', 'UTC');

/** What `start` hands to the worker, a minute after its athlete was connected, with a monitor and a way to stop. */
export async function workerSetting(options: Parameters<typeof connected>[0] = {}) {
  const setting = await connected(options);
  const { app, clock } = setting;
  clock.advance(60_000);
  const monitor = await startMonitor();
  const controller = new AbortController();
  const stop = () => controller.abort(new Stopped());
  onTestFinished(stop);
  const context: WorkerContext = {
    passContext: app.passContext,
    connections: () => app.credentials.list(),
    pingUrl: new Secret(`${monitor.origin}/4d1f`),
  };
  /** Trigger and outcome of every pass so far. */
  const passes = () =>
    app.archive.$client
      .prepare("SELECT trigger || ' ' || coalesce(outcome, 'running') FROM sync_runs ORDER BY id")
      .pluck()
      .all();
  return { ...setting, monitor, context, signal: controller.signal, stop, passes };
}
