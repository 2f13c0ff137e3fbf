import type { Trigger } from '../archive/sync-runs.ts';
import { Failure, type FailureKind, Stopped, sentence } from '../errors.ts';
import type { Secret } from '../secret.ts';
import type { AthleteReport } from '../sync/outcome.ts';
import { type PassContext, runPass } from '../sync/pass.ts';
import { type PingResult, ping } from './ping.ts';
import type { Schedule } from './schedule.ts';

// How long Strava is left alone after a failed pass, after the next failure, and so on.
const RETRY_AFTER_MS = [5, 15, 60, 180].map((minutes) => minutes * 60_000);

// Instants in the databases have whole seconds.
const SECOND_MS = 1_000;
// After so long, a scheduled run that has not begun will not begin by itself any more.
const LATE_MS = 60_000;

/** What the worker works with. */
export interface WorkerContext {
  passContext: PassContext;
  /** Whom `bootstrap` has connected, and when (UTC instant). */
  connections(): { athleteId: number; connectedAt: string }[];
  pingUrl: Secret | undefined;
}

/** Runs passes one at a time and remembers when the next one is wanted before the schedule says so. */
export interface PassRunner {
  /** Runs a pass, or returns the one that runs already. Never rejects. */
  run(trigger: Trigger): Promise<void>;
  /** Runs a pass if a new connection, a due retry or a scheduled time that was missed wants one. */
  tick(): void;
  /** Resolves when no pass runs. */
  idle(): Promise<void>;
}

const PERSON_MENDS: readonly FailureKind[] = ['unauthorized', 'not_connected', 'inactive', 'configuration'];

/** Whether what failed may go well by itself next time. */
function timeMends({ outcome, error }: AthleteReport): boolean {
  if (outcome !== 'failed' && outcome !== 'partial') return false;
  return !(error instanceof Failure && PERSON_MENDS.includes(error.kind));
}

function resultOf(reports: AthleteReport[]): PingResult {
  if (reports.every(({ outcome }) => outcome === 'ok')) return 'success';
  return reports.every(({ outcome }) => ['ok', 'budget', 'stopped'].includes(outcome))
    ? 'neither'
    : 'failure';
}

export function createPassRunner(
  context: WorkerContext,
  schedule: Schedule,
  signal: AbortSignal,
): PassRunner {
  const { passContext, connections, pingUrl } = context;
  const { clock, log, runs } = passContext;
  let lastStart = clock.now();
  let lastEnd = lastStart;
  // Up to when the schedule has been looked at for missed runs.
  let lookedUntil = lastStart;
  let running: Promise<void> | undefined;
  let retryAt: number | undefined;
  let failures = 0;

  /** Plans the next try where time mends what failed; what only a person mends waits for the schedule. */
  function planRetry(timeMends: boolean, resumeAt: number | undefined): void {
    const delay = RETRY_AFTER_MS[Math.min(failures, RETRY_AFTER_MS.length - 1)] ?? 0;
    retryAt = resumeAt ?? (timeMends ? clock.now() + delay : undefined);
    failures = timeMends ? failures + 1 : 0;
  }

  async function pass(trigger: Trigger): Promise<PingResult> {
    lastStart = clock.now();
    const onWait = () => log.info('Another process runs a pass; waiting for its end');
    const reports = await runPass(passContext, { trigger, signal, onWait });
    if (reports.length === 0) log.info({ reason: 'nothing to do' }, 'Pass skipped');
    planRetry(reports.some(timeMends), reports.find(({ resumeAt }) => resumeAt !== undefined)?.resumeAt);
    return passContext.athleteIds().length === 0 ? 'failure' : resultOf(reports);
  }

  /** Nothing that happens in a pass ends the worker: the next one may fare better. */
  async function guarded(trigger: Trigger): Promise<void> {
    let result: PingResult = 'neither';
    try {
      result = await pass(trigger);
    } catch (error) {
      if (error instanceof Stopped) return;
      if (error instanceof Failure) log.error({ reason: sentence(error) }, 'Pass failed');
      else log.error({ err: error }, 'Pass failed unexpectedly');
      planRetry(true, undefined);
      result = 'failure';
    }
    await ping(pingUrl, result, log, signal);
  }

  function run(trigger: Trigger): Promise<void> {
    if (running) {
      log.info({ trigger, reason: 'the pass before still runs' }, 'Run skipped');
      return running;
    }
    running = guarded(trigger).finally(() => {
      running = undefined;
      lastEnd = clock.now();
    });
    return running;
  }

  /** Whether somebody was connected since the last pass began, and not archived by `bootstrap` itself. */
  function hasNewConnection(): boolean {
    return connections().some(({ athleteId, connectedAt }) => {
      const isNew = Date.parse(connectedAt) > lastStart - SECOND_MS;
      return isNew && (runs.lastOk(athleteId)?.startedAt ?? '') < connectedAt;
    });
  }

  function wanted(): Trigger | undefined {
    if (hasNewConnection()) return 'connected';
    if (retryAt !== undefined && clock.now() >= retryAt) return 'retry';
    const until = clock.now() - LATE_MS;
    const missed = schedule.firedBetween(Math.max(lastEnd, lookedUntil), until);
    lookedUntil = until;
    if (!missed) return undefined;
    log.info({ reason: 'the machine slept, or summer time ended' }, 'Scheduled run missed');
    return 'catch-up';
  }

  return {
    run,
    tick() {
      try {
        const trigger = running ? undefined : wanted();
        if (trigger) void run(trigger);
      } catch (error) {
        log.error({ reason: sentence(error) }, 'The databases cannot be read');
      }
    },
    idle: async () => running,
  };
}
