import { z } from 'zod';
import type { CoverageKey } from '../archive/coverage.ts';
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

/** A valid answer on its way into the archive. */
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
  /** The parts of the answer that the archive relies on; everything else is kept as received. */
  shape: z.ZodType<Answer>;
  /** The id that an answer gives itself, if it does: it must be the one that was asked for. */
  idOf?(answer: Answer): unknown;
  /** Writes the rows and settles the ledger, inside a transaction of its own. */
  store(db: Db, received: Received<Answer>): void;
  /** Whether this fault is Strava's word that there is no such thing. @returns the reason for the ledger. */
  absent?(fault: StravaFault): string | undefined;
  /** What else follows from that for the ledger, in the same transaction. */
  onAbsent?(db: Db, key: CoverageKey, at: string): void;
  /**
   * Empties the typed tables and gives what is kept, in the order in which Strava said so; each makes its rows again as
   * `store` made them, without a request. Nothing else is touched.
   */
  rebuild?(db: Db): Iterable<Remake>;
}

function wrongId(item: string, input: unknown): z.ZodError {
  return new z.ZodError([{ code: 'custom', path: ['id'], message: `expected ${item}`, input }]);
}

/** What a {@link Resource} is to code that handles all of them alike. */
export interface AnyResource extends Omit<Resource<unknown>, 'shape' | 'idOf' | 'store'> {
  /**
   * Checks an answer. @returns the store step for it.
   * @throws {z.ZodError} when the shape is not what the resource relies on.
   */
  accept(item: string, json: unknown): (db: Db, received: Omit<Received<unknown>, 'answer'>) => void;
}

/** Closes over the answer's type, so that a list can hold resources of all types. */
export function defineResource<Answer>(resource: Resource<Answer>): AnyResource {
  const { shape, idOf, store, ...rest } = resource;
  return {
    ...rest,
    accept(item, json) {
      const answer = shape.parse(json);
      if (idOf && String(idOf(answer)) !== item) throw wrongId(item, idOf(answer));
      return (db, received) => store(db, { ...received, answer });
    },
  };
}
