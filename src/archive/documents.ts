import { hash as digest } from 'node:crypto';
import { and, desc, eq, max, sql } from 'drizzle-orm';
import { sameJson } from '../json.ts';
import type { Db } from '../sqlite/open.ts';
import type { Reader } from '../sqlite/read.ts';
import { query } from '../sqlite/statements.ts';
import { pack, unpack } from './document-text.ts';
import { documents } from './tables.ts';

/** Which document is meant. */
export interface DocumentKey {
  athleteId: number;
  kind: string;
  /** Strava's id. */
  item: string;
}

/** What keeping a document came to. */
export interface KeptDocument {
  /** Which version that is, among all documents. */
  id: number;
  /** Whether it says something else than the version before, or is the first. */
  changed: boolean;
  /** The text of the version before, if there is one and this one differs. */
  before: string | undefined;
}

/** Whether a document of an athlete is kept. */
export const hasDocument = (db: Db, key: DocumentKey): boolean =>
  selectNewest(db).get({ ...key }) !== undefined;

/** The newest version of a document, whoever's it is. */
export function readDocument(
  db: Reader,
  kind: string,
  item: string,
): { text: string; firstSeenAt: string; lastSeenAt: string } | undefined {
  const which = and(eq(documents.kind, kind), eq(documents.item, item));
  const row = db.select().from(documents).where(which).orderBy(desc(documents.id)).limit(1).get();
  return row && { text: unpack(row), firstSeenAt: row.firstSeenAt, lastSeenAt: row.lastSeenAt };
}

const selectNewest = query((db) =>
  db
    .select({ id: documents.id, hash: documents.hash })
    .from(documents)
    .where(
      and(
        eq(documents.athleteId, sql.placeholder('athleteId')),
        eq(documents.kind, sql.placeholder('kind')),
        eq(documents.item, sql.placeholder('item')),
      ),
    )
    .orderBy(desc(documents.id))
    .limit(1),
);

const updateSeen = query((db) =>
  db
    .update(documents)
    .set({ lastSeenAt: sql`${sql.placeholder('seenAt')}` })
    .where(eq(documents.id, sql.placeholder('id'))),
);

/** Notes that Strava says so still, or again after it had said something else. @param id of the version. */
export function seeAgain(db: Db, id: number, seenAt: string): void {
  updateSeen(db).run({ id, seenAt });
}

const insertDocument = query((db) =>
  db.insert(documents).values({
    athleteId: sql.placeholder('athleteId'),
    kind: sql.placeholder('kind'),
    item: sql.placeholder('item'),
    hash: sql.placeholder('hash'),
    bytes: sql.placeholder('bytes'),
    body: sql.placeholder('body'),
    firstSeenAt: sql.placeholder('seenAt'),
    lastSeenAt: sql.placeholder('seenAt'),
  }),
);

const selectBody = query((db) =>
  db
    .select({ body: documents.body, bytes: documents.bytes })
    .from(documents)
    .where(eq(documents.id, sql.placeholder('id'))),
);

/** The text of a version; undefined for one that is broken. */
function textOf(db: Db, id: number): string | undefined {
  const row = selectBody(db).get({ id });
  try {
    return row && unpack(row);
  } catch {
    return undefined;
  }
}

/**
 * Keeps a document if it says something new: the same as last time writes nothing, also in other words (its keys in
 * another order, `0` for `0.0`); anything else adds a version.
 * @param text already without secrets.
 * @param seenAt UTC instant of the answer.
 */
export function keepNews(db: Db, key: DocumentKey, text: string, seenAt: string): KeptDocument {
  const bytes = Buffer.from(text);
  const hash = digest('sha256', bytes, 'buffer');
  const newest = selectNewest(db).get({ ...key });
  if (newest && hash.equals(newest.hash)) return { id: newest.id, changed: false, before: undefined };
  const before = newest && textOf(db, newest.id);
  if (newest && before !== undefined && sameJson(before, text))
    return { id: newest.id, changed: false, before: undefined };
  const packed = { hash, bytes: bytes.length, body: pack(bytes), seenAt, ...key };
  const { lastInsertRowid } = insertDocument(db).run(packed);
  return { id: Number(lastInsertRowid), changed: true, before };
}

/** Keeps a document as {@link keepNews} does; the same as last time costs a timestamp. */
export function keepDocument(db: Db, key: DocumentKey, text: string, seenAt: string): KeptDocument {
  const kept = keepNews(db, key, text, seenAt);
  if (!kept.changed) seeAgain(db, kept.id, seenAt);
  return kept;
}

/** The newest version of each document of a kind. */
export function* newestDocuments(
  db: Db,
  athleteId: number,
  kind: string,
): Iterable<{ item: string; text: string }> {
  const all = db
    .select({ item: documents.item, id: max(documents.id) })
    .from(documents)
    .where(and(eq(documents.athleteId, athleteId), eq(documents.kind, kind)))
    .groupBy(documents.item)
    .all();
  for (const { item, id } of all) {
    const text = id === null ? undefined : textOf(db, id);
    if (text !== undefined) yield { item, text };
  }
}
