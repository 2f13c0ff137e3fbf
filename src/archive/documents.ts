import { hash as digest } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import { and, desc, eq, inArray, max, sql } from 'drizzle-orm';
import { endOfValue, sameJson } from '../json.ts';
import type { Db } from '../sqlite/open.ts';
import type { Reader } from '../sqlite/read.ts';
import { query } from '../sqlite/statements.ts';
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

// A live token in the detail of an activity, which would let anybody embed it.
const EMBED_TOKEN =
  /,\s*"embed_token"\s*:\s*(?:null|"(?:[^"\\]|\\.)*")|"embed_token"\s*:\s*(?:null|"(?:[^"\\]|\\.)*")\s*,?/g;

// One that is left is of another type than Strava's: its value ends where JSON says.
const ODD_TOKEN = /"embed_token"\s*:\s*/g;

function withoutOddTokens(text: string): string {
  let clean = '';
  let from = 0;
  for (const { 0: name, index } of text.matchAll(ODD_TOKEN)) {
    const start = index + name.length;
    if (index < from) continue;
    clean += `${text.slice(from, start)}null`;
    from = endOfValue(text, start);
  }
  return clean + text.slice(from);
}

/** The text of an answer without what must never be stored; everything else stays to the letter. */
export function withoutSecrets(text: string): string {
  return text.includes('"embed_token"') ? withoutOddTokens(text.replace(EMBED_TOKEN, '')) : text;
}

// Compressing a shorter text costs more than all else that is done for it, and saves a hundredth of an archive.
const SHORT = 2_048;

// How zlib begins, and JSON never does: earlier versions packed whatever came out as long as the text too.
const ZLIB = 0x78;

/** As `sqlar` packs: zlib-compressed, or as it is where that is no longer and cannot be taken for packed. */
function pack(text: Buffer): Buffer {
  if (text[0] === ZLIB) return deflateSync(text);
  const packed = text.length < SHORT ? text : deflateSync(text);
  return packed.length < text.length ? packed : text;
}

/** @throws when it is broken. */
const unpack = ({ body, bytes }: { body: Buffer; bytes: number }): string =>
  (body.length === bytes && body[0] !== ZLIB ? body : inflateSync(body)).toString();

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
