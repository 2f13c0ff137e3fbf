import { AFTER_BOUNDARY_MS } from '../strava/gate.ts';
import { runBackfill } from '../sync/backfill.ts';
import { AFTER_OUTAGE_MS, type AthleteReport, resumesAt, timeMends } from '../sync/outcome.ts';
import type { PassContext } from '../sync/pass.ts';
import { guard } from './guard.ts';

/** Backfill between passes, one stretch at a time. */
export interface Filler {
  /** Begins a stretch unless one runs. */
  fill(): void;
  /** Begins a stretch if the budget or a retry is due. */
  fillIfDue(): void;
  /** The stretch that runs, if one does. */
  running(): Promise<void> | undefined;
}

/** @param mayGoOn asked before each request: false lets a pass go first. */
export function createFiller(context: PassContext, signal: AbortSignal, mayGoOn: () => boolean): Filler {
  const { clock, log } = context;
  let nextAt: number | undefined;
  let filling: Promise<void> | undefined;
  const onWait = () => log.info('Another process runs a pass; waiting for its end');

  function planNext(reports: AthleteReport[] | undefined): void {
    if (reports === undefined || reports.some(timeMends)) {
      nextAt = clock.now() + AFTER_OUTAGE_MS;
      return;
    }
    const resumeAt = resumesAt(reports);
    nextAt = resumeAt === undefined ? undefined : resumeAt + AFTER_BOUNDARY_MS;
  }

  async function stretch(): Promise<void> {
    planNext(await guard(log, 'Backfill', () => runBackfill(context, { signal, onWait, mayGoOn })));
  }

  function fill(): void {
    filling ??= stretch().finally(() => {
      filling = undefined;
    });
  }

  return {
    fill,
    fillIfDue() {
      if (nextAt !== undefined && clock.now() >= nextAt) fill();
    },
    running: () => filling,
  };
}
