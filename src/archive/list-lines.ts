import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../sqlite/open.ts';
import type { Reader } from '../sqlite/read.ts';
import { query, rowWriter } from '../sqlite/statements.ts';
import { AT_ONCE, type CoverageKey, findItem, is } from './coverage.ts';
import { coverage, documents } from './tables.ts';

/**
 * A list has two lines in the ledger: one with the athlete's id for its newest page, which every pass asks for, and this
 * one for reading it from its first page to its end, so that a page which fails holds nothing new back. One that is read
 * to its end once a day has the first alone.
 */
export const WHOLE = 'whole';

/** Which list of whom. */
export type ListKey = Pick<CoverageKey, 'athleteId' | 'resource'>;

/** The line of the readings of a list. */
export const wholeList = ({ athleteId, resource }: ListKey): CoverageKey => ({
  athleteId,
  resource,
  item: WHOLE,
});

/** How the reading of a list stands. */
export interface ListLine {
  status: 'pending' | 'done';
  /** How often it was read to its end with the same result, counted up to 2; null where nobody counts. */
  readings: number | null;
  /** The page to ask for next; null when no reading goes on. */
  position: number | null;
  nextTryAt: string | null;
  /** What its reader has to remember; kept as JSON. */
  memory: object;
  /** When it was read to its end; left out, the former instant stays. */
  checkedAt?: string;
  /** What was not understood; left out, the former note stays. */
  note?: string | null;
}

const writeLine = rowWriter(coverage, {
  key: ['athleteId', 'resource', 'item'],
  columns: [
    ...['athleteId', 'resource', 'item', 'status', 'readings', 'position', 'nextTryAt', 'reading'],
    ...['checkedAt', 'note', 'tries', 'fault', 'reason', 'httpStatus'],
  ],
  optional: ['checkedAt', 'note'],
});

/** Writes down on this line how the reading of a list stands. */
export function writeListLine(db: Db, key: CoverageKey, { memory, ...line }: ListLine): void {
  const noFault = { tries: 0, fault: null, reason: null, httpStatus: null };
  writeLine(db, { ...key, ...line, ...noFault, reading: JSON.stringify(memory) });
}

/** Writes down how the reading of a list stands that is not read daily. */
export const writeReading = (db: Db, list: ListKey, line: ListLine): void =>
  writeListLine(db, wholeList(list), line);

const isWhole = (list: ListKey) => is(wholeList(list));

/** Changes what stands there of the reading of a list, and nothing else. */
export function amendReading(
  db: Db,
  list: ListKey,
  { memory, ...change }: Partial<Pick<ListLine, 'readings' | 'nextTryAt' | 'memory'>>,
): void {
  const set = { ...change, ...(memory && { reading: JSON.stringify(memory) }) };
  db.update(coverage).set(set).where(isWhole(list)).run();
}

/** The line of the readings of a list, if one has begun. */
export function readReading(db: Db, list: ListKey) {
  return findItem(db, wholeList(list));
}

/** Asks for a list that was never read to its end now, also when it failed, unless it is parked. */
export function renewReading(db: Db, list: ListKey): void {
  const isOpen = and(eq(coverage.readings, 0), inArray(coverage.status, ['pending', 'failed']));
  db.update(coverage)
    .set({ nextTryAt: AT_ONCE })
    .where(and(isWhole(list), isOpen))
    .run();
}

/** How the reading of each list of an athlete stands, for those that began. */
export function readReadings(db: Reader, athleteId: number) {
  const { resource, readings, position, checkedAt, nextTryAt, note } = coverage;
  return db
    .select({ resource, readings, position, checkedAt, nextTryAt, note })
    .from(coverage)
    .where(and(eq(coverage.athleteId, athleteId), eq(coverage.item, WHOLE)))
    .all();
}

/** The lines of a list that is read daily, of all athletes. */
export function dailyLines(db: Db, resource: string) {
  const { athleteId, reading } = coverage;
  return db.select({ athleteId, reading }).from(coverage).where(eq(coverage.resource, resource)).all();
}

const selectKnown = query((db) =>
  db
    .selectDistinct({ item: documents.item })
    .from(documents)
    .where(
      and(eq(documents.athleteId, sql.placeholder('athleteId')), eq(documents.kind, sql.placeholder('kind'))),
    ),
);

/** The ids of all documents of a kind that the archive has of an athlete. */
export function knownItems(db: Db, athleteId: number, kind: string): string[] {
  return selectKnown(db)
    .all({ athleteId, kind })
    .map(({ item }) => item);
}
