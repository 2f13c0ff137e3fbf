import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openStores, type Stores } from '../app.ts';
import { archivePath } from '../archive/open.ts';
import { countRows } from '../archive/sizes.ts';
import type { Connection } from '../auth/credentials.ts';
import { systemClock, toInstant } from '../clock.ts';
import { type Config, loadConfig } from '../config.ts';
import { nameOf } from '../resources/athlete.ts';
import { chosenResources, permittedResources } from '../resources/choice.ts';
import { endOf, leftIn, WINDOWS } from '../strava/budget.ts';
import { createBudgetStore } from '../strava/budget-store.ts';
import { progressOf, type ResourceProgress, remaining } from '../sync/progress.ts';
import { runningWorker } from '../worker/instance.ts';
import { createSchedule } from '../worker/schedule.ts';
import { type CommandContext, tellArchive } from './context.ts';
import type { AthleteStatus, Status } from './status-report.ts';
import { statusText } from './status-text.ts';

function tokenState({ pair, refusedAt }: Connection, now: number): AthleteStatus['token'] {
  if (refusedAt) return 'refused';
  return pair.expiresAt * 1_000 > now ? 'valid' : 'expired';
}

function remainingOf(stores: Stores, config: Config, coverage: ResourceProgress[], now: number) {
  if (!config.app) return null;
  const state = createBudgetStore(stores.archive, config.app.clientId).read(now);
  const left = remaining(coverage, state, now, stores.credentials.list().length);
  return { ...left, finishesAt: toInstant(left.finishesAt) };
}

function athleteStatus(stores: Stores, config: Config, connection: Connection, now: number): AthleteStatus {
  const { archive, runs } = stores;
  const { athleteId: id, connectedAt, scopes, pair } = connection;
  const chosen = chosenResources(config.archive);
  const coverage = progressOf(archive, id, chosen);
  const permitted = permittedResources(chosen, scopes).map(({ name }) => name);
  const askable = coverage.filter(({ resource }) => permitted.includes(resource));
  return {
    id,
    name: nameOf(archive, id),
    connectedAt,
    scopes,
    token: tokenState(connection, now),
    tokenExpiresAt: toInstant(pair.expiresAt * 1_000),
    lastRun: runs.last(id) ?? null,
    lastGoodRun: runs.lastOk(id) ?? null,
    coverage,
    remaining: remainingOf(stores, config, askable, now),
  };
}

function budgetStatus({ archive }: Stores, config: Config, now: number): Status['budget'] {
  if (!config.app) return [];
  const state = createBudgetStore(archive, config.app.clientId).read(now);
  return WINDOWS.map((window) => ({
    window,
    left: leftIn(state, window),
    resetsAt: toInstant(endOf(window, now)),
  }));
}

function fileSizes(dataDir: string): Status['files'] {
  const archive = archivePath(dataDir);
  const paths = [archive, `${archive}-wal`, `${archive}.before-migration`, join(dataDir, 'credentials.db')];
  return paths.filter((path) => existsSync(path)).map((path) => ({ path, bytes: statSync(path).size }));
}

async function scheduleStatus({ syncCron, zone }: Config): Promise<Status['schedule']> {
  const schedule = createSchedule(syncCron, zone);
  const next = schedule.next();
  return { cron: syncCron, words: await schedule.describe(), zone, nextRun: next ? toInstant(next) : null };
}

/** How the archive stands, on standard output; asks nothing of Strava. @returns the exit code. */
export async function status(context: CommandContext, options: { json: boolean }): Promise<number> {
  const config = loadConfig(context.environment, { app: 'optional' });
  using stores = openStores(config.dataDir);
  const now = systemClock.now();
  const found: Status = {
    archive: archivePath(config.dataDir),
    athletes: stores.credentials.list().map((connection) => athleteStatus(stores, config, connection, now)),
    schedule: await scheduleStatus(config),
    worker: runningWorker(config.dataDir) ?? null,
    budget: budgetStatus(stores, config, now),
    rows: countRows(stores.archive),
    files: fileSizes(config.dataDir),
  };
  const { say } = context.terminal;
  if (options.json) {
    say(JSON.stringify(found, null, 2));
  } else {
    tellArchive(say, config);
    for (const line of statusText(found)) say(line);
  }
  return 0;
}
