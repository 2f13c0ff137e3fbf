import { type CoverageKey, settleItem } from '../archive/coverage.ts';
import { amendReading, knownItems, type ListKey, readReading, writeReading } from '../archive/list-lines.ts';
import { joinNotes } from '../archive/notes.ts';
import { DAY_MS, HOUR_MS, toInstant } from '../clock.ts';
import type { Db } from '../sqlite/open.ts';
import type { List } from './list.ts';
import { beginReading, type Page, type Reading, takePage } from './reading.ts';

/**
 * How long after a reading to its end a list is read once more, until two readings agree. Where the first one already
 * knows that it lacks something, that is soon.
 */
const againAfter = (readings: number, doubted = false) => (doubted && readings === 0 ? HOUR_MS : DAY_MS);

/** What the ledger remembers of the readings of a list. */
interface Remembered {
  /** What the archive knew and the last reading to the end did not show. */
  missing: string[];
  /** The reading that goes on. */
  current?: Reading;
}

/** The line of the readings with what it remembers; a list that was never read remembers nothing. */
function recall(db: Db, list: ListKey) {
  const line = readReading(db, list);
  const memory: Remembered = line?.reading ? JSON.parse(line.reading) : { missing: [] };
  return { line, readings: line?.readings ?? 0, position: line?.position ?? null, ...memory };
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
 * it, to what was known or, the first time, to its end.
 */
export function storeNewest(db: Db, list: List, key: CoverageKey, page: Page, fetchedAt: string): void {
  const { line, readings, missing, current } = recall(db, key);
  const news = page.ids.filter((id) => !page.known.includes(id));
  if (!line || (news.length > 0 && page.known.length === 0)) {
    const { ids: seen, full, odd, note } = page;
    const reading = beginReading(readings > 0 ? 'known' : 'end', {
      seen,
      full,
      odd,
      note,
      news: news.length,
    });
    writeReading(db, key, {
      ...{ status: 'pending', readings: 0, nextTryAt: fetchedAt },
      position: page.size > 0 ? 2 : 1,
      memory: { missing, current: reading },
    });
  } else if (current && news.length > 0) {
    const seen = [...current.seen, ...news];
    amendReading(db, key, { memory: { missing, current: { ...current, seen } } });
  }
  settleItem(db, key, { status: 'done', at: fetchedAt, note: noteOf(list, page) });
}

/** The page of a reading, and the UTC instant of the answer. */
export interface At {
  position: number;
  fetchedAt: string;
}

/**
 * Takes a page of a reading of the list from its first page on.
 * @throws {Error} when page after page shows nothing that was not shown before.
 */
export function storeNext(
  db: Db,
  list: List,
  key: CoverageKey,
  page: Page,
  { position, fetchedAt }: At,
): void {
  const { readings, missing, current, position: asked } = recall(db, key);
  // An older version did not remember what the pages before have shown.
  const begun = current ?? { ...beginReading('end'), partial: true };
  const { turn, reading } = takePage(asked === null ? beginReading('end') : begun, page, list.pageSize);
  if (turn === 'stuck')
    throw new Error(`page ${position} and those before it show only what was shown already`);
  if (turn === 'end') {
    endReading(db, list, key, { readings, missing, reading, fetchedAt });
    return;
  }
  writeReading(db, key, {
    ...{ status: 'pending', readings, nextTryAt: fetchedAt },
    position: turn === 'again' ? position : position + 1,
    memory: { missing, current: reading },
    note: noteOf(list, reading),
  });
}

interface Ended {
  /** How often it had been read to its end before. */
  readings: number;
  /** What the last reading lacked. */
  missing: string[];
  reading: Reading;
  fetchedAt: string;
}

/** Notes that the list was read to its end. It counts once more if it showed all that it had shown, and nothing else. */
function endReading(db: Db, list: List, key: CoverageKey, ended: Ended): void {
  const { readings, reading, fetchedAt } = ended;
  const { until, partial, doubted, news } = reading;
  const shown = new Set(reading.seen);
  const unseen = () => knownItems(db, key.athleteId, list.kind).filter((id) => !shown.has(id));
  const isWhole = until === 'end';
  const missing = isWhole && !partial ? unseen() : ended.missing;
  const agrees = readings > 0 && isWhole && !doubted && news === 0;
  const isSame = agrees && missing.every((id) => ended.missing.includes(id));
  const note = noteOf(list, reading, readings > 0 ? news : 0);
  writeReading(db, key, {
    ...{ status: 'done', readings: isSame ? 2 : 1, position: null },
    nextTryAt: isSame ? null : toInstant(Date.parse(fetchedAt) + againAfter(readings, doubted)),
    memory: { missing },
    checkedAt: fetchedAt,
    ...((isWhole || note) && { note }),
  });
}

/**
 * Has a list that was read to its end read once more, at the latest at `at`: something may have slipped through. A first
 * reading needs no doubt, since another one follows.
 */
export function doubtList(db: Db, list: ListKey, at: string): void {
  const { line, readings, missing, current } = recall(db, list);
  if (!line || readings === 0) return;
  const { nextTryAt } = line;
  if (current) amendReading(db, list, { memory: { missing, current: { ...current, doubted: true } } });
  else
    amendReading(db, list, { readings: 1, nextTryAt: nextTryAt !== null && nextTryAt < at ? nextTryAt : at });
}
