import { and, asc, eq, getTableName } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { allDocuments, type StoredDocument } from '../archive/documents.ts';
import { type Json, parseJson } from '../json.ts';
import type { Db } from '../sqlite/open.ts';

/** An answer that is kept, and how its rows are made again. */
export interface Remake {
  /** What it is, for messages: `activity 42`. */
  what: string;
  /** Makes the rows as `store` did. @throws whatever keeps it from making any. */
  apply(): void;
}

type ApplyDocument = (answer: Json, document: StoredDocument) => void;

/** The kept documents of some kinds, in the order in which Strava said so. @param byKind how each kind makes its rows. */
export function* remakeDocuments(db: Db, byKind: Record<string, ApplyDocument>): Iterable<Remake> {
  for (const document of allDocuments(db, Object.keys(byKind))) {
    const apply = () => byKind[document.kind]?.(parseJson(document.text()) as Json, document);
    yield { what: `${document.kind} ${document.item}`, apply };
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
export function remakeDays(db: Db, table: DaysTable, apply: (answer: unknown, day: Day) => void): Remake[] {
  const { athlete_id, captured_on, captured_at, raw, fetched_at } = table;
  const days = db
    .select({ athlete_id, captured_on, raw, fetched_at })
    .from(table)
    .orderBy(asc(captured_at), asc(captured_on))
    .all() as Day[];
  return days.map((day) => ({
    what: `${getTableName(table)} ${day.captured_on}`,
    apply() {
      db.delete(table)
        .where(and(eq(athlete_id, day.athlete_id), eq(captured_on, day.captured_on)))
        .run();
      apply(parseJson(day.raw), day);
    },
  }));
}
