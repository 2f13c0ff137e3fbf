import type { Outcome, Trigger } from '../archive/sync-runs.ts';
import { MINUTE_MS } from '../clock.ts';
import { sentence } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { type AthleteReport, resumesAt, timeMends } from '../sync/outcome.ts';
import { type PassContext, runPass } from '../sync/pass.ts';
import { createFiller } from './filler.ts';
import { guard } from './guard.ts';
import { type PingResult, ping } from './ping.ts';
import type { Schedule } from './schedule.ts';

// How long Strava is left alone after a failed pass, after the next failure, and so on.
const RETRY_AFTER_MS = [5, 15, 60, 180].map((minutes) => minutes * MINUTE_MS);
// Outcomes after which there is no reason not to ask for more.
const WELCOME: readonly Outcome[] = ['ok', 'partial', 'budget'];
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

/** Runs passes one at a time, backfill between them, and remembers when the next is wanted before the schedule. */
export interface PassRunner {
  /** Runs a pass, or returns the one that runs already; backfill makes way. Never rejects. */
  run(trigger: Trigger): Promise<void>;
  /** Goes on with what an earlier process left undone. */
  fill(): void;
  /** Does what is wanted now: a new connection, a due retry, a scheduled time that was missed, more backfill. */
  tick(): void;
  /** Resolves when neither a pass nor backfill runs. */
  idle(): Promise<void>;
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
  // Whether the last pass got anything from Strava; else backfill would meet the same refusal.
  let welcome = true;
  const onWait = () => log.info('Another process works on the archive; waiting for its end');
  const filler = createFiller(passContext, { signal, onWait, mayGoOn: () => running === undefined });

  /** Plans the next try where time mends what failed; what only a person mends waits for the schedule. */
  function planRetry(timeMends: boolean, resumeAt: number | undefined): void {
    const delay = RETRY_AFTER_MS[Math.min(failures, RETRY_AFTER_MS.length - 1)] ?? 0;
    retryAt = resumeAt ?? (timeMends ? clock.now() + delay : undefined);
    failures = timeMends ? failures + 1 : 0;
  }

  async function pass(trigger: Trigger): Promise<PingResult> {
    lastStart = clock.now();
    const reports = await runPass(passContext, { trigger, signal, onWait });
    if (reports.length === 0) log.info({ reason: 'nothing to do' }, 'Pass skipped');
    planRetry(reports.some(timeMends), resumesAt(reports));
    welcome =
      reports.every(({ outcome }) => WELCOME.includes(outcome)) ||
      reports.some(({ stored }) => stored.length > 0);
    return passContext.athleteIds().length === 0 ? 'failure' : resultOf(reports);
  }

  async function guardedPass(trigger: Trigger): Promise<void> {
    const stretch = filler.running();
    if (stretch) await stretch;
    const result = await guard(log, 'Pass', () => pass(trigger));
    if (result === undefined) planRetry(true, undefined);
    await ping(pingUrl, result ?? 'failure', log, signal);
  }

  function run(trigger: Trigger): Promise<void> {
    if (running) {
      log.info({ trigger, reason: 'the pass before still runs' }, 'Run skipped');
      return running;
    }
    running = guardedPass(trigger).finally(() => {
      running = undefined;
      lastEnd = clock.now();
      if (welcome && !signal.aborted) filler.fill();
    });
    return running;
  }

  const isTime = (at: number | undefined) => at !== undefined && clock.now() >= at;

  /** Whether somebody was connected since the last pass began, and not archived by `bootstrap` itself. */
  function hasNewConnection(): boolean {
    return connections().some(({ athleteId, connectedAt }) => {
      const isNew = Date.parse(connectedAt) > lastStart - SECOND_MS;
      return isNew && (runs.lastOk(athleteId)?.startedAt ?? '') < connectedAt;
    });
  }

  function wanted(): Trigger | undefined {
    if (hasNewConnection()) return 'connected';
    if (isTime(retryAt)) return 'retry';
    const until = clock.now() - LATE_MS;
    const missed = schedule.firedBetween(Math.max(lastEnd, lookedUntil), until);
    lookedUntil = until;
    if (!missed) return undefined;
    log.info({ reason: 'the machine slept, or summer time ended' }, 'Scheduled run missed');
    return 'catch-up';
  }

  function startWanted(): void {
    const trigger = wanted();
    if (trigger) void run(trigger);
    else filler.fillIfDue();
  }

  return {
    run,
    fill: () => filler.fill(),
    tick() {
      try {
        if (!running) startWanted();
      } catch (error) {
        log.error({ reason: sentence(error) }, 'The databases cannot be read');
      }
    },
    async idle() {
      await running;
      await filler.running();
    },
  };
}
