import { retryClosed } from '../archive/closed.ts';
import { immediate } from '../sqlite/open.ts';
import { describeDifference } from '../strava/clock.ts';
import type { PassContext, PassOptions } from './context.ts';
import { forEachAthlete } from './household.ts';
import { lapsedUntil, leftAlone } from './lapsed.ts';
import { type AthleteReport, judge } from './outcome.ts';
import { type Candidate, isDue, isSnapshot, type PlannerFacts } from './planner.ts';
import { recall, renew } from './renewal.ts';
import { forgetOutdated } from './retention.ts';
import { disconnected } from './runner.ts';
import { runStretch, spendingOf } from './stretch.ts';
import { takeTurn } from './turns.ts';

/** Nothing is written for somebody who was disconnected while others had their turn. */
function notConnected(athleteId: number): AthleteReport {
  return {
    ...{ athleteId, stored: [], items: 0, failed: 0, requests: 0, retries: 0 },
    ...judge([], [], disconnected(athleteId)),
  };
}

/**
 * A pass over the connected athletes, one pass at a time across processes: snapshots, the newest page of the list and
 * whatever is new, an item of each athlete in turn. Athletes whom another process has just archived while this one
 * waited are left out: their requests were spent already.
 * @throws {Failure} `archive` when the outcome cannot be written; the signal's reason while waiting.
 */
export async function runPass(context: PassContext, options: PassOptions): Promise<AthleteReport[]> {
  const { dataDir, clock, runs } = context;
  const { signal, onWait, only, without = [], trigger, maxRequests = Number.POSITIVE_INFINITY } = options;
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
  if (context.keepRuns !== undefined) runs.forgetOld(context.keepRuns);
  const isFresh = (id: number) => goodBefore.has(id) && runs.lastOk(id)?.id !== goodBefore.get(id);
  const isDone = (id: number) => isFresh(id) || without.includes(id);
  const due = only === undefined ? athleteIds().filter((id) => !isDone(id)) : [only];
  // A person who connects looks on, and may have mended it.
  const lapsed = trigger === 'bootstrap' ? undefined : lapsedUntil(runs, clock.now());
  const spent = spendingOf(context);
  const reports = await forEachAthlete(due, async function* (athleteId) {
    if (lapsed !== undefined) return leftAlone(athleteId, lapsed, context.zone);
    if (!context.isConnected(athleteId)) return notConnected(athleteId);
    // Who connects anew may have granted more.
    if (trigger === 'bootstrap')
      immediate(context.archive, () => void retryClosed(context.archive, athleteId));
    renew(context, athleteId);
    const client = spent.clientFor(athleteId);
    const isWanted = only === undefined ? isDue : isSnapshot;
    const goesOn = (candidate: Candidate, facts: PlannerFacts) =>
      isWanted(candidate, facts) && spent.requests() < maxRequests;
    const report = yield* runStretch(context, athleteId, { trigger, client, goesOn }, options);
    recall(context, athleteId);
    return report;
  });
  forgetOutdated(context);
  const difference = describeDifference(clock, context.zone);
  if (difference) context.log.warn({ seconds: Math.round(clock.ahead / 1_000) }, difference);
  return reports;
}
