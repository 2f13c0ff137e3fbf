import { existsSync, statSync } from 'node:fs';
import { closedResources } from '../archive/closed.ts';
import { readReadings } from '../archive/list-lines.ts';
import { mediaSize } from '../archive/media.ts';
import { archivePath } from '../archive/open.ts';
import { readSyncRuns } from '../archive/sync-runs.ts';
import type { Connection } from '../auth/connection.ts';
import { credentialsPath, readConnections } from '../auth/credentials.ts';
import { DAY_MS, systemClock, toInstant } from '../clock.ts';
import type { Config } from '../config.ts';
import { derivedProgress } from '../resources/activity/derived.ts';
import { shortfalls } from '../resources/activity/totals.ts';
import { nameOf } from '../resources/athlete.ts';
import { chosenResources, permittedResources } from '../resources/choice.ts';
import type { AnyResource } from '../resources/resource.ts';
import { copiesOf } from '../sqlite/copies.ts';
import type { Reader } from '../sqlite/read.ts';
import { endOf, leftIn, WINDOWS } from '../strava/budget.ts';
import { readBudget } from '../strava/budget-store.ts';
import { progressOf } from '../sync/progress.ts';
import { checkHealth, type Health } from '../worker/health.ts';
import { runningWorker } from '../worker/instance.ts';
import { createSchedule, type Schedule } from '../worker/schedule.ts';
import { remainingOf } from './remaining.ts';
import type { AthleteStatus, ClosedStatus, ListStatus, Standing } from './report.ts';

function tokenState({ pair, refusedAt }: Connection, now: number): AthleteStatus['token'] {
  if (refusedAt) return 'refused';
  return pair.expiresAt * 1_000 > now ? 'valid' : 'expired';
}

/** What can be read of an archive, and who is connected to it. */
interface Readable {
  /** Undefined where there is none yet. */
  archive: Reader | undefined;
  connections: Connection[];
}

/** Those that are asked for. */
const listsOf = (archive: Reader, athleteId: number, permitted: readonly AnyResource[]): ListStatus[] =>
  readReadings(archive, athleteId)
    .filter(({ resource }) => permitted.some(({ name }) => name === resource))
    .map(({ resource, readings, position, checkedAt, nextTryAt, note }) => ({
      resource,
      readings: readings ?? 0,
      readAt: checkedAt,
      page: position,
      readAgainAt: nextTryAt,
      note,
    }));

const closedOf = (archive: Reader, athleteId: number): ClosedStatus[] =>
  closedResources(archive, athleteId).map(({ item, reason, missingSince, checkedAt, nextTryAt }) => ({
    resource: item,
    reason: reason ?? '',
    since: missingSince ?? checkedAt ?? '',
    askedAt: nextTryAt,
  }));

type Archived = Pick<
  AthleteStatus,
  | 'name'
  | 'lastRun'
  | 'lastGoodRun'
  | 'coverage'
  | 'derived'
  | 'lists'
  | 'closed'
  | 'shortfalls'
  | 'remaining'
>;

function archivedOf(
  { archive, connections }: Readable,
  config: Config,
  of: Connection,
  now: number,
): Archived {
  const { athleteId: id, scopes } = of;
  if (!archive) {
    const nothing = {
      lastRun: null,
      lastGoodRun: null,
      coverage: [],
      derived: { activities: 0, left: 0, failed: 0 },
      lists: [],
      closed: [],
      shortfalls: [],
      remaining: null,
    };
    return { name: `athlete ${id}`, ...nothing };
  }
  const chosen = chosenResources(config.archive);
  const coverage = progressOf(archive, id, chosen);
  const permitted = permittedResources(chosen, scopes);
  const others = connections.filter(({ athleteId }) => athleteId !== id);
  const runs = readSyncRuns(archive);
  const lists = listsOf(archive, id, permitted);
  // Where what is old goes, more at Strava is no shortfall.
  const isAllKept = config.retentionDays === undefined;
  return {
    name: nameOf(archive, id),
    lastRun: runs.last(id) ?? null,
    // Runs go by Strava's clock, from which that of this machine may differ.
    lastGoodRun: runs.lastOk(id, now + DAY_MS) ?? null,
    coverage,
    derived: derivedProgress(archive, id),
    lists,
    closed: closedOf(archive, id),
    shortfalls: isAllKept && lists.some(({ readAt }) => readAt) ? shortfalls(archive, id) : [],
    remaining: remainingOf(archive, config, of, { coverage, others }, now),
  };
}

function athleteStatus(
  readable: Readable,
  config: Config,
  connection: Connection,
  now: number,
): AthleteStatus {
  const { name, ...archived } = archivedOf(readable, config, connection, now);
  const { athleteId: id, connectedAt, scopes, pair } = connection;
  const tokenExpiresAt = toInstant(pair.expiresAt * 1_000);
  return { id, name, connectedAt, scopes, token: tokenState(connection, now), tokenExpiresAt, ...archived };
}

function budgetStatus(archive: Reader | undefined, config: Config, now: number): Standing['budget'] {
  if (!config.app || !archive) return [];
  const state = readBudget(archive, config.app.clientId, now);
  return WINDOWS.map((window) => ({
    window,
    left: leftIn(state, window),
    resetsAt: toInstant(endOf(window, now)),
  }));
}

function fileSizes(dataDir: string): Standing['files'] {
  const archive = archivePath(dataDir);
  const paths = [archive, `${archive}-wal`, ...copiesOf(archive), credentialsPath(dataDir)];
  const files = paths
    .filter((path) => existsSync(path))
    .map((path) => ({ path, bytes: statSync(path).size }));
  return [...files, ...[mediaSize(dataDir) ?? []].flat()];
}

async function scheduleStatus(schedule: Schedule, { syncCron, zone }: Config): Promise<Standing['schedule']> {
  const next = schedule.next();
  return { cron: syncCron, words: await schedule.describe(), zone, nextRun: next ? toInstant(next) : null };
}

function healthOf(
  { archive, connections }: Readable,
  config: Config,
  schedule: Schedule,
  now: number,
): Health {
  if (!archive) return { ok: false, reason: 'There is no archive yet.' };
  const chosen = chosenResources(config.archive);
  const permitted = (id: number) =>
    permittedResources(chosen, connections.find(({ athleteId }) => athleteId === id)?.scopes ?? []);
  const runs = readSyncRuns(archive);
  const { zone, backupDir } = config;
  const context = { archive, connections: () => connections, runs, permitted, schedule, zone, backupDir };
  return checkHealth(context, now);
}

/** Whether all is well, as the archive tells; asks nothing of Strava. @throws {Failure} `archive` when it cannot be read. */
export function readHealth(archive: Reader | undefined, config: Config): Health {
  const connections = readConnections(config.dataDir);
  const schedule = createSchedule(config.syncCron, config.zone);
  return healthOf({ archive, connections }, config, schedule, systemClock.now());
}

/**
 * How the archive stands; asks nothing of Strava, and creates and changes nothing.
 * @param archive undefined where there is none yet. @throws {Failure} `archive` when the connections cannot be read.
 */
export async function readStatus(archive: Reader | undefined, config: Config): Promise<Standing> {
  const connections = readConnections(config.dataDir);
  const now = systemClock.now();
  const schedule = createSchedule(config.syncCron, config.zone);
  return {
    archive: archivePath(config.dataDir),
    athletes: connections.map((of) => athleteStatus({ archive, connections }, config, of, now)),
    schedule: await scheduleStatus(schedule, config),
    retentionDays: config.retentionDays ?? null,
    worker: runningWorker(config.dataDir) ?? null,
    health: healthOf({ archive, connections }, config, schedule, now),
    budget: budgetStatus(archive, config, now),
    files: fileSizes(config.dataDir),
  };
}
