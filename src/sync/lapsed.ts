import type { RunsReader } from '../archive/sync-runs.ts';
import { DAY_MS, HOUR_MS, inWords } from '../clock.ts';
import { Failure } from '../errors.ts';
import type { AthleteReport } from './outcome.ts';

/** How long an application that Strava calls inactive is left alone after each answer. */
export const LAPSED_MS = HOUR_MS;

/**
 * Until when Strava is not asked, since it said last that the application is inactive; undefined when it may be. By the
 * book of passes, so that a process that begins anew keeps to it. Epoch milliseconds.
 */
export function lapsedUntil(runs: RunsReader, now: number): number | undefined {
  const askedAt = runs.inactiveAt();
  // One from far in the future is of a clock that was wrong.
  if (askedAt === undefined || askedAt > now + DAY_MS) return undefined;
  const until = askedAt + LAPSED_MS;
  return now < until ? until : undefined;
}

/** What is reported instead of asking. */
export function leftAlone(athleteId: number, until: number, zone: string | undefined): AthleteReport {
  const error = new Failure(
    'inactive',
    `Strava says that your API application is inactive, so it is not asked before ${inWords(until, zone)}.`,
    'Its owner needs a Strava subscription (strava.com/settings/api shows the state); then it goes on by itself.',
  );
  const nothing = { stored: [], items: 0, failed: 0, requests: 0, retries: 0 };
  return { athleteId, outcome: 'inactive', ...nothing, error, resumeAt: until };
}
