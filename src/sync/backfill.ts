import { wantedCount } from '../archive/coverage-counts.ts';
import { dueAgain } from '../archive/rereading.ts';
import { toInstant } from '../clock.ts';
import type { PassContext, PassOptions } from './context.ts';
import { lapsedUntil, leftAlone } from './lapsed.ts';
import { AFTER_OUTAGE_MS, type AthleteReport, timeMends } from './outcome.ts';
import { forEachAthlete } from './pass.ts';
import { runStretch } from './stretch.ts';
import { type BackfillTurn, MadeWay, takeBackfillTurn } from './turns.ts';

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

/** Works for each athlete who has something missing, until nothing can be sent or another process wants its turn. */
function oneTurn(
  context: PassContext,
  turn: BackfillTurn,
  options: Pick<BackfillOptions, 'onItem' | 'mayGoOn'> & { maxRequests: number },
): Promise<AthleteReport[]> {
  const { spendable, backfillOpensAt } = context;
  const { onItem, maxRequests, mayGoOn = () => true } = options;
  let before = 0;
  const athleteIds = context.athleteIds();
  const wanting = athleteIds.filter((id) => leftToDo(context, id) > 0);
  const lapsed = lapsedUntil(context.runs, context.clock.now());
  const mayReread = lapsed === undefined && spendable() > 0;
  // After what is missing of anybody.
  const resting = mayReread
    ? athleteIds.filter((id) => !wanting.includes(id) && isRereadDue(context, id))
    : [];
  return forEachAthlete([...wanting, ...resting], async (athleteId) => {
    const isAtRest = resting.includes(athleteId);
    if (lapsed !== undefined) return leftAlone(athleteId, lapsed, context.zone);
    if (spendable() === 0)
      return isAtRest ? idle(athleteId) : { ...idle(athleteId), resumeAt: backfillOpensAt() };
    const client = context.clientFor(athleteId);
    const isAllowed = () => spendable() > 0 && before + client.spending.requests < maxRequests;
    const stretch = {
      trigger: 'backfill' as const,
      client,
      goesOn: () => mayGoOn() && isAllowed() && !turn.isWanted(),
      rereadDays: isAtRest ? context.rereadDays : undefined,
      goesOnWithFiles: () => mayGoOn() && !turn.isWanted(),
      resumeAt: (verdict: Pick<AthleteReport, 'outcome'>) => goesOnAt(context, athleteId, verdict),
    };
    const report = await runStretch(context, athleteId, stretch, {
      signal: turn.signal,
      ...(onItem && { onItem }),
    });
    before += report.requests;
    return isAtRest && leftToDo(context, athleteId) === 0 ? withoutHaste(report) : report;
  });
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
