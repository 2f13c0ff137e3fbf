import { type CoverageKey, findItem, settleItem, want, wantAgain } from '../archive/coverage.ts';
import { DAY_MS, toInstant } from '../clock.ts';
import type { Json } from '../json.ts';
import type { Db } from '../sqlite/open.ts';

// Kudos, photos and edits settle in the first days of an activity.
const SETTLING_MS = [1, 14].map((days) => days * DAY_MS);

/** When the detail of an activity is read again: once after a day, once after two weeks; undefined after that. */
export function settlesAt(startDate: string, fetchedAt: string): string | undefined {
  const start = Date.parse(startDate);
  const at = SETTLING_MS.map((age) => start + age).find((instant) => instant > Date.parse(fetchedAt));
  return at === undefined ? undefined : toInstant(at);
}

/** Enters gear that was seen, in the profile or on an activity. */
export function noteGear(db: Db, athleteId: number, gearId: unknown, now: string): void {
  if (typeof gearId !== 'string' || gearId === '') return;
  want(db, { athleteId, resource: 'gear', item: gearId }, now, null);
}

/** Asks for the odometer of gear that was used: at most daily. */
export function noteGearUse(db: Db, athleteId: number, gearId: unknown, now: string): void {
  noteGear(db, athleteId, gearId, now);
  if (typeof gearId !== 'string') return;
  const key = { athleteId, resource: 'gear', item: gearId };
  const checkedAt = findItem(db, key)?.checkedAt;
  if (checkedAt) wantAgain(db, key, toInstant(Math.max(Date.parse(now), Date.parse(checkedAt) + DAY_MS)));
}

/** Enters what an activity has at addresses of its own: its detail, and streams if there is a recording. */
export function noteActivity(db: Db, athleteId: number, activity: Json, now: string): void {
  const item = String(activity.id);
  const itemDate = String(activity.start_date);
  want(db, { athleteId, resource: 'activity', item }, now, itemDate);
  const streams: CoverageKey = { athleteId, resource: 'streams', item };
  if (activity.manual === true) {
    // Strava answers 404 for these; what the activity says of itself saves the request.
    const reason = 'entered by hand: no recording';
    settleItem(db, streams, { status: 'not_applicable', at: now, reason, itemDate });
  } else {
    want(db, streams, now, itemDate);
  }
}
