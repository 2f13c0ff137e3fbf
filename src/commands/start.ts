import { EventEmitter } from 'node:events';
import type { RequestListener } from 'node:http';
import { type App, createApp } from '../app.ts';
import { freeGivenUp } from '../archive/giving-up.ts';
import { archivePath } from '../archive/open.ts';
import { inWords, systemClock, toInstant } from '../clock.ts';
import { loadConfig } from '../config.ts';
import { Failure, sentence } from '../errors.ts';
import { createLogger } from '../log.ts';
import { command } from '../package.ts';
import { nameOf } from '../resources/athlete.ts';
import { listed } from '../words.ts';
import { checkHealth } from '../worker/health.ts';
import { serveHealth } from '../worker/healthz.ts';
import { becomeWorker } from '../worker/instance.ts';
import { byCommand, createNightlyBackup } from '../worker/nightly-backup.ts';
import { createSchedule, type Schedule } from '../worker/schedule.ts';
import { runWorker, type Wishes } from '../worker/worker.ts';
import { addressOf } from './address.ts';
import { type CommandContext, untilMigrated } from './context.ts';

/** The pages; their code is loaded at the first request, so that a worker that nobody looks at stays as small. */
function pagesOf({ config, archive, log }: App, wishes: Wishes): RequestListener {
  const orders = {
    sync: () => void wishes.emit('pass'),
    retry() {
      freeGivenUp(archive);
      wishes.emit('pass');
    },
  };
  let pages: Promise<RequestListener> | undefined;
  return (request, response) => {
    pages ??= import('../web/worker-pages.ts').then(({ workerPages }) => workerPages(config, orders));
    pages.then(
      (listener) => listener(request, response),
      (error) => {
        pages = undefined;
        log.warn({ reason: sentence(error) }, 'The pages cannot be shown; the archive goes on');
        response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' }).end(`${sentence(error)}\n`);
      },
    );
  };
}

/** Starts `/healthz` and the pages; a port in use costs these, not the archive. */
async function openHealth(app: App, schedule: Schedule, wishes: Wishes): Promise<Disposable | undefined> {
  const { config, archive, runs, clock, credentials, passContext, log } = app;
  const { httpHost, httpPort, zone, backupDir } = config;
  if (httpPort === undefined) return undefined;
  const { permitted } = passContext;
  const context = { archive, connections: credentials.list, runs, permitted, schedule, zone, backupDir };
  const check = () => {
    const next = schedule.next();
    return {
      ...checkHealth(context, clock.now()),
      nextRun: next === undefined ? undefined : toInstant(next),
    };
  };
  try {
    const server = await serveHealth(httpHost, httpPort, check, pagesOf(app, wishes));
    return { [Symbol.dispose]: () => void server.close(() => {}).closeAllConnections() };
  } catch (error) {
    log.warn(
      { reason: sentence(error) },
      'The pages and the health check cannot listen; set HTTP_PORT to a free port or to off. The archive goes on',
    );
    return undefined;
  }
}

/** The backups of the nights, where the owner wants them. */
function nightlyBackup({ config, log }: App, { environment, signal }: CommandContext) {
  const { dataDir, backupDir, backupKeep, zoneSet: zone } = config;
  if (backupDir === undefined) return undefined;
  const plan = { dataDir, backupDir, backupKeep, zone };
  return createNightlyBackup(plan, { make: byCommand(environment), log, now: Date.now, signal });
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
 * The worker: archives on schedule until the signal aborts.
 * @returns the exit code. @throws {Failure} when it cannot start.
 */
export async function start(context: CommandContext): Promise<number> {
  const config = loadConfig(context.environment, { app: 'required' });
  const log = await createLogger({ level: config.logLevel, format: config.logFormat });
  await untilMigrated(context, config);
  // The place first: what a worker of an older version still uses must not be migrated under it.
  using _place = becomeWorker(config.dataDir, systemClock.now());
  using app = createApp(config, log, { isWorker: true });
  if (app.passContext.athleteIds().length === 0) {
    throw new Failure(
      'not_connected',
      `Nobody is connected yet in ${config.dataDir}.`,
      `Run ${command('bootstrap')} first.`,
    );
  }
  const schedule = createSchedule(config.syncCron, config.zone);
  const wishes: Wishes = new EventEmitter();
  using health = await openHealth(app, schedule, wishes);
  context.terminal.say(await describe(app, schedule));
  if (health) context.terminal.say(`Look at it: ${addressOf(config)}`);
  const connections = () => app.credentials.list();
  const worker = { passContext: app.passContext, connections, pingUrl: config.pingUrl };
  const nightly = nightlyBackup(app, context);
  await runWorker(worker, { schedule, nightly, wishes, signal: context.signal });
  context.terminal.say('Stopped.');
  return 0;
}
