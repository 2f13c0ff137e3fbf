import type { Trigger } from '../archive/sync-runs.ts';
import { toInstant } from '../clock.ts';
import { Failure, sentence } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { StravaClient } from '../strava/client.ts';
import type { PassContext, PassOptions } from './context.ts';
import { SWEEPS, settleDeleted } from './deleted.ts';
import { LAPSED_MS } from './lapsed.ts';
import { watchLists } from './list-news.ts';
import { warnOfNotes } from './noted.ts';
import { type AthleteReport, describeFailures, isOfItem, judge } from './outcome.ts';
import type { Candidate } from './planner.ts';
import { keptSince } from './retention.ts';
import { introduce } from './telling.ts';
import { type Steps, type WorkOptions, work } from './work.ts';

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

/** What a stretch of work asks of {@link runStretch}. */
export interface Stretch {
  trigger: Trigger;
  goesOn: WorkOptions['goesOn'];
  /** The same for files, which cost nothing of the budget; as `goesOn` without it. */
  goesOnWithFiles?: WorkOptions['goesOn'];
  /** As {@link WorkOptions}. */
  rereadDays?: WorkOptions['rereadDays'];
  /** When to go on with what is left, epoch milliseconds; undefined when nothing is, or for the next pass to say. */
  resumeAt?: (verdict: Pick<AthleteReport, 'outcome'>) => number | undefined;
}

/** Clients of several athletes, and how many requests they have sent together. */
export function spendingOf({ clientFor }: Pick<PassContext, 'clientFor'>) {
  const clients: StravaClient[] = [];
  return {
    clientFor(athleteId: number): StravaClient {
      const client = clientFor(athleteId);
      clients.push(client);
      return client;
    },
    requests: () => clients.reduce((sum, { spending }) => sum + spending.requests, 0),
  };
}

/** A stretch of work for one athlete, item by item, with its row in `sync_runs`. */
export async function* runStretch(
  context: PassContext,
  athleteId: number,
  stretch: Stretch & { client: StravaClient },
  options: Pick<PassOptions, 'signal' | 'onItem'>,
): Steps<AthleteReport> {
  const { archive, media, runs, clock, zone, log, budgetOpensAt } = context;
  const resources = context.permitted(athleteId);
  const { client, goesOn, goesOnWithFiles = goesOn, trigger, rereadDays } = stretch;
  const began = { at: clock.now(), ahead: clock.ahead };
  const run = runs.start(athleteId, trigger, began.at);
  const runner = {
    ...{ athleteId, client, media, archive, resources, zone, signal: options.signal },
    ...{ sweep: SWEEPS[context.onDeleted], keptSince: () => keptSince(context) },
    now: () => clock.now(),
    isConnected: () => context.isConnected(athleteId),
    isGranted: (scope: string) => context.grantedSince(athleteId, scope) !== undefined,
  };
  const onItem = (candidate: Candidate) => options.onItem?.(athleteId, candidate);
  const tellLists = watchLists(archive, athleteId, log);
  const isAffordable = () => context.spendable() > 0;
  const isShared = context.athleteIds().length > 1;
  introduce({ db: archive, athleteId, now: toInstant(clock.now()) }, resources);
  const how = { goesOn, goesOnWithFiles, isAffordable, isShared, budgetOpensAt, rereadDays, onItem };
  const done = yield* work(runner, how);
  const { stored, items, failures, ended } = done;
  tellLists();
  settleDeleted(context, athleteId);
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
