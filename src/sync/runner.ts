import { missItem } from '../archive/absence.ts';
import { leaveClosed, openResource } from '../archive/closed.ts';
import { type CoverageKey, failItem } from '../archive/coverage.ts';
import { dayInZone, toInstant } from '../clock.ts';
import { Failure } from '../errors.ts';
import { beginning } from '../json.ts';
import { command } from '../package.ts';
import { isArchived } from '../resources/archived.ts';
import { type AnyResource, NoAnswer, type Sweep } from '../resources/resource.ts';
import { Sqlite } from '../sqlite/driver.ts';
import { isOutside } from '../sqlite/failure.ts';
import { type Db, immediate } from '../sqlite/open.ts';
import type { ApiAnswer, StravaClient } from '../strava/client.ts';
import { StravaFault } from '../strava/fault.ts';
import { describeMedia, type Media } from '../strava/media.ts';
import { isOfItem, isRefusal } from './outcome.ts';
import { readOn } from './pages.ts';
import type { Candidate } from './planner.ts';
import { tellingOf } from './telling.ts';

/** What one item needs: from whom, into where, and the zone of `captured_on`. */
export interface RunnerContext {
  athleteId: number;
  client: StravaClient;
  /** From where files come. */
  media: Media;
  archive: Db;
  /** What is archived of them. */
  resources: readonly AnyResource[];
  zone: string | undefined;
  /** How the whole of a list is seen again. */
  sweep: Sweep;
  /** What was before that (UTC instant) is not kept; undefined where all is. */
  keptSince(): string | undefined;
  /** Epoch milliseconds. */
  now(): number;
  /** Whether the athlete is connected still. */
  isConnected(): boolean;
  /** Whether they have granted a scope. */
  isGranted(scope: string): boolean;
  signal?: AbortSignal | undefined;
}

// Of what an error says; the document or the log has the rest.
const LONGEST_DETAIL = 300;

/** What ends a pass over somebody who was disconnected meanwhile. */
export const disconnected = (athleteId: number) =>
  new Failure(
    'not_connected',
    `Athlete ${athleteId} was disconnected meanwhile, so nothing more is archived of them.`,
    `Run ${command('bootstrap')} to connect them again.`,
  );

/**
 * A transaction on the archive of an athlete who is connected still: whoever disconnects somebody deletes the pair first.
 * @throws {Failure} `not_connected`.
 */
export function write({ archive, athleteId, isConnected }: RunnerContext, work: () => void): void {
  immediate(archive, () => {
    if (!isConnected()) throw disconnected(athleteId);
    work();
  });
}

function accept(resource: AnyResource, item: string, what: string, { json, raw }: ApiAnswer) {
  try {
    return resource.accept(item, resource.reads === 'text' ? raw : json);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw new StravaFault('wrong_shape', what, {
      detail: `${error.message}, ${beginning(raw)}`,
      cause: error,
    });
  }
}

/** What the file or the person did is theirs; all else between an answer and its commit is of that answer. */
function isOfAnswer(error: unknown): boolean {
  if (!(error instanceof Failure)) return true;
  return error.cause instanceof Sqlite.SqliteError && !isOutside(error.cause);
}

/** An answer that cannot be stored is an odd one, be it for a table that refuses it or a mistake of ours. */
function asShapeFault(error: unknown, what: string): unknown {
  if (error instanceof StravaFault || !isOfAnswer(error)) return error;
  const cause = error instanceof Failure ? error.cause : error;
  const detail = (cause instanceof Error ? cause.message : String(cause)).slice(0, LONGEST_DETAIL);
  return new StravaFault('wrong_shape', what, { detail, cause });
}

/** The line of an item in the ledger. */
export const keyOf = ({ resource, item }: Candidate, { athleteId }: RunnerContext): CoverageKey => ({
  athleteId,
  resource: resource.name,
  item,
});

/** A file as an answer. */
async function askForFile(url: string | undefined, { media, signal }: RunnerContext) {
  const what = describeMedia(url ?? '');
  if (url === undefined) throw new StravaFault('not_found', what, { of: 'media' });
  const { file, fetchedAt } = await media.get(url, signal);
  return { what, answer: { json: file, raw: '', fetchedAt, reachedEnd: false } };
}

async function ask(candidate: Candidate, context: RunnerContext) {
  const { resource, item, position } = candidate;
  const { archive, client, signal } = context;
  const { address, pages, reads } = resource;
  if (address) return askForFile(address(archive, item), context);
  const request = resource.request(item, position);
  const first = await client.get(request, { signal, as: reads === 'text' ? 'text' : 'json' });
  const one = { ...first, reachedEnd: false };
  const answer = pages ? await readOn(candidate, pages, first, context) : one;
  return { what: `GET ${request.path}`, answer };
}

/** Asks for one item and checks the answer. @returns what was asked, for messages, and the step that stores the answer. */
export async function fetchItem(candidate: Candidate, context: RunnerContext) {
  const { resource, item, position } = candidate;
  const { athleteId, zone, sweep } = context;
  const { allWith } = resource;
  const key = keyOf(candidate, context);
  const { what, answer } = await ask(candidate, context);
  const { raw, reachedEnd } = answer;
  try {
    const store = accept(resource, item, what, answer);
    const fetchedAt = toInstant(answer.fetchedAt);
    const capturedOn = dayInZone(answer.fetchedAt, zone);
    const leavesOut = allWith !== undefined && !context.isGranted(allWith);
    const at = { position, raw, reachedEnd, fetchedAt, capturedOn, leavesOut };
    const received = { key, athleteId, item, ...at, sweep, keptSince: context.keptSince() };
    const tell = (db: Db) => tellingOf({ db, athleteId, now: fetchedAt }, context.resources);
    return { what, store: (db: Db) => store(db, { ...received, tell: tell(db) }) };
  } catch (error) {
    throw asShapeFault(error, what);
  }
}

async function fetchAndStore(candidate: Candidate, context: RunnerContext): Promise<void> {
  const { what, store } = await fetchItem(candidate, context);
  const { archive, now } = context;
  try {
    write(context, () => {
      store(archive);
      if (candidate.scout) openResource(archive, keyOf(candidate, context), toInstant(now()));
    });
  } catch (error) {
    throw asShapeFault(error, what);
  }
}

/** Strava's word that it does not have this item, as far as the fault is one. */
export function missingOf(candidate: Candidate, context: RunnerContext, error: unknown) {
  const { resource } = candidate;
  const { absent: reason } = resource;
  if (reason === undefined || !(error instanceof StravaFault)) return undefined;
  const { fault, status: httpStatus } = error;
  if (fault !== 'not_found' || !isOfItem(error)) return undefined;
  return {
    reason,
    fault,
    httpStatus,
    isArchived: isArchived(context.archive, resource, keyOf(candidate, context)),
  };
}

/** Notes a fault as the item's own. */
export function chargeItem(candidate: Candidate, context: RunnerContext, error: StravaFault): void {
  const { fault, status: httpStatus, message: reason } = error;
  const { archive, now } = context;
  const key = keyOf(candidate, context);
  // What is archived stays so, though it is not given any more.
  const isKept = () => isRefusal(error) && isArchived(archive, candidate.resource, key);
  write(context, () => {
    if (candidate.scout) {
      leaveClosed(archive, key, toInstant(now()));
      return;
    }
    const missing = missingOf(candidate, context, error);
    if (missing) missItem(archive, key, { ...missing, reason }, now());
    else failItem(archive, key, { fault, reason, httpStatus, isArchived: isKept() }, now());
  });
}

/**
 * One item: fetch, check, one transaction with its line in the ledger.
 * @throws {StravaFault} what Strava did instead, noted in the ledger if it is the item's own fault;
 *   {@link Failure} `archive` when the rows cannot be written.
 */
export async function runItem(candidate: Candidate, context: RunnerContext): Promise<void> {
  try {
    await fetchAndStore(candidate, context);
  } catch (error) {
    if (error instanceof StravaFault && isOfItem(error)) chargeItem(candidate, context, error);
    throw error;
  }
}
