import { createPassRunner, type WorkerContext } from './pass-runner.ts';
import type { Schedule } from './schedule.ts';

// How often the worker looks for a new connection or a retry that is due; it costs no request.
const TICK_MS = 30_000;

export interface WorkerOptions {
  schedule: Schedule;
  /** Ends the worker; a pass under way stops at the next safe point. */
  signal: AbortSignal;
  tickMs?: number;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/**
 * Runs passes when the schedule, a missed run, a retry or a new connection wants one, until the signal aborts.
 * No fault of Strava's ends it.
 */
export async function runWorker(context: WorkerContext, options: WorkerOptions): Promise<void> {
  const { schedule, signal, tickMs = TICK_MS } = options;
  const passes = createPassRunner(context, schedule, signal);
  using _task = schedule.start(() => passes.run('schedule'), context.passContext.log);
  const ticker = setInterval(() => passes.tick(), tickMs);
  passes.tick();
  await aborted(signal);
  clearInterval(ticker);
  await passes.idle();
}
