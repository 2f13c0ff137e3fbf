import { hash } from 'node:crypto';
import { type KeptDocument, keepNews, withoutSecrets } from '../archive/documents.ts';
import { knownItems, WHOLE } from '../archive/list-lines.ts';
import { Notes } from '../archive/notes.ts';
import { takeId } from '../archive/taking.ts';
import { elementTexts, isObject, type Json, sameJson } from '../json.ts';
import type { Db } from '../sqlite/open.ts';
import type { ApiRequest } from '../strava/client.ts';
import { storeNewest, storeNext } from './list-readings.ts';
import type { Page } from './reading.ts';
import { type AnyResource, defineResource, listAnswer, type Telling } from './resource.ts';

/** So many pages with something odd are kept whole; of later ones, the odd elements alone. */
const PAGES_KEPT = 50;

/** Whose list it is, and the UTC instant of the page. */
export interface ListContext {
  athleteId: number;
  fetchedAt: string;
  tell: Telling;
}

/** One thing of a list, with an id of its own. */
export interface Element {
  id: string;
  /** What it says; its `id` is a number or BigInt, also where it came in quotes. */
  said: Json;
  /** Its text to the letter, as it is kept. */
  text: string;
  kept: KeptDocument;
}

/** A list of things with ids, that Strava gives by pages, the newest first. */
export interface List {
  /** Its name in the ledger. */
  name: string;
  scopes?: readonly string[];
  /** The kind of document that each element is kept as. */
  kind: string;
  /** The most that Strava gives at once. */
  pageSize: number;
  request(page: number): ApiRequest;
  /** What follows from these ids being on a page. */
  shown?(db: Db, ids: string[], context: ListContext): void;
  /** What follows from an element, in the transaction of its page; what is not understood is noted. */
  take(db: Db, element: Element, context: ListContext, notes: Notes): void;
  /** What follows from those of a page that the archive did not know, once all were taken. */
  added?(db: Db, elements: Element[], context: ListContext): void;
}

/** The id of a thing, also one in quotes; undefined for what has none. */
function idIn(said: unknown): number | bigint | undefined {
  const id = isObject(said) ? takeId(said.id) : undefined;
  return id !== undefined && id > 0 ? id : undefined;
}

const withId = (said: Json, id: number | bigint): Json => (said.id === id ? said : { ...said, id });

/** The elements of a page by their ids, and the texts of those that have none, or the id of another one. */
function sortOut(answer: unknown[], raw: string) {
  const texts = elementTexts(raw);
  const byId = new Map<string, Omit<Element, 'kept'>>();
  const odd: string[] = [];
  answer.forEach((said, i) => {
    const text = withoutSecrets(texts[i] ?? '');
    const exact = idIn(said);
    const id = String(exact);
    const twin = byId.get(id);
    if (exact === undefined) odd.push(text);
    else if (!twin) byId.set(id, { id, said: withId(said as Json, exact), text });
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
  const { athleteId, fetchedAt } = context;
  const { elements, odd } = sortOut(answer, raw);
  const notes = new Notes();
  const ids = elements.map(({ id }) => id);
  list.shown?.(db, ids, context);
  if (odd.length > 0) keepPage(db, list, odd, raw, context);
  const taken = elements.map((element): Element => {
    const document = { athleteId, kind: list.kind, item: element.id };
    const kept = keepNews(db, document, element.text, fetchedAt);
    const all = { ...element, kept };
    list.take(db, all, context, notes);
    return all;
  });
  const isNew = ({ kept }: Element) => kept.changed && kept.before === undefined;
  list.added?.(db, taken.filter(isNew), context);
  const known = taken.filter((element) => !isNew(element)).map(({ id }) => id);
  return {
    size: answer.length,
    full: answer.length >= list.pageSize,
    ids,
    known,
    odd: odd.length,
    note: notes.text(),
  };
}

/**
 * A list as a resource: each element is kept and taken by itself, and what has no usable id costs nothing but a note. How
 * its pages follow one another is in `list-readings.ts`.
 */
export function defineList(list: List): AnyResource {
  const { name, scopes } = list;
  return defineResource<unknown[]>({
    name,
    plan: 'list',
    kinds: [list.kind, `${name}_page`],
    ...(scopes && { scopes }),
    request: (_item, page) => list.request(page),
    answer: listAnswer,
    store(db, { key, athleteId, answer, raw, position, fetchedAt, tell }) {
      const page = storePage(db, list, answer, raw, { athleteId, fetchedAt, tell });
      if (key.item === WHOLE) storeNext(db, list, key, page, { position, fetchedAt });
      else storeNewest(db, list, key, page, fetchedAt);
      return undefined;
    },
  });
}
