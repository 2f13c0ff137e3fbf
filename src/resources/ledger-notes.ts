import { seeItem } from '../archive/absence.ts';
import { type CoverageKey, findItem, want, wantAgain } from '../archive/coverage.ts';
import { DAY_MS, toInstant } from '../clock.ts';
import type { Json } from '../json.ts';
import type { Db } from '../sqlite/open.ts';

// Kudos, photos and edits settle in the first days of an activity.
const SETTLING_MS = [1, 14].map((days) => days * DAY_MS);

/** When the detail of an activity is read again: once after a day, once after two weeks; undefined after that. */
export function settlesAt(startDate: string, fetchedAt: string): string | undefined {
  const start = Date.parse(startDate);
  const at = SETTLING_MS.map((age) => start + age).find((instant) => instant > Date.parse(fetchedAt));
  // An activity of the future is looked at again all the same.
  const latest = Date.parse(fetchedAt) + Math.max(...SETTLING_MS);
  return at === undefined ? undefined : toInstant(Math.min(at, latest));
}

/** Of what an id of gear can be, to be a part of an address. */
export const isGearId = (id: unknown): id is string => typeof id === 'string' && /^[\w-]+$/.test(id);

/** When an activity started, as a UTC instant; NULL where it does not say so. */
export function dateOf({ start_date }: Json): string | null {
  // Years that sort as text; others would be due for ever.
  const isDate = typeof start_date === 'string' && /^[12]\d{3}-\d\d-\d\dT/.test(start_date);
  const start = isDate ? Date.parse(start_date) : Number.NaN;
  return Number.isNaN(start) ? null : toInstant(start);
}

/** Enters gear that was seen, in the profile or on an activity. @returns its line; undefined for what is no gear. */
export function noteGear(db: Db, athleteId: number, gearId: unknown, now: string): CoverageKey | undefined {
  if (!isGearId(gearId)) return undefined;
  const key = { athleteId, resource: 'gear', item: gearId };
  want(db, key, now, null);
  seeItem(db, key, now);
  return key;
}

/** Asks for the odometer of gear that was used: at most daily. */
export function noteGearUse(db: Db, athleteId: number, gearId: unknown, now: string): void {
  const key = noteGear(db, athleteId, gearId, now);
  const checkedAt = key && findItem(db, key)?.checkedAt;
  if (checkedAt) wantAgain(db, key, toInstant(Math.max(Date.parse(now), Date.parse(checkedAt) + DAY_MS)));
}
