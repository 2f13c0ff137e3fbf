import { type CoverageKey, settleItem } from '../archive/coverage.ts';
import { exactId } from '../archive/taking.ts';
import type { Wanted } from '../archive/wanted.ts';
import { DAY_MS, toInstant } from '../clock.ts';
import { isObject, type Json } from '../json.ts';
import type { Db } from '../sqlite/open.ts';
import type { Reader } from '../sqlite/read.ts';
import type { ApiRequest } from '../strava/client.ts';
import type { Remake } from './remake.ts';

/** What it is: one thing of an athlete, a list of things, or one of many things. */
export type Plan = 'snapshot' | 'list' | 'item';

/**
 * How often it is asked for by itself. A snapshot or the newest page of a list: in every pass, or in the first pass of a
 * calendar day. An item: so long after each answer, beside what the ledger says; without it, never by itself.
 */
export type Every = 'pass' | 'day' | 'week' | 'month';

/** How long that is for an item. */
export const INTERVAL_MS: Record<Every, number> = {
  pass: 0,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
};

/**
 * Which items come before or after their turn. Those of the last days always come first, whatever they are, and all
 * others by their date. `due` ones, which have none, come in every pass as long as the reserve of the budget is not
 * touched, so there must be few of them (gear); `visible` ones before the rest of what is old, until the archive shows
 * something; `extra` ones after the rest.
 */
export type Rank = 'due' | 'visible' | 'extra';

/** The most of a list that Strava gives at once. */
export const PAGE_SIZE = 200;

/** Shows private activities too (https://developers.strava.com/docs/authentication/). */
export const SEES_PRIVATE = 'activity:read_all';
export const ACTIVITY_SCOPES = ['activity:read', SEES_PRIVATE];

/** Which answer speaks of an activity: less is known from the list than from its own address. */
export type ToldBy = 'list' | 'detail';

/**
 * How the whole of a list is seen again and again, since what happens to older things shows nowhere else: a reading begins
 * so long after the last one ended, a page in each pass, and what is left of it is read at once where the last one is older.
 */
export interface Sweep {
  restsMs: number;
  withinMs: number;
}

/** How an answer tells the ledger of things that other resources ask for. */
export interface Telling {
  /** Tells of activities, and of the segments that they name. */
  activities(said: readonly Json[], by: ToldBy): void;
  /** Tells that these activities are there (again), whatever spoke for their absence. */
  shown(ids: readonly string[]): void;
  /** Tells that a list which should show these activities does not: they are asked for by themselves. */
  lacking(ids: readonly string[]): void;
}

/** An answer to what was asked for, on its way into the archive. */
export interface Received<Answer> {
  /** Its line in the ledger. */
  key: CoverageKey;
  athleteId: number;
  /** Strava's id of what was asked for. */
  item: string;
  /** The page, for a list. */
  position: number;
  answer: Answer;
  /** The body exactly as received; of several pages, their elements as one list. */
  raw: string;
  /** Whether the last of several pages was empty: Strava has no more, whatever it counts. */
  reachedEnd?: boolean;
  /** UTC instant of the answer. */
  fetchedAt: string;
  /** Calendar day of the answer in the zone of the schedule. */
  capturedOn: string;
  /** How the whole of a list is seen again. */
  sweep: Sweep;
  /** What was before that (UTC instant) is not kept; undefined where all is. */
  keptSince?: string | undefined;
  /** Whether a list may leave out what is private, since the athlete has not granted `allWith`. */
  leavesOut?: boolean;
  tell: Telling;
}

/** What the ledger says of an item once its answer is stored. */
export interface Stored {
  /** What of the answer was not understood: null if all was, undefined to leave the note as it is. */
  note: string | null | undefined;
  /** When to ask again (UTC instant), where `every` does not say it. */
  nextTryAt?: string | undefined;
  /** The item's own date (UTC instant), where the answer tells it. */
  itemDate?: string | null;
  /** What the ledger is to remember until the next answer (`reading`). */
  memory?: string | null;
}

/** How an item comes that Strava gives by pages. They are asked for one after the other, and stored together. */
export interface Paging {
  /** How many elements there should be by what is known; pages are asked for until so many came, or none. */
  expected(db: Db, item: string): number;
  /** The query for the page behind these elements; undefined when there is no way to ask for it. */
  next(elements: readonly unknown[], page: number): ApiRequest['query'] | undefined;
}

/**
 * One kind of thing that Strava holds and the archive keeps: plan → request → store, three parts that meet in plain
 * values. Adding one is a file like `gear.ts` beside this one and a line in `index.ts` (docs/adding-a-resource.md).
 */
export interface Resource<Answer> {
  /** Its name in the ledger, in `ARCHIVE` and in messages. */
  name: string;
  plan: Plan;
  /** In every pass by default for a snapshot and a list. */
  every?: Every;
  rank?: Rank;
  /** Whether it is archived only when `ARCHIVE` names it. */
  optional?: boolean;
  /** Scopes of which one must be granted; without any, it is not asked for. */
  scopes?: readonly string[];
  /** Of a list, the scope without which it leaves out what is private. */
  allWith?: string;
  /** The kinds of document that it keeps; the first is its answer, of each item. */
  kinds?: readonly string[];
  /** How it comes: JSON unless it says otherwise; a `file`, which the answer then tells of, outside of the API. */
  reads?: 'json' | 'text' | 'file';
  /** Where a file is by what is archived: asked for without a token, instead of `request`. */
  address?(db: Db, item: string): string | undefined;
  /** The list that names its items: one that is missing lets the list be doubted. */
  listedBy?: string;
  /** Whether each activity, or each segment of an effort, may have one with its id, as {@link wanted} says. */
  of?: 'activity' | 'segment';
  /** What an activity, or a segment, says of it; undefined for nothing. */
  wanted?(said: Json, by: ToldBy): Wanted | undefined;
  /** Whether what is archived is read again in a slow round, since nothing tells of all that changes in it. */
  rereads?: boolean;
  /** It is asked for again no sooner after an answer, milliseconds. */
  restsMs?: number;
  /** @param position the page, for a list. */
  request(item: string, position: number): ApiRequest;
  /** How one item comes by pages, each a JSON array. */
  pages?: Paging;
  /**
   * Takes JSON (or text) for an answer to what was asked for; odd values in it are no reason not to.
   * @throws {NoAnswer} for JSON of another kind, with another id, or of something poorer.
   */
  answer(json: unknown, item: string): Answer;
  /**
   * Keeps the answer and makes the rows that can be made of it, inside a transaction of its own.
   * @returns what the ledger is to say; undefined when that is said already.
   */
  store(db: Db, received: Received<Answer>): Stored | undefined;
  /** Whether Strava's "not found" means that there is no such thing: the reason for the ledger, once it is proven. */
  absent?: string;
  /** What follows for what is archived once that is proven. @param at since when (UTC instant). */
  onGone?(db: Db, key: CoverageKey, at: string): void;
  /** Whether something of it is archived, which then stays so; by default, whether its document is kept. */
  isArchived?(db: Db, key: CoverageKey): boolean;
  /** The newest answer as JSON, where it is not in the documents. */
  show?(db: Reader, item: string): string | undefined;
  /**
   * Empties the typed tables and gives what is kept, in the order in which Strava said so; each makes its rows again as
   * `store` made them, without a request. Nothing else is touched.
   */
  rebuild?(db: Db): Iterable<Remake>;
}

/** JSON that is no answer to what was asked for. */
export class NoAnswer extends Error {
  override name = 'NoAnswer';

  /** @param where the place of what is wrong. */
  constructor(where: string, message: string) {
    super(`${where}: ${message}`);
  }
}

/** The JSON as an object. @throws {NoAnswer} for anything else. */
export function objectAnswer(json: unknown): Json {
  if (!isObject(json)) throw new NoAnswer('answer', 'expected an object');
  return json;
}

/** The JSON as a list, whatever is in it. @throws {NoAnswer} for anything else. */
export function listAnswer(json: unknown): unknown[] {
  if (!Array.isArray(json)) throw new NoAnswer('answer', 'expected a list');
  return json;
}

/** The JSON as an object with the id that was asked for, be it in quotes. @throws {NoAnswer} for anything else. */
export function answerOfItem(json: unknown, item: string): Json {
  const answer = objectAnswer(json);
  if (answer.id !== item && String(exactId(answer)) !== item) throw new NoAnswer('id', `expected ${item}`);
  return answer;
}

/** The same of a thing in full: less must not overwrite it. 3 is Strava's word for that. @throws {NoAnswer} for less. */
export function answerInFull(json: unknown, item: string): Json {
  const answer = answerOfItem(json, item);
  if (!(Number(answer.resource_state) >= 3)) throw new NoAnswer('resource_state', 'expected 3');
  return answer;
}

/** What a {@link Resource} is to code that handles all of them alike. */
export interface AnyResource extends Omit<Resource<unknown>, 'answer' | 'store'> {
  /**
   * @returns the step that stores an answer and settles its line in the ledger.
   * @throws {NoAnswer} for JSON that is no answer to what was asked for.
   */
  accept(item: string, json: unknown): (db: Db, received: Omit<Received<unknown>, 'answer'>) => void;
}

/** Closes over the answer's type, so that a list can hold resources of all types. */
export function defineResource<Answer>(resource: Resource<Answer>): AnyResource {
  const { answer: take, store, ...rest } = resource;
  const interval = rest.plan === 'item' && rest.every ? INTERVAL_MS[rest.every] : undefined;
  return {
    ...rest,
    accept(item, json) {
      const answer = take(json, item);
      return (db, received) => {
        const stored = store(db, { ...received, answer });
        if (!stored) return;
        const { key, fetchedAt: at } = received;
        const byItself = interval === undefined ? undefined : toInstant(Date.parse(at) + interval);
        settleItem(db, key, { status: 'done', at, ...stored, nextTryAt: stored.nextTryAt ?? byItself });
      };
    },
  };
}
