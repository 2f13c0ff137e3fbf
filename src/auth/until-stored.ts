import type { Clock } from '../clock.ts';
import { Failure } from '../errors.ts';
import { unfinished } from '../stop.ts';

const PAUSE_MS = 1_000;

export interface StoreOptions {
  clock: Clock;
  /** Told once when it cannot be stored at the first try. */
  onWait: (failure: Failure) => void;
}

/**
 * Stores what exists nowhere else, a pair that Strava gave for a code or a token that are spent now: while the file
 * is locked or the disk is full it tries again, for as long as the process lives. A stop does not end it: it waits.
 */
export async function untilStored<T>(store: () => T, { clock, onWait }: StoreOptions): Promise<T> {
  using _unfinished = unfinished('the tokens that Strava gave are not stored yet');
  for (let tries = 0; ; tries += 1) {
    try {
      return store();
    } catch (error) {
      if (!(error instanceof Failure && error.kind === 'archive')) throw error;
      if (tries === 0) onWait(error);
      await clock.sleep(PAUSE_MS);
    }
  }
}
