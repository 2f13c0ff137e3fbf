import { type CoverageKey, findItem } from '../archive/coverage.ts';
import { dailyLines, knownItems, writeListLine } from '../archive/list-lines.ts';
import { Notes } from '../archive/notes.ts';
import { DAY_MS, HOUR_MS } from '../clock.ts';
import type { Db } from '../sqlite/open.ts';
import type { List } from './list.ts';
import { noteOf } from './list-readings.ts';
import { keepRow, type ListRows, markGone, thingIn } from './list-rows.ts';
import { beginReading, type Page, type Reading, takePage } from './reading.ts';
import { type Remake, remakeDocuments } from './remake.ts';
import type { Received } from './resource.ts';

/** A reading goes on so long after its last page; later, the list may be another one, and it begins anew. */
const GOES_ON_MS = HOUR_MS;
/** Two readings on different days may be minutes apart; what both lack is gone if they are so long apart. */
const APART_MS = DAY_MS / 2;

/** A list that is read daily. */
type DailyList = List & { daily: ListRows };

/** Ids, each with the UTC instant since when that holds of it. */
type Since = Record<string, string>;

/** What the ledger remembers of a list that is read daily, on its only line. */
interface DailyMemory {
  /** What the last complete reading lacked for the first time. */
  missing: Since;
  /** What is gone. */
  gone: Since;
  /** The reading that goes on, and when its last page came. */
  current?: { reading: Reading; at: string };
}

/** The memory that stands on a line, if anything does. */
function memoryOf(line: { reading: string | null } | undefined): DailyMemory {
  return { missing: {}, gone: {}, ...(line?.reading ? (JSON.parse(line.reading) as DailyMemory) : {}) };
}

const without = (since: Since, ids: ReadonlySet<string>): Since =>
  Object.fromEntries(Object.entries(since).filter(([id]) => !ids.has(id)));

const isApart = (since: string, at: string) => Date.parse(at) - Date.parse(since) >= APART_MS;

/**
 * What a complete reading says of what it lacks: missing the first time, gone the second. One that is known to lack
 * something, or has something without an id, says nothing.
 */
function judgeMissing({ missing, gone }: DailyMemory, reading: Reading, known: string[], at: string) {
  if (reading.doubted || reading.odd > 0) return { missing, gone };
  const shown = new Set(reading.seen);
  const lacking = known.filter((id) => !shown.has(id) && gone[id] === undefined);
  // An instant of the future is of a clock that was wrong.
  const since = (id: string) => (missing[id] !== undefined && missing[id] <= at ? missing[id] : at);
  const [isGone, isMissing]: [string[], string[]] = [[], []];
  for (const id of lacking) (isApart(since(id), at) ? isGone : isMissing).push(id);
  const all = (ids: string[]): Since => Object.fromEntries(ids.map((id) => [id, since(id)]));
  return { missing: all(isMissing), gone: { ...gone, ...all(isGone) } };
}

/** Marks in the rows what the memory now says otherwise than before. */
function mark(db: Db, rows: ListRows, { athleteId }: CoverageKey, before: Since, now: Since): void {
  for (const id of Object.keys(before)) if (now[id] === undefined) markGone(db, rows, athleteId, id, null);
  for (const [id, at] of Object.entries(now))
    if (before[id] === undefined) markGone(db, rows, athleteId, id, at);
}

/**
 * Takes a page of a list that is read to its end once a day, page after page in the same pass.
 * @throws {Error} when page after page shows nothing that was not shown before.
 */
export function storeDaily(
  db: Db,
  list: DailyList,
  key: CoverageKey,
  page: Page,
  { position, fetchedAt, leavesOut = false }: Pick<Received<unknown>, 'position' | 'fetchedAt' | 'leavesOut'>,
): void {
  const line = findItem(db, key);
  const { current: last, ...before } = memoryOf(line);
  const current = line?.position ? last : undefined;
  const shown = new Set(page.ids);
  const memory = { missing: without(before.missing, shown), gone: without(before.gone, shown) };
  const open = { status: 'pending', readings: null, nextTryAt: fetchedAt } as const;
  mark(db, list.daily, key, before.gone, memory.gone);
  if (current && Date.parse(fetchedAt) - Date.parse(current.at) > GOES_ON_MS) {
    writeListLine(db, key, { ...open, position: null, memory });
    return;
  }
  const { turn, reading: taken } = takePage(current?.reading ?? beginReading('end'), page, list.pageSize);
  const reading = leavesOut ? { ...taken, doubted: true } : taken;
  if (turn === 'stuck')
    throw new Error(`page ${position} and those before it show only what was shown already`);
  const note = noteOf(list, reading);
  if (turn !== 'end') {
    const next = turn === 'again' ? position : position + 1;
    const all = { ...memory, current: { reading, at: fetchedAt } };
    writeListLine(db, key, { ...open, position: next, memory: all, note });
    return;
  }
  const judged = judgeMissing(memory, reading, knownItems(db, key.athleteId, list.kind), fetchedAt);
  mark(db, list.daily, key, memory.gone, judged.gone);
  writeListLine(db, key, {
    ...{ status: 'done', readings: null, position: null, nextTryAt: null },
    memory: judged,
    checkedAt: fetchedAt,
    note,
  });
}

/** Makes the rows of a list that is read daily again: from what is kept of its elements, and of what is gone. */
export function* remakeDaily(db: Db, { name, kind, daily }: DailyList): Iterable<Remake> {
  db.delete(daily.table).run();
  const others = Object.entries(daily.others ?? {});
  yield* remakeDocuments(db, {
    [kind](answer, { athleteId, lastSeenAt }) {
      const notes = new Notes();
      const thing = thingIn(answer);
      if (thing) keepRow(db, daily, thing, { athlete_id: athleteId, fetched_at: lastSeenAt }, notes);
      return undefined;
    },
    ...Object.fromEntries(others.map(([other, apply]) => [other, (...said) => apply(db, ...said)])),
  });
  for (const { athleteId, reading } of dailyLines(db, name))
    for (const [id, at] of Object.entries(memoryOf({ reading }).gone)) markGone(db, daily, athleteId, id, at);
}
