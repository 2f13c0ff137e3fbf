import { and, eq, inArray, isNull, notInArray, sql } from 'drizzle-orm';
import { DAY_MS, HOUR_MS, toInstant } from '../clock.ts';
import { scrub } from '../secret.ts';
import type { Db } from '../sqlite/open.ts';
import { query, rowWriter, statement } from '../sqlite/statements.ts';
import { coverage } from './tables.ts';

/** One line of the ledger. */
export interface CoverageKey {
  athleteId: number;
  resource: string;
  item: string;
}

/** Which resource of whom. */
export type ResourceKey = Pick<CoverageKey, 'athleteId' | 'resource'>;

export type CoverageLine = typeof coverage.$inferSelect;

export type CoverageStatus = 'pending' | 'done' | 'absent' | 'not_applicable' | 'failed' | 'parked';

/** How long a failing item is left alone after its first, second … failure; then it is parked. */
const PATIENCE_MS = [1, 6, 24, 72].map((hours) => hours * HOUR_MS);
const PARKED_MS = 7 * DAY_MS;
/** Now, whatever the clock says. */
export const AT_ONCE = '1970-01-01T00:00:00Z';

/** The condition that it is a line of this resource. */
export const isOf = ({ athleteId, resource }: ResourceKey) =>
  and(eq(coverage.athleteId, athleteId), eq(coverage.resource, resource));

/** The condition that it is this line. */
export const is = (key: CoverageKey) => and(isOf(key), eq(coverage.item, key.item));

const writeLine = rowWriter(coverage, {
  key: ['athleteId', 'resource', 'item'],
  keep: ['itemDate'],
  optional: ['note', 'readings', 'reading', 'basis'],
});

const named = {
  athleteId: sql.placeholder('athleteId'),
  resource: sql.placeholder('resource'),
  item: sql.placeholder('item'),
};
/** The condition that it is a line of the `athleteId` and `resource` that a query is given. */
export const isOfNamed = and(eq(coverage.athleteId, named.athleteId), eq(coverage.resource, named.resource));
/** The condition that it is the line of the key that a query is given. */
export const isNamed = and(isOfNamed, eq(coverage.item, named.item));

/** Where the ledger says that Strava gives nothing of a resource; see `closed.ts`. */
export const CLOSED = 'closed';

/** The line that says so. */
export const closedKey = ({ athleteId, resource }: ResourceKey): CoverageKey => ({
  athleteId,
  resource: CLOSED,
  item: resource,
});

/** How Strava refuses a thing. */
export type Refusal = Pick<CoverageLine, 'reason' | 'fault' | 'httpStatus'>;

/** How lines stand that are wanted from `now` on: of a closed resource, they wait as all others do. */
export function wantedState(db: Db, of: ResourceKey, now: string) {
  const closed = findItem(db, closedKey(of));
  if (!closed) return { status: 'pending', reason: null, fault: null, httpStatus: null, nextTryAt: now };
  const { reason, fault, httpStatus } = closed;
  return { status: 'not_applicable', reason, fault, httpStatus, nextTryAt: null };
}

// One statement for all lines, since one for each takes twice as long.
const insertWanted = statement((db) =>
  db.$client.prepare(
    `INSERT INTO coverage
       (athlete_id, resource, item, item_date, basis, status, reason, fault, http_status, next_try_at)
     SELECT @athleteId, @resource, value ->> 0, value ->> 1, value ->> 2, @status, @reason, @fault, @httpStatus, @nextTryAt
     FROM json_each(@lines) WHERE TRUE
     ON CONFLICT DO NOTHING`,
  ),
);

/** Something to ask for: its date (UTC instant), and what it is wanted for. */
export type WantedLine = Pick<CoverageLine, 'item' | 'itemDate' | 'basis'>;

/** Enters items as wanted from `now` on, but for those that the ledger knows already. */
export function wantAll(db: Db, of: ResourceKey, wanted: readonly WantedLine[], now: string): void {
  if (wanted.length === 0) return;
  const { athleteId, resource } = of;
  const lines = JSON.stringify(wanted.map(({ item, itemDate, basis }) => [item, itemDate, basis]));
  insertWanted(db).run({ athleteId, resource, lines, ...wantedState(db, of, now) });
}

/** Enters an item as wanted from `now` on, unless the ledger knows it already. */
export function want(db: Db, { item, ...of }: CoverageKey, now: string, itemDate: string | null): void {
  wantAll(db, of, [{ item, itemDate, basis: null }], now);
}

/** Asks for a known item again, at `at` or when it is planned anyway, whichever comes first. */
export function wantAgain(db: Db, key: CoverageKey, at: string): void {
  const nextTryAt = sql`min(coalesce(${coverage.nextTryAt}, ${at}), ${at})`;
  db.update(coverage)
    .set({ nextTryAt, missingSince: null })
    .where(and(is(key), inArray(coverage.status, ['done', 'absent'])))
    .run();
}

interface Settled {
  status: Extract<CoverageStatus, 'done' | 'absent' | 'not_applicable'>;
  at: string;
  reason?: string;
  httpStatus?: number;
  /** When to ask again, if at all. */
  nextTryAt?: string | undefined;
  itemDate?: string | null;
  /** What of the answer was not understood, NULL if all was; without it the note stays. */
  note?: string | null | undefined;
  /** Since when it is absent: `at`, unless given. */
  missingSince?: string;
  /** What its resource has to remember until the next answer; without it, what was remembered stays. */
  memory?: string | null | undefined;
}

/** Notes what Strava said of an item. */
export function settleItem(db: Db, { athleteId, resource, item }: CoverageKey, settled: Settled): void {
  const { status, at, reason = null, httpStatus = null, nextTryAt = null, itemDate = null } = settled;
  const { note } = settled;
  writeLine(db, {
    athleteId,
    resource,
    item,
    status,
    reason,
    httpStatus,
    nextTryAt,
    itemDate,
    checkedAt: at,
    fault: null,
    tries: 0,
    position: null,
    note,
    reading: settled.memory,
    missingSince: status === 'absent' ? (settled.missingSince ?? at) : null,
  });
}

const updateNote = query((db) =>
  db
    .update(coverage)
    .set({ note: sql`${sql.placeholder('note')}` })
    .where(and(isNamed, sql`${coverage.note} IS NOT ${sql.placeholder('note')}`)),
);

/** Notes what of an archived answer is not understood; null when all is. */
export function noteItem(db: Db, key: CoverageKey, note: string | null): void {
  updateNote(db).run({ ...key, note });
}

interface Failed {
  fault: string;
  reason: string;
  httpStatus: number | undefined;
  /** How long to leave it alone at least, milliseconds. */
  leastMs?: number | undefined;
  /** What is archived of it stays `done`. */
  isArchived?: boolean | undefined;
}

/** Notes a failed try: it comes again after an hour, then more patiently, and weekly once it is parked. */
export function failItem(db: Db, key: CoverageKey, failed: Failed, now: number): void {
  const { fault, reason, httpStatus = null, leastMs = 0, isArchived = false } = failed;
  const tries = (findItem(db, key)?.tries ?? 0) + 1;
  const patience = PATIENCE_MS[tries - 1];
  const status = patience === undefined ? 'parked' : 'failed';
  const nextTryAt = toInstant(now + Math.max(patience ?? PARKED_MS, leastMs));
  const set = { fault, reason: scrub(reason), httpStatus, tries, nextTryAt };
  db.update(coverage)
    .set({ ...set, status: isArchived ? 'done' : status })
    .where(is(key))
    .run();
}

/** Puts an item back to how it stood before a try that says nothing of it; it comes again at `at` at the earliest. */
export function giveBack(db: Db, before: CoverageLine, at: string): void {
  const { status, reason, fault, httpStatus, tries, nextTryAt } = before;
  const later = nextTryAt !== null && nextTryAt > at ? nextTryAt : at;
  const set = { status, reason, fault, httpStatus, tries, nextTryAt: later };
  db.update(coverage).set(set).where(is(before)).run();
}

const selectLine = query((db) => db.select().from(coverage).where(isNamed));

/** The line of an item, if the ledger knows it. */
export function findItem(db: Db, key: CoverageKey) {
  return selectLine(db).get({ ...key });
}

const selectLines = query((db) =>
  db
    .select()
    .from(coverage)
    .where(
      and(isOfNamed, sql`${coverage.item} IN (SELECT value FROM json_each(${sql.placeholder('items')}))`),
    ),
);

/** The lines of these items, for those that the ledger knows. */
export function findItems(db: Db, of: ResourceKey, items: readonly string[]): Map<string, CoverageLine> {
  const lines = selectLines(db).all({ ...of, items: JSON.stringify(items) });
  return new Map(lines.map((line) => [line.item, line]));
}

/** Strikes a line from the ledger. */
export function removeItem(db: Db, key: CoverageKey): void {
  db.delete(coverage).where(is(key)).run();
}

/** Some archived item of a resource: something that surely exists, though any single one may be deleted by now. */
export function anyArchived(
  db: Db,
  athleteId: number,
  resource: string,
  except: string[],
): string | undefined {
  const isOther = notInArray(coverage.item, except);
  return db
    .select({ item: coverage.item })
    .from(coverage)
    .where(
      and(isOf({ athleteId, resource }), eq(coverage.status, 'done'), isNull(coverage.missingSince), isOther),
    )
    .orderBy(sql`random()`)
    .limit(1)
    .get()?.item;
}
