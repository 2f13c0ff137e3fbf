import type { EventEmitter } from 'node:events';
import { MINUTE_MS } from '../clock.ts';
import type { NightlyBackup } from './nightly-backup.ts';
import { createPassRunner, type WorkerContext } from './pass-runner.ts';
import type { Schedule } from './schedule.ts';

// How often the worker looks for a new connection or a retry that is due; it costs no request.
const TICK_MS = 30_000;
// Between two looks, more than a clock drifts and less than a sleep that matters.
const SET_BACK_MS = MINUTE_MS;
const SET_AHEAD_MS = 10 * MINUTE_MS;

/** What a person wants of the worker while it runs. */
export type Wishes = EventEmitter<{ pass: [] }>;

export interface WorkerOptions {
  schedule: Schedule;
  /** The backups of the nights, if the owner wants them. */
  nightly?: NightlyBackup | undefined;
  /** Tells when a person wants a pass now. */
  wishes?: Wishes | undefined;
  /** Ends the worker; a pass under way stops at the next safe point. */
  signal: AbortSignal;
  tickMs?: number;
}

/** Something that runs until it is disposed of, and may begin anew. */
function restartable(start: () => Disposable): Disposable & { restart(): void } {
  let running = start();
  return {
    restart() {
      running[Symbol.dispose]();
      running = start();
    },
    [Symbol.dispose]: () => running[Symbol.dispose](),
  };
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
  const { schedule, nightly, wishes, signal, tickMs = TICK_MS } = options;
  const passes = createPassRunner(context, schedule, signal);
  const { clock, log } = context.passContext;
  using task = restartable(() => schedule.start(() => passes.run('schedule'), log));
  const ownNow = () => clock.now() - clock.ahead;
  let seen = ownNow();
  const tick = () => {
    const now = ownNow();
    // node-cron waits for the time that it has computed, which a clock that was set makes wrong by as much.
    if (now < seen - SET_BACK_MS || now > seen + SET_AHEAD_MS) task.restart();
    seen = now;
    passes.tick();
    nightly?.tick();
  };
  const runNow = () => void passes.run('command');
  wishes?.on('pass', runNow);
  const ticker = setInterval(tick, tickMs);
  passes.tick();
  nightly?.tick();
  await aborted(signal);
  wishes?.off('pass', runNow);
  clearInterval(ticker);
  await passes.idle();
  await nightly?.idle();
}
