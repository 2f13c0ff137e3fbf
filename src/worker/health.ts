import { firstPendingAt } from '../archive/coverage-counts.ts';
import { isForAPerson, type Outcome, type RunsReader, type SyncRun } from '../archive/sync-runs.ts';
import type { Connection } from '../auth/connection.ts';
import { inWords, MINUTE_MS } from '../clock.ts';
import { command } from '../package.ts';
import { nameOf } from '../resources/athlete.ts';
import type { Reader } from '../sqlite/read.ts';
import { backupTrouble } from '../upkeep/nightly.ts';
import type { Schedule } from './schedule.ts';
import { isBehind } from './wanted.ts';

// A pass may wait for the next quarter hour and try again; until then it is not late.
const GRACE_MS = 20 * MINUTE_MS;
// Outcomes that say nothing of whether it could go well.
const SILENT: readonly (Outcome | null)[] = [null, 'stopped', 'interrupted', 'budget'];
/** After so many stretches that archived nothing though something failed, backfill is stuck. */
const STUCK_AFTER = 3;
// Among so many rows, passes included.
const LOOK_BACK = 30;

/** What `/healthz` answers. */
export interface Health {
  ok: boolean;
  reason: string;
}

export interface HealthContext {
  archive: Reader;
  connections: () => Pick<Connection, 'athleteId' | 'refusedAt'>[];
  runs: RunsReader;
  /** What is archived of them. */
  permitted: (athleteId: number) => readonly { name: string }[];
  schedule: Pick<Schedule, 'firedBetween'>;
  zone: string | undefined;
  /** Where the worker puts backups; undefined where it makes none. */
  backupDir: string | undefined;
}

const told = ({ outcome, error }: SyncRun) => `ended as "${outcome}"${error ? `: ${error}` : '.'}`;

const describe = (run: SyncRun | undefined) => (run?.outcome ? ` The last one ${told(run)}` : '');

/** What only a person can mend, and has to hear of at once, as of the last run that got so far. */
function forAPerson(recent: SyncRun[], name: string): string | undefined {
  const last = recent.find(({ outcome }) => !SILENT.includes(outcome as Outcome));
  if (!last || !isForAPerson(last.outcome)) return undefined;
  return `The last ${last.trigger === 'backfill' ? 'backfill' : 'pass'} for ${name} ${told(last)}`;
}

/** Why backfill gets nowhere, if it does not. What only a person could mend is no reason once that was done. */
function stuck(recent: SyncRun[], name: string, zone: string | undefined, now: number): string | undefined {
  const isTelling = ({ trigger, outcome }: SyncRun) =>
    trigger === 'backfill' && !SILENT.includes(outcome as Outcome) && !isForAPerson(outcome);
  const last = recent.filter(isTelling).slice(0, STUCK_AFTER);
  const since = last[STUCK_AFTER - 1]?.startedAt;
  if (since === undefined || Date.parse(since) > now - GRACE_MS) return undefined;
  if (last.some(({ items, error }) => items !== 0 || error === null)) return undefined;
  const when = inWords(Date.parse(since), zone);
  return `Backfill for ${name} has archived nothing since ${when}, in ${STUCK_AFTER} stretches. The last one ${told(last[0] as SyncRun)}`;
}

function illnessOf(
  { athleteId, refusedAt }: ReturnType<HealthContext['connections']>[number],
  { archive, runs, permitted, schedule, zone }: HealthContext,
  now: number,
): string | undefined {
  const name = nameOf(archive, athleteId);
  if (refusedAt) return `Strava no longer accepts the authorization of ${name}: run ${command('bootstrap')}.`;
  const recent = runs.recent(athleteId, LOOK_BACK);
  const good = runs.lastOk(athleteId, now);
  const last = runs.last(athleteId);
  if (!good) return `No pass for ${name} has succeeded yet.${describe(last)}`;
  const hopeless = forAPerson(recent, name);
  if (hopeless !== undefined) return hopeless;
  if (isBehind(schedule, good.startedAt, now - GRACE_MS)) {
    const when = inWords(Date.parse(good.startedAt), zone);
    return `The last good pass for ${name} was ${when}.${describe(last)}`;
  }
  const names = permitted(athleteId).map((resource) => resource.name);
  return firstPendingAt(archive, athleteId, names) === undefined ? undefined : stuck(recent, name, zone, now);
}

/**
 * Healthy while, for every athlete, the last good pass is as recent as the schedule promises, nothing waits for a person,
 * and backfill gets somewhere.
 */
export function checkHealth(context: HealthContext, now: number): Health {
  const connections = context.connections();
  if (connections.length === 0)
    return { ok: false, reason: `Nobody is connected: run ${command('bootstrap')}.` };
  const reasons = connections.flatMap((connection) => illnessOf(connection, context, now) ?? []);
  if (reasons.length > 0) return { ok: false, reason: reasons.join('\n') };
  const { backupDir } = context;
  const trouble = backupDir === undefined ? undefined : backupTrouble({ backupDir }, now);
  if (trouble !== undefined)
    return { ok: false, reason: `${trouble}: run ${command('backup')}, which says what is wrong.` };
  return { ok: true, reason: 'The last good pass is as recent as the schedule promises.' };
}
