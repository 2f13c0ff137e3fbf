import { eq, sql } from 'drizzle-orm';
import { findItem } from '../../archive/coverage.ts';
import { withoutSecrets } from '../../archive/document-text.ts';
import type { StoredDocument } from '../../archive/document-versions.ts';
import { hasDocument, keepDocument, readDocument } from '../../archive/documents.ts';
import type { Wanted } from '../../archive/wanted.ts';
import { DAY_MS, toInstant } from '../../clock.ts';
import { type Json, sameJson } from '../../json.ts';
import type { Db } from '../../sqlite/open.ts';
import type { Reader } from '../../sqlite/read.ts';
import { query } from '../../sqlite/statements.ts';
import { type Remake, remakeDocuments } from '../remake.ts';
import { type AnyResource, listAnswer, type Received } from '../resource.ts';
import { activities } from './table.ts';

// Fifty requests, half of what a new application has in a quarter hour: a count may be an odd one.
const MOST = 10_000;

/** For what an activity wants the things that it counts in this field; an odd count says nothing. */
export const countWanted =
  (field: string) =>
  ({ [field]: count }: Json): Wanted | undefined => {
    if (!Number.isSafeInteger(count) || Number(count) < 0) return undefined;
    return { basis: String(count), ...(count === 0 && { nothing: true }) };
  };

/** How many of them there should be by what the activity said last; no more than are asked for. */
export function counterOf(field: 'comment_count' | 'kudos_count') {
  const select = query((db) =>
    db
      .select({ count: activities[field] })
      .from(activities)
      .where(eq(activities.id, sql`${sql.placeholder('item')}`)),
  );
  return (db: Db, item: string): number => Math.min(select(db).get({ item })?.count ?? 0, MOST);
}

/** An answer that was kept. */
export interface KeptCount {
  /** Whether it is all that there is; if not, what it lacks may be there all the same. */
  isWhole: boolean;
  /** UTC instant since when Strava says so. */
  firstSeenAt: string;
  nextTryAt: string | undefined;
  /** The count for which it is too short, for the next answer. */
  memory: string | null;
}

/** An answer that is too short for the count. */
interface Short {
  kind: string;
  text: string;
  expected: number;
  /** UTC instant. */
  now: string;
}

/** Whether the answer before this one, half a day ago or more, said the same of the same count. */
function isToldAgain(db: Db, key: Received<unknown>['key'], { kind, text, expected, now }: Short): boolean {
  const [before, line] = [readDocument(db, kind, key.item), findItem(db, key)];
  if (!before || before.lastSeenAt !== line?.checkedAt || line.reading !== String(expected)) return false;
  return Date.parse(now) - Date.parse(before.lastSeenAt) >= DAY_MS / 2 && sameJson(before.text, text);
}

/**
 * Keeps an answer, as the first kind when it is all that there is, else as the second. It is all when it has as many
 * elements as the activity counts, or when Strava says so twice, a day apart: a page that came empty by mistake looks as
 * comments do that are counted and hidden.
 * @param shown how many elements it has, each once.
 */
export function keepCounted(
  db: Db,
  { key, athleteId, item, raw, reachedEnd = false, fetchedAt }: Received<unknown>,
  [whole, part]: readonly [string, string],
  { shown, expected }: { shown: number; expected: number },
): KeptCount {
  const text = withoutSecrets(raw);
  const short = { kind: part, text, expected, now: fetchedAt };
  const isSame = shown < expected && isToldAgain(db, key, short);
  const isWhole = shown >= expected || (isSame && reachedEnd);
  const kind = isWhole ? whole : part;
  keepDocument(db, { athleteId, kind, item }, text, fetchedAt);
  const { firstSeenAt = fetchedAt } = readDocument(db, kind, item) ?? {};
  const nextTryAt = isWhole || isSame ? undefined : toInstant(Date.parse(fetchedAt) + DAY_MS);
  return { isWhole, firstSeenAt, nextTryAt, memory: isWhole ? null : String(expected) };
}

/** Makes the rows again of the answers of both kinds, which are of one line of the ledger, named as the first. */
export function* remakeCounted(
  db: Db,
  [whole, part]: readonly [string, string],
  apply: (answer: unknown[], document: StoredDocument & Pick<KeptCount, 'isWhole'>) => string | null,
): Iterable<Remake> {
  const remake = (answer: unknown, document: StoredDocument) =>
    apply(listAnswer(answer), { ...document, isWhole: document.kind === whole });
  for (const one of remakeDocuments(db, { [whole]: remake, [part]: remake }))
    yield { ...one, line: { ...one.line, resource: whole } };
}

/** What is known of an item whose answers are of two kinds. */
export const eitherKind = (kinds: readonly [string, string]) =>
  ({
    isArchived: (db, { athleteId, item }) => kinds.some((kind) => hasDocument(db, { athleteId, kind, item })),
    show(db: Reader, item) {
      const [one, other] = kinds.map((kind) => readDocument(db, kind, item));
      return one && other ? (one.lastSeenAt < other.lastSeenAt ? other : one).text : (one ?? other)?.text;
    },
  }) satisfies Pick<AnyResource, 'isArchived' | 'show'>;
