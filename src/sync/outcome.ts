import type { Outcome } from '../archive/sync-runs.ts';
import { MINUTE_MS } from '../clock.ts';
import { Failure, Stopped, sentence } from '../errors.ts';
import { type FaultClass, StravaFault } from '../strava/fault.ts';
import { BudgetSpent } from '../strava/gate.ts';
import type { Closed } from './refusals.ts';

// Faults of one item; the next item may fare better. All others would meet the next item just the same.
const OF_THE_ITEM = new Set<FaultClass>([
  'server',
  'timeout',
  'malformed',
  'wrong_shape',
  'missing_scope',
  'payment_required',
  'forbidden',
  'not_found',
  'page',
  'redirect',
  'rejected',
]);

/** Whether the pass goes on with its next item after this error. */
export function isOfItem(error: unknown): boolean {
  if (!(error instanceof StravaFault) || error.of === 'token') return false;
  // Whatever keeps a file away, the API is another server.
  if (error.of === 'media') return !error.meetsAll;
  return error.meetsAll === undefined ? OF_THE_ITEM.has(error.fault) : !error.meetsAll;
}

/** The classes of what Strava refuses to give, rather than fails to. */
export const REFUSALS = ['payment_required', 'missing_scope', 'forbidden'] as const satisfies FaultClass[];

const ALL_REFUSALS: readonly FaultClass[] = REFUSALS;

/** Whether Strava refuses to give this one thing. */
export const isRefusal = (error: unknown): error is StravaFault =>
  error instanceof StravaFault && isOfItem(error) && ALL_REFUSALS.includes(error.fault);

/**
 * Whether the next athlete of a household would meet the same. A storm may be one of this athlete's alone, others need no
 * new token yet, and what nobody foresaw lies in what this one has.
 */
export function isOfApp(error: unknown): boolean {
  if (!(error instanceof Failure)) return error instanceof Stopped;
  if (error instanceof StravaFault && error.of === 'token') return error.kind === 'configuration';
  if (error instanceof StravaFault && error.meetsAll && OF_THE_ITEM.has(error.fault)) return false;
  return !['unauthorized', 'not_connected'].includes(error.kind);
}

/** The word in `sync_runs.outcome` for a pass that ended with this error. */
function outcomeOf(error: unknown): Outcome {
  if (error instanceof Stopped) return 'stopped';
  if (error instanceof BudgetSpent) return 'budget';
  if (!(error instanceof Failure)) return 'failed';
  if (error.kind === 'unauthorized' || error.kind === 'not_connected') return 'unauthorized';
  if (error.kind === 'inactive') return 'inactive';
  return error.kind === 'configuration' ? 'misconfigured' : 'failed';
}

/** How one athlete's pass ended. */
export interface AthleteReport {
  athleteId: number;
  outcome: Outcome;
  /** Names of the resources that were archived. */
  stored: string[];
  /** How many items that were. */
  items: number;
  /** How many items failed by themselves; the ledger has them. */
  failed: number;
  /** Names of the resources of which Strava began to send what is not understood. */
  puzzling?: string[];
  /** The resources of which Strava was found to give nothing. */
  closed?: Closed[];
  requests: number;
  retries: number;
  /** The error that decided the outcome, if any. */
  error?: unknown;
  /** Epoch milliseconds. */
  resumeAt?: number;
}

export interface ItemFailure {
  resource: string;
  /** Whether it is one thing of many, and no snapshot or list. */
  isSingle: boolean;
  error: unknown;
}

/**
 * The outcome of a pass over one athlete, from what was stored and what failed. It is a good one if its snapshots and
 * lists were good and nothing ended it early, whatever single items failed.
 * @param ended the error that ended it, if one did.
 */
export function judge(
  stored: string[],
  failures: ItemFailure[],
  ended?: unknown,
): Pick<AthleteReport, 'outcome' | 'error' | 'resumeAt'> {
  const error = ended ?? failures.find(({ isSingle }) => !isSingle)?.error;
  if (error === undefined) return { outcome: 'ok' };
  if (error instanceof BudgetSpent) return { outcome: 'budget', error, resumeAt: error.resumeAt };
  const outcome = outcomeOf(error);
  return { outcome: outcome === 'failed' && stored.length > 0 ? 'partial' : outcome, error };
}

// The ledger holds them all.
const SHOWN = 5;

/** One text for the `error` column: each failed resource with its sentence. */
export function describeFailures(failures: ItemFailure[]): string | undefined {
  if (failures.length === 0) return undefined;
  const shown = failures.slice(0, SHOWN).map(({ resource, error }) => `${resource}: ${sentence(error)}`);
  const more = failures.length - SHOWN;
  return [...shown, ...(more > 0 ? [`and ${more} more, all in the table coverage`] : [])].join('\n');
}

/** The exit code of a command that ran a pass: 0 also when the budget is spent or a stop was asked for. */
export function exitCodeOf(reports: AthleteReport[]): number {
  const codes = reports
    .filter(({ outcome }) => !['ok', 'budget', 'stopped'].includes(outcome))
    .map(({ error }) => (error instanceof Failure ? error.exitCode : 1));
  return codes[0] ?? 0;
}

/** Whether what failed may go well by itself next time. */
export const timeMends = ({ outcome }: Pick<AthleteReport, 'outcome'>): boolean =>
  outcome === 'failed' || outcome === 'partial';

/** How long Strava is left alone after backfill failed; it is in no hurry. */
export const AFTER_OUTAGE_MS = 15 * MINUTE_MS;

/** When the first of them can go on. */
export function resumesAt(reports: readonly AthleteReport[]): number | undefined {
  const instants = reports.flatMap(({ resumeAt }) => resumeAt ?? []);
  return instants.length > 0 ? Math.min(...instants) : undefined;
}
