import { z } from 'zod';
import { dayInZone, toInstant } from '../clock.ts';
import { StravaFault } from '../http/fault.ts';
import type { AnyResource } from '../resources/resource.ts';
import { type Db, immediate } from '../sqlite/open.ts';
import type { StravaClient } from '../strava/client.ts';
import { beginning } from '../strava/json.ts';

/** What one item needs: from whom, into where, and the zone of `captured_on`. */
export interface RunnerContext {
  athleteId: number;
  client: StravaClient;
  archive: Db;
  zone: string;
  signal?: AbortSignal | undefined;
}

function accept(resource: AnyResource, id: number, what: string, answer: { json: unknown; raw: string }) {
  try {
    return resource.accept(id, answer.json);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const issue = error.issues[0];
    const where = issue?.path.join('.') || 'answer';
    const detail = `${where}: ${issue?.message}, ${beginning(answer.raw)}`;
    throw new StravaFault('wrong_shape', what, { detail, cause: error });
  }
}

/**
 * One item: fetch, check, one transaction.
 * @throws {StravaFault} what Strava did instead; {@link Failure} `archive` when the rows cannot be written.
 */
export async function runItem(resource: AnyResource, id: number, context: RunnerContext): Promise<void> {
  const { athleteId, client, archive, zone, signal } = context;
  const request = resource.request(id);
  const answer = await client.get(request, signal);
  const store = accept(resource, id, `GET ${request.path}`, answer);
  const fetchedAt = toInstant(answer.fetchedAt);
  const capturedOn = dayInZone(answer.fetchedAt, zone);
  immediate(archive, (tx) => store(tx, { athleteId, raw: answer.raw, fetchedAt, capturedOn }));
}
