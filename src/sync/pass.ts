import { retryClosed } from '../archive/closed.ts';
import {
  CLOSED,
  type CoverageKey,
  closedKey,
  findItem,
  recallPlans,
  renewItem,
  settleItem,
} from '../archive/coverage.ts';
import { renewReading } from '../archive/list-lines.ts';
import type { SyncRuns, Trigger } from '../archive/sync-runs.ts';
import { DAY_MS, dayInZone, toInstant } from '../clock.ts';
import { Failure, sentence } from '../errors.ts';
import type { Logger } from '../log.ts';
import { type AnyResource, INTERVAL_MS } from '../resources/resource.ts';
import { type Db, immediate } from '../sqlite/open.ts';
import type { BudgetState } from '../strava/budget.ts';
import type { StravaClient } from '../strava/client.ts';
import { describeDifference, type StravaClock } from '../strava/clock.ts';
import type { Media } from '../strava/media.ts';
import { LAPSED_MS, lapsedUntil, leftAlone } from './lapsed.ts';
import { watchLists } from './list-news.ts';
import { warnOfNotes } from './noted.ts';
import { type AthleteReport, describeFailures, isOfApp, isOfItem, judge } from './outcome.ts';
import { type Candidate, isDue, isSnapshot, type PlannerFacts } from './planner.ts';
import { disconnected } from './runner.ts';
import { introduce } from './telling.ts';
import { type OwnTurn, takeTurn } from './turns.ts';
import { type WorkOptions, work } from './work.ts';

/** What a pass works with. */
export interface PassContext {
  archive: Db;
  runs: SyncRuns;
  /** Strava's: all that a pass writes and plans goes by it. */
  clock: StravaClock;
  log: Logger;
  /** IANA name of the zone of `captured_on`; undefined for that of this machine. */
  zone: string | undefined;
  dataDir: string;
  /** What is archived, in order of priority; the owner may have left some out. */
  resources: readonly AnyResource[];
  /** Those of them that the athlete's permissions allow. */
  permitted(athleteId: number): readonly AnyResource[];
  /** The connected athletes. */
  athleteIds(): number[];
  /** Whether this athlete is connected still. */
  isConnected(athleteId: number): boolean;
  /** From where files come. */
  media: Media;
  /** A client that asks as this athlete, its spending at nothing. */
  clientFor(athleteId: number): StravaClient;
  /** When the next request may go out, epoch milliseconds. */
  budgetOpensAt(): number;
  /** What is used of the request budget. */
  budget(): BudgetState;
  /** How many requests backfill may send now. */
  spendable(): number;
  /** When backfill may send the next one, epoch milliseconds. */
  backfillOpensAt(): number;
  /** Where the client finds the turn that it gives up while it waits for a window. */
  ownTurn: OwnTurn;
}

export interface PassOptions {
  trigger: Trigger;
  /** Only this athlete, and only the snapshots: the proof that `bootstrap` makes. */
  only?: number;
  signal?: AbortSignal | undefined;
  /** Begin no item after so many requests. */
  maxRequests?: number | undefined;
  /** Told before each item. */
  onItem?: (athleteId: number, candidate: Candidate) => void;
  /** Told when a pass of another process has to end first. */
  onWait?: () => void;
}

/** @param failures what failed, in words. */
function logReport(log: Logger, trigger: Trigger, report: AthleteReport, failures: string | undefined): void {
  const { athleteId, outcome, stored, items, failed, requests, retries, error } = report;
  const facts = { athlete: athleteId, trigger, outcome, stored, items, failed, requests, retries };
  const what = trigger === 'backfill' ? 'Backfill' : 'Pass';
  if (outcome === 'ok' && failures !== undefined) {
    log.warn({ ...facts, reason: failures }, `${what} done, but for some items`);
  } else if (error === undefined) {
    log.info(facts, `${what} done`);
  } else if (outcome === 'stopped') {
    log.info(facts, `${what} stopped`);
  } else if (error instanceof Failure) {
    log.warn({ ...facts, reason: sentence(error) }, `${what} ended early`);
  } else {
    log.error({ ...facts, err: error }, `${what} failed unexpectedly`);
  }
}

const notGranted = ({ scopes = [] }: AnyResource) => `not permitted: ${scopes.join(' or ')} was not granted`;

/** Whether a pass is to ask for a snapshot or list by itself. */
function isDueToday(
  { plan, every }: AnyResource,
  key: CoverageKey,
  { archive, clock, zone }: PassContext,
): boolean {
  const closed = findItem(archive, closedKey(key));
  const line = closed ?? findItem(archive, key);
  if (every !== 'day' || !line) return true;
  if (!closed && line.status === 'not_applicable') return true;
  // A list that is being read, or whose page failed, goes on by itself, with the patience of the ledger.
  if (!closed && plan === 'list' && line.status !== 'done') return false;
  const { checkedAt } = line;
  return !checkedAt || dayInZone(Date.parse(checkedAt), zone) !== dayInZone(clock.now(), zone);
}

/** Snapshots and lists are wanted by themselves, in every pass or once a day. */
function renew(context: PassContext, athleteId: number): void {
  const { archive, clock, resources, permitted } = context;
  const allowed = permitted(athleteId);
  immediate(archive, () => {
    for (const resource of resources.filter(({ plan }) => plan !== 'item')) {
      const key = { athleteId, resource: resource.name, item: String(athleteId) };
      if (!allowed.includes(resource)) {
        const at = toInstant(clock.now());
        settleItem(archive, key, { status: 'not_applicable', at, reason: notGranted(resource) });
      } else if (isDueToday(resource, key, context)) {
        renewItem(archive, key);
        renewReading(archive, key);
      }
    }
  });
}

/** No plan reaches further, beside that of a resource that is asked for more seldom by itself. */
const LONGEST_PLAN_MS = 21 * DAY_MS;

/** Asks for what a wrong clock planned, once Strava's is known. */
function recall({ archive, clock, resources }: PassContext, athleteId: number): void {
  immediate(archive, () => {
    recallPlans(archive, { athleteId, resource: CLOSED }, toInstant(clock.now() + 2 * DAY_MS));
    for (const { name: resource, every = 'pass' } of resources) {
      const longest = Math.max(LONGEST_PLAN_MS, 1.5 * INTERVAL_MS[every]);
      recallPlans(archive, { athleteId, resource }, toInstant(clock.now() + longest));
    }
  });
}

/** What a stretch of work asks of {@link runStretch}. */
export interface Stretch {
  trigger: Trigger;
  goesOn: WorkOptions['goesOn'];
  /** The same for files, which cost nothing of the budget; as `goesOn` without it. */
  goesOnWithFiles?: WorkOptions['goesOn'];
  /** When to go on with what is left, epoch milliseconds; undefined when nothing is, or for the next pass to say. */
  resumeAt?: (verdict: Pick<AthleteReport, 'outcome'>) => number | undefined;
}

/** A stretch of work for one athlete, with its row in `sync_runs`. */
export async function runStretch(
  context: PassContext,
  athleteId: number,
  stretch: Stretch & { client: StravaClient },
  options: Pick<PassOptions, 'signal' | 'onItem'>,
): Promise<AthleteReport> {
  const { archive, media, runs, clock, zone, log, budgetOpensAt } = context;
  const resources = context.permitted(athleteId);
  const { client, goesOn, goesOnWithFiles = goesOn, trigger } = stretch;
  const began = { at: clock.now(), ahead: clock.ahead };
  const run = runs.start(athleteId, trigger, began.at);
  const runner = {
    ...{ athleteId, client, media, archive, resources, zone, signal: options.signal },
    now: () => clock.now(),
    isConnected: () => context.isConnected(athleteId),
  };
  const onItem = (candidate: Candidate) => options.onItem?.(athleteId, candidate);
  const tellLists = watchLists(archive, athleteId, log);
  const isAffordable = () => context.spendable() > 0;
  introduce({ db: archive, athleteId, now: toInstant(clock.now()) }, resources);
  const done = await work(runner, { goesOn, goesOnWithFiles, isAffordable, budgetOpensAt, onItem });
  const { stored, items, failures, ended } = done;
  tellLists();
  const puzzling = warnOfNotes(archive, log, athleteId, done.noted);
  for (const { resource, reason } of done.closed)
    log.warn({ athlete: athleteId, resource, reason }, 'Strava gives nothing of it; it is asked once a day');
  const verdict = judge(stored, failures, ended);
  const isLapsed = verdict.outcome === 'inactive';
  const resumeAt = verdict.resumeAt ?? (isLapsed ? clock.now() + LAPSED_MS : stretch.resumeAt?.(verdict));
  const report = {
    athleteId,
    stored,
    items,
    failed: failures.filter(({ isSingle, error }) => isSingle && isOfItem(error)).length,
    ...(puzzling.length > 0 && { puzzling }),
    ...(done.closed.length > 0 && { closed: done.closed }),
    ...client.spending,
    ...verdict,
    ...(resumeAt ? { resumeAt } : {}),
  };
  const error = describeFailures(failures);
  // Begun before an answer told the time.
  const startedAt = began.at + clock.ahead - began.ahead;
  runs.finish(run, { ...report, startedAt, error }, clock.now());
  logReport(log, trigger, report, error);
  return report;
}

/** Nothing is written for somebody who was disconnected while others had their turn. */
function notConnected(athleteId: number): AthleteReport {
  return {
    ...{ athleteId, stored: [], items: 0, failed: 0, requests: 0, retries: 0 },
    ...judge([], [], disconnected(athleteId)),
  };
}

/** Runs `one` for each athlete, up to a fault that is the app's and would meet the next one just the same. */
export async function forEachAthlete(
  athleteIds: number[],
  one: (athleteId: number) => Promise<AthleteReport>,
): Promise<AthleteReport[]> {
  const reports: AthleteReport[] = [];
  for (const athleteId of athleteIds) {
    const report = await one(athleteId);
    reports.push(report);
    const { error } = report;
    if (error !== undefined && !isOfItem(error) && isOfApp(error)) break;
  }
  return reports;
}

/**
 * A pass over the connected athletes, one at a time across processes: snapshots, the newest page of the list and
 * whatever is new. Athletes whom another process has just archived while this one waited are left out: their
 * requests were spent already.
 * @throws {Failure} `archive` when the outcome cannot be written; the signal's reason while waiting.
 */
export async function runPass(context: PassContext, options: PassOptions): Promise<AthleteReport[]> {
  const { dataDir, clock, runs } = context;
  const { signal, onWait, only, trigger, maxRequests = Number.POSITIVE_INFINITY } = options;
  const { athleteIds } = context;
  const goodBefore = new Map<number, number | undefined>();
  using turn = await takeTurn(dataDir, {
    clock,
    signal,
    onWait: () => {
      for (const id of athleteIds()) goodBefore.set(id, runs.lastOk(id)?.id);
      onWait?.();
    },
  });
  context.ownTurn.current = turn;
  runs.closeInterrupted(clock.now());
  const isFresh = (id: number) => goodBefore.has(id) && runs.lastOk(id)?.id !== goodBefore.get(id);
  const due = only === undefined ? athleteIds().filter((id) => !isFresh(id)) : [only];
  // A person who connects looks on, and may have mended it.
  const lapsed = trigger === 'bootstrap' ? undefined : lapsedUntil(runs, clock.now());
  const reports = await forEachAthlete(due, async (athleteId) => {
    if (lapsed !== undefined) return leftAlone(athleteId, lapsed, context.zone);
    if (!context.isConnected(athleteId)) return notConnected(athleteId);
    // Who connects anew may have granted more.
    if (trigger === 'bootstrap')
      immediate(context.archive, () => void retryClosed(context.archive, athleteId));
    renew(context, athleteId);
    const client = context.clientFor(athleteId);
    const isWanted = only === undefined ? isDue : isSnapshot;
    const goesOn = (candidate: Candidate, facts: PlannerFacts) =>
      isWanted(candidate, facts) && client.spending.requests < maxRequests;
    const report = await runStretch(context, athleteId, { trigger, client, goesOn }, options);
    recall(context, athleteId);
    return report;
  });
  const difference = describeDifference(clock, context.zone);
  if (difference) context.log.warn({ seconds: Math.round(clock.ahead / 1_000) }, difference);
  return reports;
}
