import { wantedCount } from '../archive/coverage-counts.ts';
import { dueAgain } from '../archive/rereading.ts';
import { toInstant } from '../clock.ts';
import type { PassContext, PassOptions } from './context.ts';
import { endsForAll, forEachAthlete } from './household.ts';
import { lapsedUntil, leftAlone } from './lapsed.ts';
import { AFTER_OUTAGE_MS, type AthleteReport, timeMends } from './outcome.ts';
import { runStretch, spendingOf } from './stretch.ts';
import { type BackfillTurn, MadeWay, takeBackfillTurn } from './turns.ts';
import type { Steps } from './work.ts';

export interface BackfillOptions extends Pick<PassOptions, 'signal' | 'onItem' | 'onWait'> {
  /** Begin no item after so many requests. */
  maxRequests?: number | undefined;
  /** Asked before each request: false ends the stretch, to let a pass go first. */
  mayGoOn?: () => boolean;
}

/** How many items of the athlete could be asked for now. */
export function leftToDo({ archive, clock, permitted }: PassContext, athleteId: number): number {
  const names = permitted(athleteId).map(({ name }) => name);
  return wantedCount(archive, athleteId, names, toInstant(clock.now()));
}

/** Whether something archived of the athlete is to be read again, beside {@link leftToDo}. */
function isRereadDue(
  { archive, clock, permitted, rereadDays: days }: PassContext,
  athleteId: number,
): boolean {
  if (days === undefined) return false;
  const isDue = ({ name: resource }: { name: string }) =>
    dueAgain(archive, { athleteId, resource }, { days, now: clock.now() }).length > 0;
  return permitted(athleteId).some((resource) => resource.rereads && isDue(resource));
}

/** Nothing can be sent now. */
function idle(athleteId: number): AthleteReport {
  return { athleteId, outcome: 'ok', stored: [], items: 0, failed: 0, requests: 0, retries: 0 };
}

/** When backfill may go on with what is left; after an outage, Strava is left alone for a while first. */
function goesOnAt(context: PassContext, athleteId: number, verdict: Pick<AthleteReport, 'outcome'>) {
  const { clock, backfillOpensAt } = context;
  if (timeMends(verdict)) return Math.max(clock.now() + AFTER_OUTAGE_MS, backfillOpensAt());
  return verdict.outcome === 'ok' && leftToDo(context, athleteId) > 0 ? backfillOpensAt() : undefined;
}

/** What is only read again waits for the next backfill, and nobody for it. */
const withoutHaste = ({ resumeAt, ...report }: AthleteReport): AthleteReport => report;

/** A report of a turn that ended for another process: what is left comes with the next turn, not later. */
function gaveWay({ resumeAt, error, ...report }: AthleteReport): AthleteReport {
  return error instanceof MadeWay ? { ...report, outcome: 'ok' } : { ...report, error };
}

/** Whether all that was asked for last was refused for a lost authorization: passes find out when that was mended. */
function isRefused({ runs }: PassContext, athleteId: number): boolean {
  const [last] = runs.recent(athleteId, 1);
  return last?.outcome === 'unauthorized' && last.items === 0;
}

/** Athletes, first whose turn was the longest ago: some turns are too short for all. */
function inOrder({ runs }: PassContext, athleteIds: number[]): number[] {
  const lastTurn = (id: number) => runs.lastBackfill(id)?.id ?? 0;
  return athleteIds.toSorted((a, b) => lastTurn(a) - lastTurn(b));
}

/**
 * Works for each athlete who has something missing, an item of each in turn, until nothing can be sent or another
 * process wants its turn.
 */
async function oneTurn(
  context: PassContext,
  turn: BackfillTurn,
  options: Pick<BackfillOptions, 'onItem' | 'mayGoOn'> & { maxRequests: number },
): Promise<AthleteReport[]> {
  const { spendable, backfillOpensAt } = context;
  const { onItem, maxRequests, mayGoOn = () => true } = options;
  const spent = spendingOf(context);
  const lapsed = lapsedUntil(context.runs, context.clock.now());
  const isAllowed = () => spendable() > 0 && spent.requests() < maxRequests;
  const backfill = (isAtRest: boolean) =>
    async function* (athleteId: number): Steps<AthleteReport> {
      if (lapsed !== undefined) return leftAlone(athleteId, lapsed, context.zone);
      // Whom this turn does not reach has no row, and begins the next one.
      if (!isAllowed())
        return isAtRest ? idle(athleteId) : { ...idle(athleteId), resumeAt: backfillOpensAt() };
      const stretch = {
        trigger: 'backfill' as const,
        client: spent.clientFor(athleteId),
        goesOn: () => mayGoOn() && isAllowed() && !turn.isWanted(),
        rereadDays: isAtRest ? context.rereadDays : undefined,
        goesOnWithFiles: () => mayGoOn() && !turn.isWanted(),
        resumeAt: (verdict: Pick<AthleteReport, 'outcome'>) => goesOnAt(context, athleteId, verdict),
      };
      const report = yield* runStretch(context, athleteId, stretch, {
        signal: turn.signal,
        ...(onItem && { onItem }),
      });
      return isAtRest && leftToDo(context, athleteId) === 0 ? withoutHaste(report) : report;
    };
  const athleteIds = context.athleteIds().filter((id) => !isRefused(context, id));
  const wanting = athleteIds.filter((id) => leftToDo(context, id) > 0);
  const mayReread = lapsed === undefined && isAllowed();
  const resting = mayReread
    ? athleteIds.filter((id) => !wanting.includes(id) && isRereadDue(context, id))
    : [];
  const reports = await forEachAthlete(inOrder(context, wanting), backfill(false));
  // After what is missing of anybody.
  return reports.some(endsForAll)
    ? reports
    : [...reports, ...(await forEachAthlete(inOrder(context, resting), backfill(true)))];
}

/**
 * Archives what is still missing, the newest first, with what the reserve leaves of the request budget. Another process
 * that waits goes first, and backfill goes on after it. Nothing to do, or nothing to spend, costs nothing, not even a
 * row in `sync_runs`.
 * @returns a report for each athlete who had something missing, in each turn; `resumeAt` says when to go on.
 */
export async function runBackfill(context: PassContext, options: BackfillOptions): Promise<AthleteReport[]> {
  const { dataDir, clock } = context;
  const { maxRequests = Number.POSITIVE_INFINITY, mayGoOn = () => true } = options;
  const reports: AthleteReport[] = [];
  for (;;) {
    using turn = await takeBackfillTurn(dataDir, { clock, signal: options.signal, onWait: options.onWait });
    context.ownTurn.current = turn;
    const spent = reports.reduce((sum, { requests }) => sum + requests, 0);
    const more = await oneTurn(context, turn, { ...options, maxRequests: maxRequests - spent });
    const goesOn = turn.isWanted() && mayGoOn() && !options.signal?.aborted;
    reports.push(...(goesOn ? more.map(gaveWay) : more));
    if (!goesOn) return reports;
  }
}
