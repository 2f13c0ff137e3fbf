import { Failure, Stopped, sentence } from '../errors.ts';
import type { Logger } from '../log.ts';

/**
 * Nothing that happens in a pass or in backfill ends the worker: the next one may fare better.
 * @returns undefined after an error, which has been logged, or a stop.
 */
export async function guard<T>(log: Logger, what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Stopped) return undefined;
    if (error instanceof Failure) log.error({ reason: sentence(error) }, `${what} failed`);
    else log.error({ err: error }, `${what} failed unexpectedly`);
    return undefined;
  }
}
