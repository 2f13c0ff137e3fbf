import { and, desc, gt, inArray, isNotNull, lt, lte, sql } from 'drizzle-orm';
import type { Db } from '../sqlite/open.ts';
import { query } from '../sqlite/statements.ts';
import { AT_ONCE, type CoverageKey, is, isOf, isOfNamed, type ResourceKey, want } from './coverage.ts';
import { coverage } from './tables.ts';

const selectWanted = query((db) =>
  db
    .select()
    .from(coverage)
    .where(and(isOfNamed, isNotNull(coverage.nextTryAt), lte(coverage.nextTryAt, sql.placeholder('now'))))
    .orderBy(desc(coverage.itemDate))
    .limit(sql.placeholder('limit')),
);

/** The items of a resource that are wanted at `now`, the newest first. */
export function wantedItems(db: Db, athleteId: number, resource: string, now: string, limit: number) {
  return selectWanted(db).all({ athleteId, resource, now, limit });
}

/** Frees parked and failed items: they are asked for at the next opportunity. @returns how many. */
export function retryItems(db: Db): number {
  const set = { status: 'pending', tries: 0, nextTryAt: AT_ONCE };
  return db
    .update(coverage)
    .set(set)
    .where(inArray(coverage.status, ['parked', 'failed']))
    .run().changes;
}

/** Asks for an item now, whatever the ledger planned. */
export function renewItem(db: Db, key: CoverageKey): void {
  want(db, key, AT_ONCE, null);
  db.update(coverage).set({ nextTryAt: AT_ONCE }).where(is(key)).run();
}

/** Leaves what is wanted before `at` (UTC instant) alone until then. */
export function postpone(db: Db, of: ResourceKey, at: string): void {
  db.update(coverage)
    .set({ nextTryAt: at })
    .where(and(isOf(of), lt(coverage.nextTryAt, at)))
    .run();
}

const updatePlans = query((db) =>
  db
    .update(coverage)
    .set({ nextTryAt: AT_ONCE })
    .where(and(isOfNamed, gt(coverage.nextTryAt, sql.placeholder('furthest')))),
);

/** Asks at once for what is planned for after `furthest` (UTC instant): no plan of this resource reaches further. */
export function recallPlans(db: Db, { athleteId, resource }: ResourceKey, furthest: string): void {
  updatePlans(db).run({ athleteId, resource, furthest });
}
