import { type Db, immediate } from '../sqlite/open.ts';
import { freeAbsent } from './absence.ts';
import { retryClosed } from './closed.ts';
import { retryItems } from './plans.ts';

/**
 * Lets the next pass ask again for what was given up for now.
 * @param options `absent`: also for what Strava does not have.
 * @returns how many items, and how many closed resources.
 */
export const freeGivenUp = (db: Db, { absent = false } = {}): { items: number; closed: number } =>
  immediate(db, () => ({
    items: retryItems(db) + (absent ? freeAbsent(db) : 0),
    closed: retryClosed(db),
  }));
