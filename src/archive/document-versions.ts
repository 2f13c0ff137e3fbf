import { eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../sqlite/open.ts';
import { query } from '../sqlite/statements.ts';
import { unpack } from './document-text.ts';
import type { DocumentKey } from './documents.ts';
import { documents } from './tables.ts';

/** A version of a document as it is kept. */
export type StoredDocument = Omit<typeof documents.$inferSelect, 'body'> & {
  /** Unpacks it. @throws when it is broken. */
  text(): string;
};

// A version was there before the next one of the same document, whatever the clock said then.
const lastSaid = sql`min(${documents.lastSeenAt}) OVER (
  PARTITION BY ${documents.athleteId}, ${documents.kind}, ${documents.item} ORDER BY ${documents.id} DESC
)`;

// Within a second, as in a pass: a segment is asked for after the activities that name it.
const lastKinds = sql`CASE WHEN ${documents.kind} IN ('activity', 'route') THEN 1 WHEN ${documents.kind} = 'segment' THEN 2 ELSE 0 END`;

const selectVersion = query((db) =>
  db
    .select()
    .from(documents)
    .where(eq(documents.id, sql.placeholder('id'))),
);

/** @throws when it is broken, or gone. */
const versionText = (db: Db, id: number): string =>
  unpack(selectVersion(db).get({ id }) as typeof documents.$inferSelect);

/**
 * Every version of the documents of some kinds, in the order in which Strava last said so; within a second the list
 * comes before the details, as in a pass.
 */
export function* allDocuments(db: Db, kinds: readonly string[]): Iterable<StoredDocument> {
  const all = db
    .select({ id: documents.id, kind: documents.kind })
    .from(documents)
    .where(inArray(documents.kind, [...kinds]))
    .orderBy(lastSaid, lastKinds, documents.id)
    .all();
  for (const { id } of all) {
    const row = selectVersion(db).get({ id });
    if (row) yield { ...row, text: () => unpack(row) };
  }
}

/** Every version of every document, and how many there are. */
export function* everyDocument(db: Db): Iterable<StoredDocument & { total: number }> {
  const ids = db.select({ id: documents.id }).from(documents).all();
  for (const { id } of ids) {
    const row = selectVersion(db).get({ id });
    if (row) yield { ...row, text: () => unpack(row), total: ids.length };
  }
}

/** A version of a document that says something else than the one before it. */
export interface ChangedVersion extends DocumentKey {
  firstSeenAt: string;
  /** Unpack the texts. @throws when one is broken. */
  before(): string;
  after(): string;
}

/** The versions of the documents of some kinds that have one before them, in the order in which they came. */
export function* changedVersions(db: Db, kinds: readonly string[]): Iterable<ChangedVersion> {
  const { athleteId, kind, item, id, firstSeenAt } = documents;
  const former = sql<
    number | null
  >`lag(${id}) OVER (PARTITION BY ${athleteId}, ${kind}, ${item} ORDER BY ${id})`;
  const all = db
    .select({ athleteId, kind, item, id, firstSeenAt, former })
    .from(documents)
    .where(inArray(kind, [...kinds]))
    .orderBy(id)
    .all();
  for (const { id: now, former: then, ...version } of all)
    if (then !== null)
      yield { ...version, before: () => versionText(db, then), after: () => versionText(db, now) };
}
