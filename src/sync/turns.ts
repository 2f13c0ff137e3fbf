import type { Clock } from '../clock.ts';
import { Stopped } from '../errors.ts';
import { isHeld, type ProcessLock, tryLock, waitForLock, watchLock } from '../sqlite/process-lock.ts';

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

/** Whether another process, or this one, has its turn. */
export const isAtWork = (dataDir: string): boolean => isHeld(dataDir, WORK);

/** The time in which this process alone works on the archive. */
export interface Turn extends Disposable {
  /** Lets others have their turn during `wait`, and then waits for the next one. @throws the signal's reason. */
  rest(wait: () => Promise<void>, signal?: AbortSignal): Promise<void>;
}

/** @param retake waits for the lock again. */
function turnWith(first: ProcessLock, retake: (signal?: AbortSignal) => Promise<ProcessLock>): Turn {
  let lock: ProcessLock | undefined = first;
  let isOver = false;
  const release = () => {
    lock?.[Symbol.dispose]();
    lock = undefined;
  };
  return {
    async rest(wait, signal) {
      release();
      await wait();
      if (!isOver) lock = await retake(signal);
    },
    [Symbol.dispose]() {
      isOver = true;
      release();
    },
  };
}

async function waitForTurn(dataDir: string, { clock, signal, onWait }: TurnOptions): Promise<ProcessLock> {
  const free = tryLock(dataDir, WORK);
  if (free) return free;
  onWait?.();
  using _next = await waitForLock(dataDir, NEXT, { clock, signal });
  return await waitForLock(dataDir, WORK, { clock, signal });
}

/**
 * Waits for the turn to work on the archive, before any backfill that waits or runs.
 * @throws the signal's reason while waiting.
 */
export async function takeTurn(dataDir: string, options: TurnOptions): Promise<Turn> {
  const { clock } = options;
  const lock = await waitForTurn(dataDir, options);
  return turnWith(lock, (signal) => waitForTurn(dataDir, { clock, signal }));
}

/** The turn that this process has, for who waits in the midst of it without knowing of turns. */
export interface OwnTurn {
  current: Turn | undefined;
}

/** Waits; others may have their turn meanwhile. @throws the signal's reason. */
export async function waitAside(
  { current }: OwnTurn,
  wait: () => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  await (current ? current.rest(wait, signal) : wait());
}

/** A turn of backfill. */
export interface BackfillTurn extends Turn {
  /** Whether another process waits for its end. */
  isWanted(): boolean;
  /** Aborts as the signal that was given, and when another process has waited half a minute for an item. */
  signal: AbortSignal;
}

function begin(dataDir: string, turn: Turn, signal: AbortSignal | undefined): BackfillTurn {
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
    rest: turn.rest,
    signal: controller.signal,
    [Symbol.dispose]() {
      clearInterval(look);
      signal?.removeEventListener('abort', stop);
      next[Symbol.dispose]();
      turn[Symbol.dispose]();
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
    const again = (stop?: AbortSignal) => waitForLock(dataDir, WORK, { clock, signal: stop });
    const turn = begin(dataDir, turnWith(lock, again), signal);
    if (!turn.isWanted()) return turn;
    turn[Symbol.dispose]();
    tellOnce();
    await clock.sleep(GIVE_WAY_MS, signal);
  }
}
