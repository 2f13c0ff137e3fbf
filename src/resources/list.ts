import { hash } from 'node:crypto';
import { withoutSecrets } from '../archive/document-text.ts';
import { type KeptDocument, keepNews, seeAgain } from '../archive/documents.ts';
import { knownItems, WHOLE } from '../archive/list-lines.ts';
import { Notes } from '../archive/notes.ts';
import { elementTexts, type Json, sameJson } from '../json.ts';
import type { Db } from '../sqlite/open.ts';
import type { ApiRequest } from '../strava/client.ts';
import { remakeDaily, storeDaily } from './daily-readings.ts';
import { storeNewest, storeNext } from './list-readings.ts';
import { keepRow, type ListRows, type Thing, thingIn } from './list-rows.ts';
import type { Page } from './reading.ts';
import { type AnyResource, defineResource, listAnswer, type Telling } from './resource.ts';

/** So many pages with something odd are kept whole; of later ones, the odd elements alone. */
const PAGES_KEPT = 50;

/** Whose list it is, and the UTC instant of the page. */
export interface ListContext {
  athleteId: number;
  fetchedAt: string;
  /** What was before that (UTC instant) is left alone, as if it were known. */
  keptSince?: string | undefined;
  tell: Telling;
}

/** One thing of a list as it came. */
export interface Element extends Thing {
  /** Its text to the letter, as it is kept. */
  text: string;
  kept: KeptDocument;
}

/** Whether the archive did not know it before. */
export const isNew = ({ kept }: Element): boolean => kept.changed && kept.before === undefined;

/** A list of things with ids, that Strava gives by pages, the newest first. */
export interface List {
  /** Its name in the ledger. */
  name: string;
  scopes?: readonly string[];
  /** The scope without which it leaves out what is private: then it says of nothing that it is gone. */
  allWith?: string;
  /** The kind of document that each element is kept as. */
  kind: string;
  /** The most that Strava gives at once. */
  pageSize: number;
  request(page: number, athleteId: string): ApiRequest;
  /** When a thing was (UTC instant), where old ones may not be wanted; null where it does not say so. */
  dateOf?(said: Json): string | null;
  /** What follows from these ids being on a page. */
  shown?(db: Db, ids: string[], context: ListContext): void;
  /**
   * Where it is short: it is read to its end in the first pass of each day, and what it shows no more is marked in these
   * rows. Without them, every pass asks for its newest page, and rows are for `take` to make.
   */
  daily?: ListRows;
  /** What else follows from an element, in the transaction of its page; what is not understood is noted. */
  take?(db: Db, element: Element, context: ListContext, notes: Notes): void;
  /** What follows from those of a page that say something new, once all were taken. */
  changed?(db: Db, elements: Element[], context: ListContext): void;
}

/** The elements of a page by their ids, and the texts of those that have none, or the id of another one. */
function sortOut(answer: unknown[], raw: string) {
  const texts = elementTexts(raw);
  const byId = new Map<string, Omit<Element, 'kept'>>();
  const odd: string[] = [];
  answer.forEach((said, i) => {
    const text = withoutSecrets(texts[i] ?? '');
    const thing = thingIn(said);
    const twin = thing && byId.get(thing.id);
    if (!thing) odd.push(text);
    else if (!twin) byId.set(thing.id, { text, ...thing });
    else if (!sameJson(twin.text, text)) odd.push(text);
  });
  return { elements: [...byId.values()], odd };
}

/** Keeps a page that has something odd on it, once for each different oddness: the rest of a page changes all the time. */
function keepPage(db: Db, list: List, odd: string[], raw: string, context: ListContext): void {
  const { athleteId, fetchedAt } = context;
  const text = `[${odd.join(',')}]`;
  const kind = `${list.name}_page`;
  const item = hash('sha256', text).slice(0, 16);
  const before = knownItems(db, athleteId, kind);
  if (before.includes(item)) return;
  const kept = before.length < PAGES_KEPT ? withoutSecrets(raw) : text;
  keepNews(db, { athleteId, kind, item }, kept, fetchedAt);
}

function storePage(db: Db, list: List, answer: unknown[], raw: string, context: ListContext): Page {
  const { athleteId, fetchedAt, keptSince } = context;
  const { elements, odd } = sortOut(answer, raw);
  const isOld = ({ said }: Thing) =>
    keptSince !== undefined && (list.dateOf?.(said) ?? keptSince) < keptSince;
  const notes = new Notes();
  const ids = elements.map(({ id }) => id);
  list.shown?.(db, ids, context);
  if (odd.length > 0) keepPage(db, list, odd, raw, context);
  const wanted = elements.filter((each) => !isOld(each));
  const taken = wanted.map((element): Element => {
    const document = { athleteId, kind: list.kind, item: element.id };
    const kept = keepNews(db, document, element.text, fetchedAt);
    const all = { kept, ...element };
    const keys = { athlete_id: athleteId, fetched_at: fetchedAt };
    const told = list.daily && keepRow(db, list.daily, all, keys, notes);
    // Something else was said in between: for `rebuild`, the list spoke last.
    if (told && !kept.changed) seeAgain(db, kept.id, fetchedAt);
    list.take?.(db, all, context, notes);
    return all;
  });
  const changed = taken.filter(({ kept }) => kept.changed);
  if (changed.length > 0) list.changed?.(db, changed, context);
  const news = new Set(taken.filter(isNew).map(({ id }) => id));
  return {
    size: answer.length,
    full: answer.length >= list.pageSize,
    ids,
    known: ids.filter((id) => !news.has(id)),
    odd: odd.length,
    old: elements.length > 0 && wanted.length === 0,
    note: notes.text(),
  };
}

/**
 * A list as a resource: each element is kept and taken by itself, and what has no usable id costs nothing but a note. How
 * its pages follow one another is in `list-readings.ts`.
 */
export function defineList(list: List): AnyResource {
  const { name, scopes, allWith, daily } = list;
  return defineResource<unknown[]>({
    name,
    plan: 'list',
    kinds: [list.kind, `${name}_page`],
    ...(scopes && { scopes }),
    ...(allWith && { allWith }),
    request: (item, page) => list.request(page, item),
    answer: listAnswer,
    store(db, { key, athleteId, answer, raw, ...at }) {
      const page = storePage(db, list, answer, raw, { athleteId, ...at });
      if (daily) storeDaily(db, { ...list, daily }, key, page, at);
      else if (key.item === WHOLE) storeNext(db, list, key, page, at);
      else storeNewest(db, list, key, page, at);
      return undefined;
    },
    ...(daily && { every: 'day', rebuild: (db: Db) => remakeDaily(db, { ...list, daily }) }),
  });
}
