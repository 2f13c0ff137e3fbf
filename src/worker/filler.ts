import { AFTER_BOUNDARY_MS } from '../strava/gate.ts';
import { type BackfillOptions, runBackfill } from '../sync/backfill.ts';
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

/** How each stretch is run: `mayGoOn` is asked before each request, and false lets a pass go first. */
type StretchOptions = Pick<BackfillOptions, 'signal' | 'onWait' | 'mayGoOn'>;

export function createFiller(context: PassContext, options: StretchOptions): Filler {
  const { clock, log } = context;
  let nextAt: number | undefined;
  let filling: Promise<void> | undefined;

  function planNext(reports: AthleteReport[] | undefined): void {
    if (reports === undefined || reports.some(timeMends)) {
      nextAt = clock.now() + AFTER_OUTAGE_MS;
      return;
    }
    const resumeAt = resumesAt(reports);
    nextAt = resumeAt === undefined ? undefined : resumeAt + AFTER_BOUNDARY_MS;
  }

  async function stretch(): Promise<void> {
    planNext(await guard(log, 'Backfill', () => runBackfill(context, options)));
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
