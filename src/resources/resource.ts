import type { z } from 'zod';
import type { Tx } from '../sqlite/open.ts';
import type { ApiRequest } from '../strava/client.ts';

/** When and for whom a request is considered. */
export interface DueContext {
  athleteId: number;
}

/** A valid answer on its way into the archive. */
export interface Received<Answer> {
  athleteId: number;
  answer: Answer;
  /** The body exactly as received. */
  raw: string;
  /** UTC instant of the answer. */
  fetchedAt: string;
  /** Calendar day of the answer in the zone of the schedule. */
  capturedOn: string;
}

/**
 * One kind of thing that Strava holds and the archive keeps: due → request → store, three parts that meet in plain
 * values. Adding one is a file like `stats.ts` beside this one and a line in `index.ts` (docs/adding-a-resource.md).
 */
export interface Resource<Answer> {
  /** Its name in messages and in `sync_runs.error`. */
  name: string;
  /** The ids to ask for in this pass. */
  due(context: DueContext): number[];
  request(id: number): ApiRequest;
  /** The parts of the answer that the archive relies on; everything else is kept in `raw`. */
  shape(id: number): z.ZodType<Answer>;
  /** Writes the rows, inside a transaction of its own. */
  store(tx: Tx, received: Received<Answer>): void;
}

/** What a {@link Resource} is to code that handles all of them alike. */
export interface AnyResource {
  name: string;
  due(context: DueContext): number[];
  request(id: number): ApiRequest;
  /**
   * Checks an answer. @returns the store step for it.
   * @throws {z.ZodError} when the shape is not what the resource relies on.
   */
  accept(id: number, json: unknown): (tx: Tx, received: Omit<Received<unknown>, 'answer'>) => void;
}

/** Closes over the answer's type, so that a list can hold resources of all types. */
export function defineResource<Answer>(resource: Resource<Answer>): AnyResource {
  const { name, due, request } = resource;
  return {
    name,
    due,
    request,
    accept(id, json) {
      const answer = resource.shape(id).parse(json);
      return (tx, received) => resource.store(tx, { ...received, answer });
    },
  };
}
