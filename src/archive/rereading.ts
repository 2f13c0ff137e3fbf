import { and, asc, count, eq, isNull, max, min, sql } from 'drizzle-orm';
import { DAY_MS } from '../clock.ts';
import type { Db } from '../sqlite/open.ts';
import { query } from '../sqlite/statements.ts';
import { closedResources } from './closed.ts';
import { type CoverageKey, type CoverageLine, isOfNamed } from './coverage.ts';
import { coverage } from './tables.ts';

/** How often what is at rest is read again. */
export interface Rereading {
  /** No answer is to get older than so many days. */
  days: number;
  /** Epoch milliseconds. */
  now: number;
}

// How much of the pace that brings all of them round in time may be made up for: a machine is off now and then.
const HASTE = 2;
// What is younger is read for its age, and does not count.
const YOUNG_MS = 16 * DAY_MS;

/** Archived, not planned, and nothing speaks for its absence. */
const isAtRest = and(
  isOfNamed,
  eq(coverage.status, 'done'),
  isNull(coverage.nextTryAt),
  isNull(coverage.missingSince),
);

const { checkedAt } = coverage;

const selectSpan = query((db) =>
  db
    .select({
      lines: count(),
      first: sql<string | null>`${min(checkedAt)}`,
      last: sql<string | null>`${max(checkedAt)}`,
    })
    .from(coverage)
    .where(isAtRest),
);

const selectAtRest = query((db) =>
  db
    .select({ item: coverage.item, itemDate: coverage.itemDate, checkedAt })
    .from(coverage)
    .where(isAtRest)
    .orderBy(asc(checkedAt)),
);

/** How old an answer is. One without a date, or from the future of a clock that was wrong, is older than all others. */
function ageOf(at: string | null, now: number): number {
  const age = at === null ? Number.NaN : now - Date.parse(at);
  return age > -DAY_MS ? age : Number.POSITIVE_INFINITY;
}

/**
 * The items at rest whose turn it is to be read again, the longest unread first. It begins in time: so that at an even
 * pace, what was read in a few days does not come due in a few days again.
 */
export function dueAgain(
  db: Db,
  of: Pick<CoverageKey, 'athleteId' | 'resource'>,
  { days, now }: Rereading,
): Pick<CoverageLine, 'item' | 'itemDate'>[] {
  const longest = days * DAY_MS;
  const margin = Math.min(DAY_MS, longest / 4);
  const least = longest / HASTE - margin;
  const isOld = (age: number) => age > least;
  const { lines = 0, first = null, last = null } = selectSpan(db).get({ ...of }) ?? {};
  if (lines === 0 || ![first, last].some((at) => isOld(ageOf(at, now)))) return [];
  if (closedResources(db, of.athleteId).some(({ item }) => item === of.resource)) return [];
  const all = selectAtRest(db)
    .all({ ...of })
    .map((line) => ({ ...line, age: ageOf(line.checkedAt, now) }))
    .sort((a, b) => Number(b.age > a.age) - Number(a.age > b.age));
  const each = longest / (HASTE * lines);
  if (!all.some(({ age }, before) => age + before * each >= longest - margin)) return [];
  const isYoung = (date: string | null) => date !== null && now - Date.parse(date) < YOUNG_MS;
  const lately = all.filter(({ age, itemDate }) => age < DAY_MS && !isYoung(itemDate)).length;
  const due = all.filter(({ age }) => isOld(age));
  return due.slice(0, Math.max(0, Math.ceil(DAY_MS / each) - lately));
}
