import type { CoverageLine } from '../archive/coverage.ts';
import { StravaFault } from '../strava/fault.ts';
import { type ItemFailure, isOfItem, isRefusal } from './outcome.ts';
import type { Candidate } from './planner.ts';
import { mayClose } from './refusals.ts';

/** An item that failed, and that may not be to blame. */
export interface Doubt {
  candidate: Candidate;
  /** UTC instant of the answer. */
  at: string;
  /** Its line in the ledger before the try. */
  before: CoverageLine | undefined;
  failure: ItemFailure;
}

/** Whether what went wrong may be either the item's own fault or everybody's. */
export const isDoubtful = (error: unknown): error is StravaFault =>
  error instanceof StravaFault && (isOfItem(error) || (error.fault === 'network' && error.of === 'api'));

/** Whether nothing was answered at all. */
export const isSilence = ({ failure }: Doubt) =>
  failure.error instanceof StravaFault && failure.error.fault === 'network';

/** Whether it was refused, and perhaps all of its resource is. */
export const isRefused = ({ candidate, failure }: Doubt) =>
  mayClose(candidate.resource) && isRefusal(failure.error);

/** What another try may mend is alike. */
export function kindOf({ failure: { error } }: Doubt): string {
  if (!(error instanceof StravaFault)) return '';
  return error.transient ? 'outage' : error.fault;
}
