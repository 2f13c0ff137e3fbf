import { and, asc, eq, getTableName } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { CoverageKey } from '../archive/coverage.ts';
import { allDocuments, type StoredDocument } from '../archive/document-versions.ts';
import { parseJson } from '../json.ts';
import type { Db } from '../sqlite/open.ts';

/** An answer that is kept, and how its rows are made again. */
export interface Remake {
  /** What it is, for messages: `activity 42`. */
  what: string;
  /** Its line in the ledger. */
  line: CoverageKey;
  /**
   * Makes the rows as `store` did. @throws whatever keeps it from making any.
   * @returns the note for its line: what is not understood, null if all is, undefined to leave the note as it is.
   */
  apply(): Note;
}

type Note = string | null | undefined;
type ApplyDocument = (answer: unknown, document: StoredDocument) => Note;

/** The kept documents of some kinds, in the order in which Strava said so. @param byKind how each kind makes its rows. */
export function* remakeDocuments(db: Db, byKind: Record<string, ApplyDocument>): Iterable<Remake> {
  for (const document of allDocuments(db, Object.keys(byKind))) {
    const { athleteId, kind, item } = document;
    const apply = () => byKind[kind]?.(parseJson(document.text()), document);
    yield { what: `${kind} ${item}`, line: { athleteId, resource: kind, item }, apply };
  }
}

/** A table of a row a day that holds the answer itself. */
export type DaysTable = SQLiteTable &
  Record<'athlete_id' | 'captured_on' | 'captured_at' | 'raw' | 'fetched_at', SQLiteColumn>;

/** A day of such a table. */
export interface Day {
  athlete_id: number;
  captured_on: string;
  raw: string;
  fetched_at: string;
}

/**
 * The days of a table that holds the answers itself, in the order in which Strava said so; each is made again by
 * itself, so a day of which nothing can be made stays as it is.
 */
export function remakeDays(
  db: Db,
  table: DaysTable,
  resource: string,
  apply: (answer: unknown, day: Day) => Note,
): Remake[] {
  const { athlete_id, captured_on, captured_at, raw, fetched_at } = table;
  const days = db
    .select({ athlete_id, captured_on, raw, fetched_at })
    .from(table)
    .orderBy(asc(captured_at), asc(captured_on))
    .all() as Day[];
  return days.map((day) => ({
    what: `${getTableName(table)} ${day.captured_on}`,
    line: { athleteId: day.athlete_id, resource, item: String(day.athlete_id) },
    apply() {
      db.delete(table)
        .where(and(eq(athlete_id, day.athlete_id), eq(captured_on, day.captured_on)))
        .run();
      return apply(parseJson(day.raw), day);
    },
  }));
}
