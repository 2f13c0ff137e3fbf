import type { Clock } from '../clock.ts';
import { Stopped } from '../errors.ts';
import { type ProcessLock, tryLock, waitForLock, watchLock } from '../sqlite/process-lock.ts';

// One process at a time works on an archive.
const WORK = 'pass';
// Held by whoever waits for backfill to make way.
const NEXT = 'next';
// Longer than anybody who waits takes to look again.
const GIVE_WAY_MS = 1_000;
// How often backfill looks up from an item under way, and how often before it drops that item.
const LOOK_UP_MS = 5_000;
const LOOKS = 6;

export interface TurnOptions {
  clock: Clock;
  signal?: AbortSignal | undefined;
  /** Told once when another process has to end first. */
  onWait?: (() => void) | undefined;
}

/** The reason with which backfill drops an item that keeps another process waiting; it is asked for again later. */
export class MadeWay extends Stopped {
  override name = 'MadeWay';
  override message = 'Made way for another process.';
}

/**
 * Waits for the turn to work on the archive, before any backfill that waits or runs.
 * @throws the signal's reason while waiting.
 */
export async function takeTurn(dataDir: string, options: TurnOptions): Promise<ProcessLock> {
  const free = tryLock(dataDir, WORK);
  if (free) return free;
  options.onWait?.();
  const { clock, signal } = options;
  using _next = await waitForLock(dataDir, NEXT, { clock, signal });
  return await waitForLock(dataDir, WORK, { clock, signal });
}

/** A turn of backfill. */
export interface BackfillTurn extends Disposable {
  /** Whether another process waits for its end. */
  isWanted(): boolean;
  /** Aborts as the signal that was given, and when another process has waited half a minute for an item. */
  signal: AbortSignal;
}

function begin(dataDir: string, lock: ProcessLock, signal: AbortSignal | undefined): BackfillTurn {
  const next = watchLock(dataDir, NEXT);
  const controller = new AbortController();
  const stop = () => controller.abort(signal?.reason);
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  let seen = 0;
  const look = setInterval(() => {
    seen = next.isHeld() ? seen + 1 : 0;
    if (seen === LOOKS) controller.abort(new MadeWay());
  }, LOOK_UP_MS);
  return {
    isWanted: () => next.isHeld(),
    signal: controller.signal,
    [Symbol.dispose]() {
      clearInterval(look);
      signal?.removeEventListener('abort', stop);
      next[Symbol.dispose]();
      lock[Symbol.dispose]();
    },
  };
}

/**
 * Waits for a turn that nobody else waits for.
 * @throws the signal's reason while waiting.
 */
export async function takeBackfillTurn(dataDir: string, options: TurnOptions): Promise<BackfillTurn> {
  const { clock, signal } = options;
  let onWait = options.onWait;
  const tellOnce = () => {
    onWait?.();
    onWait = undefined;
  };
  for (;;) {
    const lock = await waitForLock(dataDir, WORK, { clock, signal, onWait: tellOnce });
    const turn = begin(dataDir, lock, signal);
    if (!turn.isWanted()) return turn;
    turn[Symbol.dispose]();
    tellOnce();
    await clock.sleep(GIVE_WAY_MS, signal);
  }
}
