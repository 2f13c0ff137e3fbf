import { and, count, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { DAY_MS, toInstant } from '../clock.ts';
import type { Db } from '../sqlite/open.ts';
import { query } from '../sqlite/statements.ts';
import {
  AT_ONCE,
  type CoverageKey,
  failItem,
  findItem,
  is,
  isNamed,
  isOfNamed,
  settleItem,
} from './coverage.ts';
import { coverage } from './tables.ts';

/** What is younger may not have reached all of Strava yet; what is older is left alone for a day. */
const YOUNG_MS = 7 * DAY_MS;

/** Strava's word that it does not have a thing. */
export interface Missing {
  fault: string;
  reason: string;
  httpStatus: number | undefined;
  /** Whether something of it is archived. */
  isArchived: boolean;
  /** Whether no list would show it again: then it is asked for now and then, if something of it is archived. */
  isUnlisted?: boolean;
}

/** How often what is gone and stands in no list is asked for, to see whether it is back. */
const BACK_MS = 7 * DAY_MS;

/** Notes a try that Strava answered so: it comes again, after a day unless it is young. */
export function missItem(db: Db, key: CoverageKey, missing: Missing, now: number): void {
  const date = findItem(db, key)?.itemDate;
  const isYoung = !missing.isArchived && typeof date === 'string' && now - Date.parse(date) < YOUNG_MS;
  failItem(db, key, { ...missing, leastMs: isYoung ? 0 : DAY_MS }, now);
}

/**
 * Counts a try that was noted as missing at `at`, known by now to have been in good weather. The second one a day or
 * more after the first proves that Strava does not have it: it is `absent`, or, archived, not asked for any more.
 * @returns what that makes of it.
 */
export function proveMissing(
  db: Db,
  key: CoverageKey,
  { reason, isArchived, isUnlisted, httpStatus }: Omit<Missing, 'fault'>,
  at: string,
): 'first' | 'again' | 'proven' {
  const missingSince = findItem(db, key)?.missingSince ?? undefined;
  const age = missingSince === undefined ? Number.NaN : Date.parse(at) - Date.parse(missingSince);
  // One from the future is of a clock that was wrong.
  if (missingSince === undefined || !(age >= 0)) {
    db.update(coverage).set({ missingSince: at }).where(is(key)).run();
    return 'first';
  }
  if (age < DAY_MS) return 'again';
  const nextTryAt = isUnlisted ? toInstant(Date.parse(at) + BACK_MS) : null;
  if (isArchived) db.update(coverage).set({ nextTryAt, tries: 0 }).where(is(key)).run();
  else settleItem(db, key, { status: 'absent', at, reason, missingSince, ...(httpStatus && { httpStatus }) });
  return 'proven';
}

/** What hangs on something that Strava does not have any more is not asked for; what is archived of it stays. */
export function loseItem(db: Db, key: CoverageKey, reason: string, since: string): void {
  const set = { status: 'absent', reason, missingSince: since, nextTryAt: null, fault: null, tries: 0 };
  db.update(coverage)
    .set(set)
    .where(and(is(key), inArray(coverage.status, ['pending', 'failed', 'parked'])))
    .run();
}

/** A column of an absent line as it is for one that was never asked; other lines keep theirs. */
const anew = (column: SQLiteColumn, value: unknown) =>
  sql`CASE ${coverage.status} WHEN 'absent' THEN ${value} ELSE ${column} END`;

const freed = (now: unknown) => ({
  missingSince: null,
  status: anew(coverage.status, 'pending'),
  tries: anew(coverage.tries, 0),
  reason: anew(coverage.reason, null),
  httpStatus: anew(coverage.httpStatus, null),
  // What fails keeps its patience.
  nextTryAt: sql`CASE WHEN ${coverage.status} IN ('absent', 'done') THEN ${now} ELSE ${coverage.nextTryAt} END`,
});

const isMissing = or(isNotNull(coverage.missingSince), eq(coverage.status, 'absent'));

const updateShown = query((db) =>
  db
    .update(coverage)
    .set(freed(sql.placeholder('now')))
    .where(and(isNamed, isMissing)),
);

/** Strava shows it (again): what spoke for its absence counts no more. Writes nothing where nothing did. */
export function seeItem(db: Db, key: CoverageKey, now: string): void {
  updateShown(db).run({ ...key, now });
}

const selectMissing = query((db) =>
  db
    .select({ item: coverage.item })
    .from(coverage)
    .where(and(isOfNamed, isNotNull(coverage.missingSince))),
);

/** The items of a resource of which something speaks for their absence. */
export const missingItems = (db: Db, athleteId: number, resource: string): ReadonlySet<string> =>
  new Set(
    selectMissing(db)
      .all({ athleteId, resource })
      .map(({ item }) => item),
  );

/** Asks at once for what is archived and not shown where it should be, unless it was asked for in vain already. */
export function doubtItem(db: Db, key: CoverageKey, now: string): void {
  db.update(coverage)
    .set({ nextTryAt: now })
    .where(and(is(key), eq(coverage.status, 'done'), eq(coverage.tries, 0), isNull(coverage.missingSince)))
    .run();
}

const isProven = or(
  eq(coverage.status, 'absent'),
  // Archived, it stays so, and is not asked for any more.
  and(eq(coverage.status, 'done'), isNull(coverage.nextTryAt)),
);

const selectProven = query((db) =>
  db
    .select({ item: coverage.item, since: coverage.missingSince })
    .from(coverage)
    .where(and(isOfNamed, isNotNull(coverage.missingSince), isProven)),
);

/** The items of a resource that Strava is proven not to have, and since when (UTC instant). */
export const provenMissing = (
  db: Db,
  athleteId: number,
  resource: string,
): { item: string; since: string }[] =>
  selectProven(db)
    .all({ athleteId, resource })
    .map(({ item, since }) => ({ item, since: String(since) }));

/** Asks again for what Strava does not have. @returns how many items that are. */
export function freeAbsent(db: Db): number {
  const isSettled = inArray(coverage.status, ['absent', 'done']);
  return db.update(coverage).set(freed(AT_ONCE)).where(and(isMissing, isSettled)).run().changes;
}

/** How many items are absent. */
export const countAbsent = (db: Db): number =>
  db.select({ count: count() }).from(coverage).where(eq(coverage.status, 'absent')).get()?.count ?? 0;
