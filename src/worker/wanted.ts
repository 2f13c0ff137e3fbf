import type { Outcome, Trigger } from '../archive/sync-runs.ts';
import { MINUTE_MS } from '../clock.ts';
import { AFTER_OUTAGE_MS, type AthleteReport, resumesAt, timeMends } from '../sync/outcome.ts';
import type { Schedule } from './schedule.ts';

// How long Strava is left alone after a failed pass, after the next failure, and so on.
const RETRY_AFTER_MS = [5, 15, 60, 180].map((minutes) => minutes * MINUTE_MS);
// Outcomes after which there is no reason not to ask for more.
const WELCOME: readonly Outcome[] = ['ok', 'partial', 'budget'];
// After so long, a scheduled run that has not begun will not begin by itself any more.
const LATE_MS = MINUTE_MS;

type Fires = Pick<Schedule, 'firedBetween'>;

/** A connected athlete, as far as the next pass depends on them; UTC instants. */
export interface Connected {
  athleteId: number;
  connectedAt: string;
  /** When the last good pass began. */
  goodAt: string | undefined;
}

/** What the worker knows of its own work; epoch milliseconds. */
export interface Memory {
  /** When the last pass of all ended; before the first, when the worker began. */
  ended: number;
  /** Failed passes in a row. */
  failures: number;
  /** Who was connected when the last pass began, as {@link nameOf} names them. */
  known: readonly string[];
  /** A pass that is wanted before the schedule says so; a retry is without those for whom it went well. */
  planned?: { trigger: Trigger; at: number; without?: readonly number[] } | undefined;
  /** When backfill may go on; undefined when nothing is left or Strava refuses. */
  fillAt?: number | undefined;
}

/** What {@link nextWanted} depends on. */
export interface Facts {
  now: number;
  memory: Memory;
  schedule: Fires;
  connections: readonly Connected[];
}

/** A connection by a name that changes when the athlete is connected again. */
export const nameOf = ({ athleteId, connectedAt }: Connected): string => `${athleteId} ${connectedAt}`;

/** Whether the schedule wanted a pass after the last good one (UTC instant) and not later than `until`. */
export const isBehind = (schedule: Fires, goodAt: string | undefined, until: number): boolean =>
  goodAt === undefined || schedule.firedBetween(Date.parse(goodAt), until);

/** At its start the worker catches up if anybody is behind, and goes on with what an earlier process left. */
export function memoryAtStart({ now, schedule, connections }: Omit<Facts, 'memory'>): Memory {
  const behind = connections.some(({ goodAt }) => isBehind(schedule, goodAt, now));
  const planned = behind ? { trigger: 'catch-up' as const, at: now } : undefined;
  return { ended: now, failures: 0, known: connections.map(nameOf), planned, fillAt: now };
}

/** Connected since the last pass began, and not archived by `bootstrap` itself. */
const isNew = (connected: Connected, { known }: Memory) =>
  !known.includes(nameOf(connected)) && (connected.goodAt ?? '') < connected.connectedAt;

/** What the worker has to do now, beside what the schedule calls for by itself; undefined for nothing. */
export function nextWanted({ now, memory, schedule, connections }: Facts): Trigger | undefined {
  const { planned, ended, fillAt } = memory;
  if (planned && now >= planned.at) return planned.trigger;
  if (connections.some((connected) => isNew(connected, memory))) return 'connected';
  // The clock was set back: what was planned by it is for a time that may be far away now.
  if (now < ended - LATE_MS) return 'catch-up';
  // The machine slept, or summer time ended.
  if (schedule.firedBetween(ended, now - LATE_MS)) return 'catch-up';
  return fillAt !== undefined && now >= fillAt ? 'backfill' : undefined;
}

/** Whether a pass got anything from Strava; else backfill would meet the same refusal. */
const isWelcome = (reports: readonly AthleteReport[]) =>
  reports.every(({ outcome }) => WELCOME.includes(outcome)) ||
  reports.some(({ stored }) => stored.length > 0);

/** How a pass went. */
export interface Passed extends Pick<Memory, 'known'> {
  now: number;
  /** Undefined when it could not be run at all. */
  reports: readonly AthleteReport[] | undefined;
  /** Who was left out, */
  without?: readonly number[];
  /** and when the last pass of all had ended then: for them, what the schedule has wanted since is still to come. */
  endedForAll?: number | undefined;
}

/**
 * The memory after a pass. What time mends is tried again, later and later, for those who need it; what only a person
 * mends waits for the schedule.
 * @param failures in a row before it.
 */
export function afterPass(failures: number, passed: Passed): Memory {
  const { known, now, reports, without = [], endedForAll = now } = passed;
  const failed = reports?.some(timeMends) ?? true;
  const delay = RETRY_AFTER_MS[Math.min(failures, RETRY_AFTER_MS.length - 1)] ?? 0;
  const at = (reports && resumesAt(reports)) ?? (failed ? now + delay : undefined);
  const good = (reports ?? []).filter(({ outcome }) => outcome === 'ok').map(({ athleteId }) => athleteId);
  return {
    ...{ ended: without.length > 0 ? endedForAll : now, failures: failed ? failures + 1 : 0, known },
    planned: at === undefined ? undefined : { trigger: 'retry', at, without: [...without, ...good] },
    fillAt: reports && isWelcome(reports) ? now : undefined,
  };
}

/** The memory after a stretch of backfill. @param reports undefined when it could not be run at all. */
export function afterBackfill(before: Memory, reports: AthleteReport[] | undefined, now: number): Memory {
  const failed = reports?.some(timeMends) ?? true;
  return { ...before, fillAt: failed ? now + AFTER_OUTAGE_MS : resumesAt(reports ?? []) };
}
