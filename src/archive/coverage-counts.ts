import { and, asc, desc, eq, inArray, isNotNull, lte, ne, or, sql } from 'drizzle-orm';
import type { Db } from '../sqlite/open.ts';
import type { Reader } from '../sqlite/read.ts';
import { query } from '../sqlite/statements.ts';
import { closedResources } from './closed.ts';
import { CLOSED, isOf, isOfNamed } from './coverage.ts';
import { WHOLE } from './list-lines.ts';
import { coverage } from './tables.ts';

/**
 * How many items of each resource stand how, and how many of them have a note. A list is one item, or two while it is
 * read behind its newest page for the first time, or cannot be.
 */
export function countCoverage(db: Reader, athleteId: number) {
  const { resource, status, note } = coverage;
  const isOpen = or(
    inArray(status, ['failed', 'parked']),
    and(eq(status, 'pending'), eq(coverage.readings, 0)),
  );
  const isCounted = or(ne(coverage.item, WHOLE), isOpen);
  return db
    .select({ resource, status, count: sql<number>`count(*)`, noted: sql<number>`count(${note})` })
    .from(coverage)
    .where(and(eq(coverage.athleteId, athleteId), isCounted))
    .groupBy(coverage.resource, coverage.status)
    .all();
}

const selectDone = query((db) => {
  const done = db
    .select({ item: coverage.item })
    .from(coverage)
    .where(and(isOfNamed, eq(coverage.status, 'done')))
    .limit(sql.placeholder('limit'))
    .as('done');
  return db.select({ count: sql<number>`count(*)` }).from(done);
});

/** How many items of a resource are archived, counted up to `limit`. */
export function countDone(db: Db, athleteId: number, resource: string, limit: number): number {
  return selectDone(db).get({ athleteId, resource, limit })?.count ?? 0;
}

/** The items of a resource that were archived last, and what was not understood of them. */
export function newestDone(db: Db, athleteId: number, resource: string, limit: number) {
  const { item, note, checkedAt, status } = coverage;
  const done = and(isOf({ athleteId, resource }), eq(status, 'done'));
  return db.select({ item, note }).from(coverage).where(done).orderBy(desc(checkedAt)).limit(limit).all();
}

/** How many items of these resources are wanted at `now`; of one that is closed, whether one is to see if it is still. */
export function wantedCount(db: Db, athleteId: number, resources: string[], now: string): number {
  const closed = closedResources(db, athleteId).map(({ item }) => item);
  const open = resources.filter((name) => !closed.includes(name));
  const isScout = and(eq(coverage.resource, CLOSED), inArray(coverage.item, resources));
  const wanted = and(
    eq(coverage.athleteId, athleteId),
    or(inArray(coverage.resource, open), isScout),
    lte(coverage.nextTryAt, now),
  );
  return db.select({ count: sql<number>`count(*)` }).from(coverage).where(wanted).get()?.count ?? 0;
}

/** When the first item of these resources that is not asked for yet may be; undefined when there is none. */
export const firstPendingAt = (db: Reader, athleteId: number, resources: string[]): string | undefined =>
  triesOf(db, athleteId, resources, ['pending'])?.first ?? undefined;

/** When the last item of these resources that is still to come may be asked for; undefined when there is none. */
export const lastTryAt = (db: Reader, athleteId: number, resources: string[]): string | undefined =>
  triesOf(db, athleteId, resources, ['pending', 'failed'])?.last ?? undefined;

function triesOf(db: Reader, athleteId: number, resources: string[], statuses: string[]) {
  const { resource, status, nextTryAt } = coverage;
  const isMeant = and(inArray(status, statuses), inArray(resource, resources), isNotNull(nextTryAt));
  return db
    .select({
      first: sql<string | null>`min(${nextTryAt})`,
      last: sql<string | null>`max(${nextTryAt})`,
    })
    .from(coverage)
    .where(and(eq(coverage.athleteId, athleteId), isMeant))
    .get();
}

/** The items of an athlete that failed or were parked, the one that is asked for first again at the front. */
export function failedItems(db: Reader, athleteId: number) {
  const { resource, item, status, nextTryAt } = coverage;
  return db
    .select({ resource, item, status, nextTryAt })
    .from(coverage)
    .where(and(eq(coverage.athleteId, athleteId), inArray(status, ['failed', 'parked'])))
    .orderBy(asc(nextTryAt))
    .all();
}
