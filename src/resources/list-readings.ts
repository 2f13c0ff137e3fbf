import { type CoverageKey, settleItem } from '../archive/coverage.ts';
import { amendReading, knownItems, type ListKey, readReading, writeReading } from '../archive/list-lines.ts';
import { joinNotes } from '../archive/notes.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, toInstant } from '../clock.ts';
import type { Db } from '../sqlite/open.ts';
import type { List } from './list.ts';
import { beginReading, type Page, type Reading, takePage } from './reading.ts';
import type { Received, Sweep } from './resource.ts';

/** So long after a page of a sweep comes the next one: about one in each pass. */
const NEXT_IN_TURN_MS = 30 * MINUTE_MS;
/** So many things may be missing from a reading before it is rather the list that is doubted. */
const FEW = 10;

/** What the ledger remembers of the readings of a list. */
interface Remembered {
  /** What the archive knew and the last reading to the end did not show. */
  missing: string[];
  /** Those of them that are asked for once another reading lacks them too. */
  unasked?: string[];
  /** The reading that goes on. */
  current?: Reading;
}

/** The line of the readings with what it remembers; a list that was never read remembers nothing. */
function recall(db: Db, list: ListKey) {
  const line = readReading(db, list);
  const memory: Remembered = line?.reading ? JSON.parse(line.reading) : { missing: [] };
  return { line, readings: line?.readings ?? 0, position: line?.position ?? null, ...memory };
}

/** What the last reading of a list to its end did not show of what the archive knows. */
export const lackingIn = (db: Db, list: ListKey): string[] => recall(db, list).missing;

/** How long ago the last reading ended, milliseconds; for ever where a clock that was wrong says that it will. */
function sinceRead(line: { checkedAt: string | null }, at: string): number {
  const since = line.checkedAt === null ? -1 : Date.parse(at) - Date.parse(line.checkedAt);
  return since < 0 ? Number.POSITIVE_INFINITY : since;
}

/** What the ledger says of a page or a reading. */
export function noteOf(
  { name }: Pick<List, 'name'>,
  { odd, note }: Pick<Page, 'odd' | 'note'>,
  late = 0,
): string | null {
  const counts = [
    odd > 0 ? `${odd} without a usable id, kept in documents as ${name}_page` : '',
    late > 0 ? `${late} came to light only when it was read again` : '',
  ];
  return joinNotes(counts.filter(Boolean).join('; '), note);
}

/**
 * Takes the newest page. Where nothing on it was known, more may have come than it holds: the list is read on behind
 * it, to what was known or, the first time, to its end. Once two readings agreed, it begins the next one in turn.
 */
export function storeNewest(
  db: Db,
  list: List,
  key: CoverageKey,
  page: Page,
  { fetchedAt, sweep }: At,
): void {
  const { line, readings, current, position: _, ...memory } = recall(db, key);
  const news = page.ids.filter((id) => !page.known.includes(id));
  const { ids: seen, full, odd, note } = page;
  const position = page.size > 0 ? 2 : 1;
  if (!line || (news.length > 0 && page.known.length === 0)) {
    const reading = beginReading(readings > 0 ? 'known' : 'end', {
      seen,
      full,
      odd,
      note,
      news: news.length,
    });
    writeReading(db, key, {
      ...{ status: 'pending', readings: 0, nextTryAt: fetchedAt, position },
      memory: { ...memory, current: reading },
    });
  } else if (current && news.length > 0) {
    amendReading(db, key, {
      memory: { ...memory, current: { ...current, seen: [...current.seen, ...news] } },
    });
  } else if (!current && readings > 1 && sinceRead(line, fetchedAt) >= sweep.restsMs) {
    writeReading(db, key, {
      ...{ status: 'done', readings, nextTryAt: fetchedAt, position },
      memory: { ...memory, current: beginReading('end', { seen, full, odd, note }) },
    });
  }
  settleItem(db, key, { status: 'done', at: fetchedAt, note: noteOf(list, page) });
}

/** The page of a reading, the UTC instant of the answer, and what follows from it. */
export type At = Pick<Received<unknown>, 'position' | 'fetchedAt' | 'sweep' | 'tell'>;

/** When the next page of a reading is asked for. */
function nextPageAt(
  readings: number,
  line: { checkedAt: string | null },
  at: string,
  { withinMs }: Sweep,
): string {
  const isInTurn = readings > 1 && sinceRead(line, at) < withinMs;
  return isInTurn ? toInstant(Date.parse(at) + NEXT_IN_TURN_MS) : at;
}

/**
 * Takes a page of a reading of the list from its first page on.
 * @throws {Error} when page after page shows nothing that was not shown before.
 */
export function storeNext(db: Db, list: List, key: CoverageKey, page: Page, at: At): void {
  const { position, fetchedAt, sweep } = at;
  const { line, readings, current, position: asked, ...memory } = recall(db, key);
  // An older version did not remember what the pages before have shown.
  const begun = current ?? { ...beginReading('end'), partial: true };
  const { turn, reading } = takePage(asked === null ? beginReading('end') : begun, page, list.pageSize);
  if (turn === 'stuck')
    throw new Error(`page ${position} and those before it show only what was shown already`);
  if (turn === 'end') {
    endReading(db, list, key, { readings, before: memory, reading }, at);
    return;
  }
  writeReading(db, key, {
    status: readings > 1 ? 'done' : 'pending',
    readings,
    position: turn === 'again' ? position : position + 1,
    nextTryAt: line ? nextPageAt(readings, line, fetchedAt, sweep) : fetchedAt,
    memory: { ...memory, current: reading },
    note: noteOf(list, reading),
  });
}

interface Ended {
  /** How often it had been read to its end before. */
  readings: number;
  before: Omit<Remembered, 'current'>;
  reading: Reading;
}

/**
 * Sorts what a complete reading lacks: a few things are asked for; many at once only when the next reading lacks them
 * too. What the list has lacked for longer was asked for already.
 */
function sortLacking(missing: string[], { before, reading }: Pick<Ended, 'before' | 'reading'>) {
  const { unasked = [] } = before;
  const again = missing.filter((id) => unasked.includes(id));
  const fresh = missing.filter((id) => !before.missing.includes(id));
  if (reading.doubted) return { ask: [], unasked: [...again, ...fresh] };
  return fresh.length > FEW ? { ask: again, unasked: fresh } : { ask: [...again, ...fresh], unasked: [] };
}

/** Notes that the list was read to its end. It counts once more if it showed all that it had shown, and nothing else. */
function endReading(db: Db, list: List, key: CoverageKey, ended: Ended, { fetchedAt, tell }: At): void {
  const { readings, before, reading } = ended;
  const { until, partial, doubted, news } = reading;
  const shown = new Set(reading.seen);
  const unseen = () => knownItems(db, key.athleteId, list.kind).filter((id) => !shown.has(id));
  const isWhole = until === 'end' && !partial;
  const missing = isWhole ? unseen() : before.missing;
  const { ask, unasked } = isWhole ? sortLacking(missing, ended) : { ask: [], unasked: before.unasked ?? [] };
  tell.lacking(ask);
  const agrees = readings > 0 && until === 'end' && !doubted && news === 0;
  const isSame = agrees && missing.every((id) => before.missing.includes(id));
  // What comes to light or goes is what a sweep is for; the same was read twice before.
  const isKnown = readings > 1 ? until === 'end' && !doubted && unasked.length === 0 : isSame;
  const note = noteOf(list, reading, readings === 1 ? news : 0);
  const isSoon = (doubted && readings === 0) || unasked.length > 0;
  writeReading(db, key, {
    ...{ status: 'done', readings: isKnown ? 2 : 1, position: null },
    nextTryAt: isKnown ? null : toInstant(Date.parse(fetchedAt) + (isSoon ? HOUR_MS : DAY_MS)),
    memory: { missing, ...(unasked.length > 0 && { unasked }) },
    checkedAt: fetchedAt,
    ...((until === 'end' || note) && { note }),
  });
}

/**
 * Has a list that was read to its end read once more, at the latest at `at`: something may have slipped through. A first
 * reading needs no doubt, since another one follows.
 */
export function doubtList(db: Db, list: ListKey, at: string): void {
  const { line, readings, current, position: _, ...memory } = recall(db, list);
  if (!line || readings === 0) return;
  const { nextTryAt } = line;
  if (current) amendReading(db, list, { memory: { ...memory, current: { ...current, doubted: true } } });
  else
    amendReading(db, list, { readings: 1, nextTryAt: nextTryAt !== null && nextTryAt < at ? nextTryAt : at });
}
