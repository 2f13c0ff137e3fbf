import { setImmediate } from 'node:timers/promises';
import { deriveActivity, eraseDerived, underivedActivities } from '../resources/activity/derived.ts';
import { type Db, immediate } from '../sqlite/open.ts';
import type { PassContext } from './context.ts';
import { takeBackfillTurn } from './turns.ts';

export interface DerivingOptions {
  signal?: AbortSignal | undefined;
  /** Asked before each activity: false ends it, to let a pass go first. */
  mayGoOn?: () => boolean;
  /** Told before each activity. */
  onActivity?: (done: number, total: number) => void;
}

/** How many activities were derived, how many could not be, and how many are left. */
export interface Derived {
  done: number;
  failed: number;
  left: number;
}

// One after the other; by then it is not the activities.
const FAILURES = 3;

/**
 * An activity a transaction, and between two of them everything else has its turn.
 * @throws what kept several in a row from being written; one alone, of which the file is damaged, costs itself.
 */
async function deriveEach(
  archive: Db,
  ids: readonly (number | bigint)[],
  { signal, mayGoOn = () => true, onActivity }: DerivingOptions,
): Promise<Derived> {
  let done = 0;
  let failed = 0;
  let inARow = 0;
  for (const id of ids) {
    if (signal?.aborted || !mayGoOn()) break;
    onActivity?.(done, ids.length);
    try {
      immediate(archive, () => deriveActivity(archive, id));
      done += 1;
      inARow = 0;
    } catch (error) {
      failed += 1;
      inARow += 1;
      if (inARow === FAILURES) throw error;
    }
    await setImmediate();
  }
  return { done, failed, left: ids.length - done - failed };
}

/**
 * Derives what an older version, or a list alone, has left, the newest first; what is left when it has to end is done the
 * next time. Nothing to do costs no turn.
 * @throws the signal's reason while waiting for the turn.
 */
export async function deriveRest(
  { archive, clock, dataDir, log }: Pick<PassContext, 'archive' | 'clock' | 'dataDir' | 'log'>,
  { mayGoOn = () => true, ...options }: DerivingOptions,
): Promise<Derived> {
  const ids = underivedActivities(archive);
  if (ids.length === 0) return { done: 0, failed: 0, left: 0 };
  using turn = await takeBackfillTurn(dataDir, { clock, signal: options.signal });
  const began = performance.now();
  const derived = await deriveEach(archive, ids, {
    ...options,
    mayGoOn: () => mayGoOn() && !turn.isWanted(),
  });
  const seconds = Math.round((performance.now() - began) / 1_000);
  log.info(
    { activities: derived.done, left: derived.left, seconds },
    'Curves, histograms, tracks and tiles made',
  );
  return derived;
}

/** Derives everything once more, in a turn of the caller's. */
export async function deriveAnew(archive: Db, options: DerivingOptions): Promise<Derived> {
  immediate(archive, () => eraseDerived(archive));
  return deriveEach(archive, underivedActivities(archive), options);
}
