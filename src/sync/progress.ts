import { countCoverage } from '../archive/coverage-counts.ts';
import type { AnyResource } from '../resources/resource.ts';
import type { Reader } from '../sqlite/read.ts';
import { type BudgetState, limitOf } from '../strava/budget.ts';
import { finishesAt } from '../strava/reserve.ts';

/** How the items of one resource stand. */
export interface ResourceProgress {
  resource: string;
  done: number;
  pending: number;
  /** Strava proved not to have it. */
  absent: number;
  /** There can be none. */
  not_applicable: number;
  failed: number;
  parked: number;
  /** Of the archived ones, those that hold something that was not understood. */
  noted: number;
}

/** How complete the archive of an athlete is, resource by resource, by the ledger. */
export function progressOf(
  archive: Reader,
  athleteId: number,
  resources: readonly { name: string }[],
): ResourceProgress[] {
  const counts = countCoverage(archive, athleteId);
  return resources.map(({ name: resource }) => {
    const line = (status: string) => counts.find((c) => c.resource === resource && c.status === status);
    const of = (status: string) => line(status)?.count ?? 0;
    return {
      resource,
      ...{ done: of('done'), pending: of('pending'), absent: of('absent') },
      ...{ not_applicable: of('not_applicable'), failed: of('failed'), parked: of('parked') },
      noted: line('done')?.noted ?? 0,
    };
  });
}

/**
 * Whether every list among these resources was read to its end; before that, nobody knows how much there is. Those that
 * are read daily are short.
 */
export function areListsRead(
  progress: readonly ResourceProgress[],
  resources: readonly Pick<AnyResource, 'name' | 'plan' | 'every'>[],
): boolean {
  const lists = resources
    .filter(({ plan, every }) => plan === 'list' && every !== 'day')
    .map(({ name }) => name);
  const isRead = (name: string) =>
    progress.some((p) => p.resource === name && p.done > 0 && p.pending + p.failed + p.parked === 0);
  return lists.every(isRead);
}

/** What is still to be asked of Strava. */
export interface Remaining {
  requests: number;
  /** Epoch milliseconds, at the pace that the limits allow. */
  finishesAt: number;
  /** Requests a quarter hour and a day. */
  limits: { quarter_hour: number; day: number };
}

/** How many requests are still to be sent. */
export const requestsLeft = (progress: readonly ResourceProgress[]): number =>
  progress.reduce((sum, { pending, failed }) => sum + pending + failed, 0);

/**
 * Requests and time that are left until everything known is archived.
 * @param others of each other athlete, how many requests are left: their items come in turn with these.
 */
export function remaining(
  progress: readonly ResourceProgress[],
  state: BudgetState,
  now: number,
  others: readonly number[] = [],
): Remaining {
  const requests = requestsLeft(progress);
  const meanwhile = others.reduce((sum, left) => sum + Math.min(left, requests), 0);
  return {
    requests,
    finishesAt: finishesAt(requests + meanwhile, state, now, others.length + 1),
    limits: { quarter_hour: limitOf(state, 'quarter_hour'), day: limitOf(state, 'day') },
  };
}
