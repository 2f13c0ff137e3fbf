import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, createApp } from '../app.ts';
import { freeGivenUp } from '../archive/giving-up.ts';
import { archivePath } from '../archive/open.ts';
import { inWords, systemClock, toInstant } from '../clock.ts';
import { loadConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { packageRoot, version } from '../package.ts';
import { nameOf } from '../resources/athlete.ts';
import type { Orders } from '../web/page.ts';
import { listed } from '../words.ts';
import { checkHealth } from '../worker/health.ts';
import { becomeWorker, type Holder, lastWorker } from '../worker/instance.ts';
import { byCommand, createNightlyBackup } from '../worker/nightly-backup.ts';
import { createSchedule, type Schedule } from '../worker/schedule.ts';
import { serviceManager } from '../worker/service-manager.ts';
import { describeUpgrade } from '../worker/upgraded.ts';
import { runWorker, type Wishes } from '../worker/worker.ts';
import { addressOf } from './address.ts';
import { type CommandContext, untilMigrated } from './context.ts';
import { listen } from './listening.ts';
import { untilConnected } from './waiting.ts';

/** What the buttons of the pages do. */
const ordersOf = ({ archive }: App, wishes: Wishes): Orders => ({
  sync: () => void wishes.emit('pass'),
  retry() {
    freeGivenUp(archive);
    wishes.emit('pass');
  },
});

/** How it is, for `/healthz`. */
function healthOf({ config, archive, runs, clock, credentials, passContext }: App, schedule: Schedule) {
  const { zone, backupDir } = config;
  const { permitted } = passContext;
  const context = { archive, connections: credentials.list, runs, permitted, schedule, zone, backupDir };
  return () => {
    const next = schedule.next();
    return {
      ...checkHealth(context, clock.now()),
      nextRun: next === undefined ? undefined : toInstant(next),
    };
  };
}

/** The backups of the nights, where the owner wants them. */
function nightlyBackup({ config, log }: App, { environment, signal }: CommandContext) {
  const { dataDir, backupDir, backupKeep, zoneSet: zone } = config;
  if (backupDir === undefined) return undefined;
  const plan = { dataDir, backupDir, backupKeep, zone };
  return createNightlyBackup(plan, { make: byCommand(environment), log, now: Date.now, signal });
}

/** Tells what is new since the worker before. */
function tellUpgrade(before: Holder | undefined, say: (line: string) => void): void {
  const changelog = () => readFileSync(join(packageRoot, 'CHANGELOG.md'), 'utf8');
  for (const line of describeUpgrade(before?.version, version, changelog)) say(line);
}

async function describe(app: App, schedule: Schedule): Promise<string> {
  const { dataDir, zone } = app.config;
  const who = app.passContext.athleteIds().map((id) => nameOf(app.archive, id));
  const words = await schedule.describe();
  const next = schedule.next();
  const run = next === undefined ? 'never' : inWords(next, zone);
  return `Archiving ${listed(who)} into ${archivePath(dataDir)}. Schedule: ${words} (${zone}). Next run: ${run}.`;
}

/**
 * The worker: archives on schedule until the signal aborts. Where no person is at a terminal, it waits until somebody is
 * connected.
 * @returns the exit code. @throws {Failure} when it cannot start.
 */
export async function start(context: CommandContext): Promise<number> {
  const { terminal, signal } = context;
  const config = loadConfig(context.environment, { app: terminal.interactive ? 'required' : 'optional' });
  const log = await createLogger({ level: config.logLevel, format: config.logFormat });
  using manager = serviceManager(context.environment, log);
  signal.addEventListener('abort', manager.stopping, { once: true });
  await untilMigrated(context, config);
  const before = lastWorker(config.dataDir);
  // The place first: what a worker of an older version still uses must not be migrated under it.
  using _place = becomeWorker(config.dataDir, systemClock.now());
  await untilConnected(context, config, { log, manager });
  // Bootstrap may have written client id and secret meanwhile.
  using app = createApp(loadConfig(context.environment, { app: 'required' }), log, { isWorker: true });
  tellUpgrade(before, terminal.say);
  const schedule = createSchedule(config.syncCron, config.zone);
  const wishes: Wishes = new EventEmitter();
  await using listening = await listen({
    ...{ config, log },
    check: healthOf(app, schedule),
    orders: ordersOf(app, wishes),
  });
  const description = await describe(app, schedule);
  terminal.say(description);
  if (listening) terminal.say(`Look at it: ${addressOf(config)}`);
  manager.ready(description);
  const connections = () => app.credentials.list();
  const worker = { passContext: app.passContext, connections, pingUrl: config.pingUrl };
  await runWorker(worker, { schedule, nightly: nightlyBackup(app, context), wishes, signal });
  terminal.say('Stopped.');
  return 0;
}
