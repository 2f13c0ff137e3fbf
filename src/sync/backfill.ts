import { wantedCount } from '../archive/coverage-counts.ts';
import { toInstant } from '../clock.ts';
import { waitForLock } from '../sqlite/process-lock.ts';
import type { AthleteReport } from './outcome.ts';
import { forEachAthlete, type PassContext, type PassOptions, runStretch } from './pass.ts';

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

/** Nothing can be sent before `resumeAt`. */
function idleUntil(athleteId: number, resumeAt: number): AthleteReport {
  return { athleteId, outcome: 'ok', stored: [], items: 0, requests: 0, retries: 0, resumeAt };
}

/**
 * Archives what is still missing, the newest first, with what the reserve leaves of the request budget.
 * Nothing to do, or nothing to spend, costs nothing, not even a row in `sync_runs`.
 * @returns a report for each athlete who had something missing; `resumeAt` says when to go on.
 */
export async function runBackfill(context: PassContext, options: BackfillOptions): Promise<AthleteReport[]> {
  const { dataDir, clock, spendable, backfillOpensAt } = context;
  const { signal, onWait = () => {}, maxRequests = Number.POSITIVE_INFINITY, mayGoOn = () => true } = options;
  using _lock = await waitForLock(dataDir, 'pass', { clock, signal, onWait });
  let before = 0;
  const wanting = context.athleteIds().filter((id) => leftToDo(context, id) > 0);
  return await forEachAthlete(wanting, async (athleteId) => {
    if (spendable() === 0) return idleUntil(athleteId, backfillOpensAt());
    const client = context.clientFor(athleteId);
    const stretch = {
      trigger: 'backfill' as const,
      client,
      goesOn: () => mayGoOn() && spendable() > 0 && before + client.spending.requests < maxRequests,
      resumeAt: () => (leftToDo(context, athleteId) > 0 ? backfillOpensAt() : undefined),
    };
    const report = await runStretch(context, athleteId, stretch, options);
    before += report.requests;
    return report;
  });
}
