import type { Trigger } from '../archive/sync-runs.ts';
import { sentence } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { runBackfill } from '../sync/backfill.ts';
import type { PassContext } from '../sync/context.ts';
import { deriveRest } from '../sync/deriving.ts';
import type { AthleteReport } from '../sync/outcome.ts';
import { runPass } from '../sync/pass.ts';
import { settleAtRest } from '../sync/settling.ts';
import { guard } from './guard.ts';
import { type PingResult, ping } from './ping.ts';
import type { Schedule } from './schedule.ts';
import {
  afterBackfill,
  afterPass,
  type Connected,
  type Memory,
  memoryAtStart,
  nameOf,
  nextWanted,
} from './wanted.ts';

/** What the worker works with. */
export interface WorkerContext {
  passContext: PassContext;
  /** Whom `bootstrap` has connected, and when (UTC instant). */
  connections(): { athleteId: number; connectedAt: string }[];
  pingUrl: Secret | undefined;
}

/** Runs passes one at a time and backfill between them. */
export interface PassRunner {
  /** Runs a pass, or returns the one that runs already; backfill makes way. Never rejects. */
  run(trigger: Trigger): Promise<void>;
  /** Does what {@link nextWanted} says, unless a pass runs; if that is nothing, derives what is left to derive, and settles it. */
  tick(): void;
  /** Resolves when none of these runs. */
  idle(): Promise<void>;
}

/** Without a report: it could not be run, or nobody is connected any more. */
function resultOf(reports: AthleteReport[] | undefined, isAnybodyConnected: boolean): PingResult {
  if (!reports || !isAnybodyConnected) return 'failure';
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
  const { passContext, pingUrl } = context;
  const { clock, log, runs } = passContext;
  const connections = (): Connected[] =>
    context.connections().map(({ athleteId, connectedAt }) => {
      return { athleteId, connectedAt, goodAt: runs.lastOk(athleteId, clock.now())?.startedAt };
    });
  let memory: Memory | undefined;
  let running: Promise<void> | undefined;
  let filling: Promise<void> | undefined;
  // A list brings activities of which nothing is derived yet.
  let mayBeUnderived = true;
  const onWait = () => log.info('Another process works on the archive; waiting for its end');

  /** Looked up at the first occasion: by then a pass of another process may have been good. */
  function remembered(): Memory {
    memory ??= memoryAtStart({ now: clock.now(), schedule, connections: connections() });
    return memory;
  }

  async function pass(trigger: Trigger): Promise<void> {
    await filling;
    const own = log.child({ trigger });
    const known = (await guard(own, 'Pass', async () => connections().map(nameOf))) ?? memory?.known;
    const { failures = 0, planned, ended: endedForAll } = memory ?? {};
    const without = (trigger === 'retry' && planned?.without) || [];
    const options = { trigger, signal, onWait, without };
    const reports = await guard(own, 'Pass', () => runPass(passContext, options));
    const passed = { known: known ?? [], now: clock.now(), reports, without, endedForAll };
    memory = afterPass(failures, passed);
    if (reports?.length === 0) own.info({ reason: 'nothing to do' }, 'Pass skipped');
    const anybody = await guard(own, 'Pass', async () => passContext.athleteIds().length > 0);
    await ping(pingUrl, resultOf(reports, anybody === true), log, signal);
  }

  async function stretch(): Promise<void> {
    const options = { signal, onWait, mayGoOn: () => running === undefined };
    const reports = await guard(log, 'Backfill', () => runBackfill(passContext, options));
    memory = afterBackfill(remembered(), reports, clock.now());
    mayBeUnderived = true;
  }

  async function derive(): Promise<void> {
    mayBeUnderived = false;
    const options = { signal, mayGoOn: () => running === undefined };
    const derived = await guard(log, 'Deriving', () => deriveRest(passContext, options));
    if (derived && derived.left > 0) mayBeUnderived = true;
    else if (running === undefined) await guard(log, 'Settling', () => settleAtRest(passContext, signal));
  }

  function fill(work: () => Promise<void>): void {
    filling ??= work().finally(() => {
      filling = undefined;
    });
  }

  function run(trigger: Trigger): Promise<void> {
    if (running) {
      log.info({ trigger, reason: 'the pass before still runs' }, 'Run skipped');
      return running;
    }
    running = pass(trigger).finally(() => {
      running = undefined;
      mayBeUnderived = true;
      if (memory?.fillAt !== undefined && !signal.aborted) fill(stretch);
    });
    return running;
  }

  function startWanted(): void {
    const known = remembered();
    const trigger = nextWanted({ now: clock.now(), memory: known, schedule, connections: connections() });
    if (trigger === 'catch-up' && !known.planned)
      log.info(
        { reason: 'the machine slept, its clock was set, or summer time ended' },
        'Scheduled run missed',
      );
    if (trigger === 'backfill') fill(stretch);
    else if (trigger) void run(trigger);
    else if (mayBeUnderived && !signal.aborted) fill(derive);
  }

  return {
    run,
    tick() {
      try {
        if (!running) startWanted();
      } catch (error) {
        log.error({ reason: sentence(error) }, 'The databases cannot be read');
      }
    },
    async idle() {
      await running;
      await filling;
    },
  };
}
