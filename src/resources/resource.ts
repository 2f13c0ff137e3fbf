import type { CoverageKey } from '../archive/coverage.ts';
import { takeId } from '../archive/taking.ts';
import { isObject, type Json } from '../json.ts';
import type { Db } from '../sqlite/open.ts';
import type { ApiRequest } from '../strava/client.ts';
import type { StravaFault } from '../strava/fault.ts';
import type { Remake } from './remake.ts';

/**
 * When a resource is asked for: a `snapshot` and the first page of a `list` in every pass, an `item` when the
 * ledger says so.
 */
export type Plan = 'snapshot' | 'list' | 'item';

/**
 * Which items come before their turn: `due` ones in every pass, whatever they cost, so there must be few of them (gear);
 * `visible` ones before the rest of what is old, until the archive shows something. All others come by their date.
 */
export type Rank = 'due' | 'visible';

/** The second shows private activities too (https://developers.strava.com/docs/authentication/). */
export const ACTIVITY_SCOPES = ['activity:read', 'activity:read_all'];

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
  /** The body exactly as received. */
  raw: string;
  /** UTC instant of the answer. */
  fetchedAt: string;
  /** Calendar day of the answer in the zone of the schedule. */
  capturedOn: string;
}

/**
 * One kind of thing that Strava holds and the archive keeps: plan → request → store, three parts that meet in plain
 * values. Adding one is a file like `gear.ts` beside this one and a line in `index.ts` (docs/adding-a-resource.md).
 */
export interface Resource<Answer> {
  /** Its name in the ledger, in `ARCHIVE` and in messages. */
  name: string;
  plan: Plan;
  rank?: Rank;
  /** Scopes of which one must be granted; without any, it is not asked for. */
  scopes?: readonly string[];
  /** @param position the page, for a list. */
  request(item: string, position: number): ApiRequest;
  /**
   * Takes JSON for an answer to what was asked for; odd values in it are no reason not to.
   * @throws {NoAnswer} for JSON of another kind, with another id, or of something poorer.
   */
  answer(json: unknown, item: string): Answer;
  /**
   * Keeps the answer, makes the rows that can be made of it, and settles the ledger with a note of what was not
   * understood, inside a transaction of its own.
   */
  store(db: Db, received: Received<Answer>): void;
  /** Whether this fault is Strava's word that there is no such thing. @returns the reason for the ledger, once it is proven. */
  absent?(fault: StravaFault): string | undefined;
  /** Whether something of it is archived, which then stays so; without it, nothing ever is. */
  isArchived?(db: Db, key: CoverageKey): boolean;
  /** What follows for the ledger when something that is not archived is missing for the first time. */
  onMissing?(db: Db, key: CoverageKey, at: string): void;
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

/** The JSON as an object with the id that was asked for, be it in quotes. @throws {NoAnswer} for anything else. */
export function answerOfItem(json: unknown, item: string): Json {
  const answer = objectAnswer(json);
  if (answer.id !== item && String(takeId(answer.id)) !== item) throw new NoAnswer('id', `expected ${item}`);
  return answer;
}

/** What a {@link Resource} is to code that handles all of them alike. */
export interface AnyResource extends Omit<Resource<unknown>, 'answer' | 'store'> {
  /** @returns the store step for an answer. @throws {NoAnswer} for JSON that is no answer to what was asked for. */
  accept(item: string, json: unknown): (db: Db, received: Omit<Received<unknown>, 'answer'>) => void;
}

/** Closes over the answer's type, so that a list can hold resources of all types. */
export function defineResource<Answer>(resource: Resource<Answer>): AnyResource {
  const { answer: take, store, ...rest } = resource;
  return {
    ...rest,
    accept(item, json) {
      const answer = take(json, item);
      return (db, received) => store(db, { ...received, answer });
    },
  };
}
