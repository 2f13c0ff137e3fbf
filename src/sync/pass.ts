import type { SyncRuns, Trigger } from '../archive/sync-runs.ts';
import { type Clock, toInstant } from '../clock.ts';
import { Failure, sentence } from '../errors.ts';
import { StravaFault } from '../http/fault.ts';
import type { Logger } from '../log.ts';
import { resources } from '../resources/index.ts';
import type { Db } from '../sqlite/open.ts';
import { waitForLock } from '../sqlite/process-lock.ts';
import type { StravaClient } from '../strava/client.ts';
import { BudgetSpent } from '../strava/gate.ts';
import {
  type AthleteReport,
  describeFailures,
  type ItemFailure,
  isOfApp,
  isOfItem,
  judge,
} from './outcome.ts';
import { type RunnerContext, runItem } from './runner.ts';

/** What a pass works with. */
export interface PassContext {
  archive: Db;
  runs: SyncRuns;
  clock: Clock;
  log: Logger;
  zone: string;
  dataDir: string;
  /** The connected athletes. */
  athleteIds(): number[];
  /** A client that asks as this athlete, its spending at nothing. */
  clientFor(athleteId: number): StravaClient;
  /** When the next request may go out, epoch milliseconds. */
  budgetOpensAt(): number;
}

export interface PassOptions {
  trigger: Trigger;
  /** Only this athlete, at `bootstrap`. */
  only?: number;
  signal?: AbortSignal | undefined;
  /** Told before each item and at the end. */
  onProgress?: (progress: Progress) => void;
  /** Told when a pass of another process has to end first. */
  onWait?: () => void;
}

export interface Progress {
  athleteId: number;
  /** What is asked for now; undefined at the end. */
  resource: string | undefined;
  done: number;
  total: number;
}

interface Work {
  stored: string[];
  failures: ItemFailure[];
}

/** A 429 that outlasted its wait is the budget's matter, not the item's. */
function asBudget(error: unknown, context: PassContext): unknown {
  const limited = error instanceof StravaFault && error.fault === 'rate_limited';
  return limited ? new BudgetSpent(context.budgetOpensAt()) : error;
}

async function runItems(context: PassContext, runner: RunnerContext, options: PassOptions): Promise<Work> {
  const { athleteId } = runner;
  const items = resources.flatMap((resource) => resource.due({ athleteId }).map((id) => ({ resource, id })));
  const stored: string[] = [];
  const failures: ItemFailure[] = [];
  for (const [done, { resource, id }] of items.entries()) {
    options.onProgress?.({ athleteId, resource: resource.name, done, total: items.length });
    try {
      await runItem(resource, id, runner);
      stored.push(resource.name);
    } catch (caught) {
      const error = asBudget(caught, context);
      failures.push({ resource: resource.name, error });
      if (!isOfItem(error)) break;
    }
  }
  options.onProgress?.({ athleteId, resource: undefined, done: stored.length, total: items.length });
  return { stored, failures };
}

function logReport(log: Logger, report: AthleteReport): void {
  const { athleteId, outcome, stored, requests, retries, error } = report;
  const facts = { athlete: athleteId, outcome, stored, requests, retries };
  if (error === undefined) {
    log.info(facts, 'Pass done');
  } else if (outcome === 'stopped') {
    log.info(facts, 'Pass stopped');
  } else if (error instanceof Failure) {
    log.warn({ ...facts, reason: sentence(error) }, 'Pass ended early');
  } else {
    log.error({ ...facts, err: error }, 'Pass failed unexpectedly');
  }
}

/** One athlete's pass: every due item, each in its own transaction, and a row in `sync_runs`. */
async function runAthlete(
  context: PassContext,
  athleteId: number,
  options: PassOptions,
): Promise<AthleteReport> {
  const { archive, runs, clock, zone, log } = context;
  const client = context.clientFor(athleteId);
  const run = runs.start(athleteId, options.trigger, clock.now());
  const runner = { athleteId, client, archive, zone, signal: options.signal };
  const { stored, failures } = await runItems(context, runner, options);
  const report = { athleteId, stored, ...client.spending, ...judge(stored, failures) };
  runs.finish(run, { ...report, error: describeFailures(failures) }, clock.now());
  logReport(log, report);
  return report;
}

async function runAthletes(
  context: PassContext,
  athleteIds: number[],
  options: PassOptions,
): Promise<AthleteReport[]> {
  const reports: AthleteReport[] = [];
  for (const athleteId of athleteIds) {
    const report = await runAthlete(context, athleteId, options);
    reports.push(report);
    // A fault that is the app's, not the athlete's, would meet the next one just the same.
    const { error } = report;
    if (error !== undefined && !isOfItem(error) && isOfApp(error)) break;
  }
  return reports;
}

/**
 * A pass over the connected athletes, one at a time across processes. Athletes whom another process has
 * just archived while this one waited are left out: their requests were spent already.
 * @throws {Failure} `archive` when the outcome cannot be written; the signal's reason while waiting.
 */
export async function runPass(context: PassContext, options: PassOptions): Promise<AthleteReport[]> {
  const { dataDir, clock, runs } = context;
  const { signal, onWait, only } = options;
  const askedAt = toInstant(clock.now());
  let waited = false;
  using _lock = await waitForLock(dataDir, 'pass', {
    clock,
    signal,
    onWait: () => {
      waited = true;
      onWait?.();
    },
  });
  runs.closeInterrupted(clock.now());
  if (only !== undefined) return await runAthletes(context, [only], options);
  const isFresh = (id: number) => waited && (runs.lastOk(id)?.finishedAt ?? '') >= askedAt;
  const due = context.athleteIds().filter((id) => !isFresh(id));
  // Awaited here, so that the lock is held to the end.
  return await runAthletes(context, due, options);
}
