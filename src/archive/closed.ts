import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { DAY_MS, toInstant } from '../clock.ts';
import type { Db } from '../sqlite/open.ts';
import type { Reader } from '../sqlite/read.ts';
import { query } from '../sqlite/statements.ts';
import {
  AT_ONCE,
  CLOSED,
  type CoverageKey,
  type CoverageLine,
  closedKey,
  is,
  isOf,
  isOfNamed,
  type Refusal,
  type ResourceKey,
  settleItem,
} from './coverage.ts';
import { coverage } from './tables.ts';

// As long as it stays closed, one request in so long shows it.
const ASKED_EVERY_MS = DAY_MS;

const isOpen = inArray(coverage.status, ['pending', 'failed', 'parked']);
// Beside those that there can be none of by themselves, which have no fault.
const isRefused = and(eq(coverage.status, 'not_applicable'), isNotNull(coverage.fault));

const selectClosed = query((db) => db.select().from(coverage).where(isOfNamed));

/** The closed resources of an athlete: the name is the `item`, `missingSince` says since when. */
export const closedResources = (db: Reader, athleteId: number): CoverageLine[] =>
  selectClosed(db as Db).all({ athleteId, resource: CLOSED });

/** Lets what is wanted of a closed resource wait, whatever it was; what is archived stays as it is. */
function shelve(db: Db, of: ResourceKey, { reason, fault, httpStatus }: Refusal): void {
  const set = { reason, fault, httpStatus, status: 'not_applicable', tries: 0, nextTryAt: null };
  db.update(coverage)
    .set(set)
    .where(and(isOf(of), isOpen))
    .run();
}

/** Notes that Strava gives nothing of a resource, and lets all that is wanted of it wait. @param at UTC instant. */
export function closeResource(db: Db, of: ResourceKey, refusal: Refusal, at: string): void {
  settleItem(db, closedKey(of), { status: 'not_applicable', at, reason: refusal.reason ?? '' });
  const { fault, httpStatus } = refusal;
  const nextTryAt = toInstant(Date.parse(at) + ASKED_EVERY_MS);
  db.update(coverage)
    .set({ fault, httpStatus, nextTryAt, missingSince: at })
    .where(is(closedKey(of)))
    .run();
  shelve(db, of, refusal);
}

/** Strava refuses it still, or says nothing of it: the next try is a day later. @param at UTC instant. */
export function leaveClosed(db: Db, of: CoverageKey, at: string): void {
  const nextTryAt = toInstant(Date.parse(at) + ASKED_EVERY_MS);
  db.update(coverage)
    .set({ checkedAt: at, nextTryAt })
    .where(is(closedKey(of)))
    .run();
  // A snapshot or a list is asked for by itself, once a day.
  db.update(coverage)
    .set({ nextTryAt: null })
    .where(and(is(of), isRefused))
    .run();
}

/** Strava gives it (again): all that waited is wanted. @param now UTC instant. */
export function openResource(db: Db, of: ResourceKey, now: string): void {
  db.delete(coverage)
    .where(is(closedKey(of)))
    .run();
  const set = { status: 'pending', reason: null, fault: null, httpStatus: null, nextTryAt: now };
  db.update(coverage)
    .set(set)
    .where(and(isOf(of), isRefused))
    .run();
}

/** Something of a closed resource to ask for: what waits, else what is archived. Any single one may be deleted by now. */
export function scoutOf(db: Db, of: ResourceKey): Pick<CoverageLine, 'item' | 'itemDate'> | undefined {
  const { item, itemDate, status } = coverage;
  const any = (condition: typeof isRefused) =>
    db
      .select({ item, itemDate })
      .from(coverage)
      .where(and(isOf(of), condition))
      .orderBy(sql`random()`)
      .limit(1)
      .get();
  return any(isRefused) ?? any(eq(status, 'done'));
}

/**
 * Puts the ledger in order before work begins: what became wanted of a closed resource by another way waits too, and one
 * of which nothing is left to ask for is closed no more.
 * @param now UTC instant.
 */
export function tidyClosed(db: Db, athleteId: number, now: string): void {
  for (const line of closedResources(db, athleteId)) {
    const of = { athleteId, resource: line.item };
    shelve(db, of, line);
    if (!scoutOf(db, of)) openResource(db, of, now);
  }
}

/** Has closed resources asked for at the next opportunity: of this athlete, or of all. @returns how many. */
export function retryClosed(db: Db, athleteId?: number): number {
  const ofWhom = athleteId === undefined ? undefined : eq(coverage.athleteId, athleteId);
  return db
    .update(coverage)
    .set({ nextTryAt: AT_ONCE })
    .where(and(eq(coverage.resource, CLOSED), ofWhom))
    .run().changes;
}

/** How many items of a resource Strava refused, each by itself. */
export function countRefused(db: Db, of: ResourceKey, faults: readonly string[]): number {
  const isMeant = and(isOf(of), isOpen, inArray(coverage.fault, [...faults]));
  return db.select({ count: sql<number>`count(*)` }).from(coverage).where(isMeant).get()?.count ?? 0;
}
