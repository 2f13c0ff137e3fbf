import { and, eq } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { StoredDocument } from '../archive/document-versions.ts';
import type { Notes } from '../archive/notes.ts';
import { exactId } from '../archive/taking.ts';
import { isObject, type Json } from '../json.ts';
import type { Db } from '../sqlite/open.ts';

/** One thing of a list, with an id of its own. */
export interface Thing {
  id: string;
  /** What it says; its `id` is a number or BigInt, also where it came in quotes. */
  said: Json;
}

/** The thing that an element is; undefined for what has no id. */
export function thingIn(said: unknown): Thing | undefined {
  const id = isObject(said) ? exactId(said) : undefined;
  if (!isObject(said) || id === undefined || id <= 0) return undefined;
  return { id: String(id), said: said.id === id ? said : { ...said, id } };
}

/** Whose an element is, and the UTC instant at which Strava first said it so. */
export interface RowKeys {
  athlete_id: number;
  fetched_at: string;
}

/** The rows of a list: one for each element that it ever showed, with the key (`athlete_id`, `id`). */
export interface ListRows {
  table: SQLiteTable & Record<'athlete_id' | 'id', SQLiteColumn>;
  /** Since when the list does not show it (UTC instant); NULL while it does. `apply` leaves it alone. */
  gone: SQLiteColumn;
  /**
   * Makes the row of an element, for `store` as for `rebuild`; what says nothing new leaves the row as it is.
   * @param where the place of the element, for notes.
   * @returns where `others` make rows too: true if the row says something else now.
   */
  apply(db: Db, said: Json, keys: RowKeys, notes: Notes, where: string): unknown;
  /** Other kinds of document that make the same rows, and how they do. @returns the note for the ledger. */
  others?: Record<string, (db: Db, answer: unknown, document: StoredDocument) => string | null>;
}

/** Makes the row of an element; one that the table refuses costs itself. @returns whether it says something else now. */
export function keepRow(db: Db, rows: ListRows, { id, said }: Thing, keys: RowKeys, notes: Notes): boolean {
  let told = false;
  notes.attempt(db, id, () => {
    told = rows.apply(db, said, keys, notes, `${id}.`) === true;
  });
  return told;
}

/** Marks an element as gone since `at`, or as shown where that is null. Its row stays. */
export function markGone(
  db: Db,
  { table, gone }: ListRows,
  athleteId: number,
  id: string,
  at: string | null,
): void {
  db.update(table)
    .set({ [gone.name]: at })
    .where(and(eq(table.athlete_id, athleteId), eq(table.id, BigInt(id))))
    .run();
}
