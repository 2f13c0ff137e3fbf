import { type App, createApp } from '../app.ts';
import { inWords } from '../clock.ts';
import { loadConfig } from '../config.ts';
import { Failure, Stopped, sentence } from '../errors.ts';
import { command } from '../package.ts';
import { nameOf } from '../resources/athlete.ts';
import { runBackfill } from '../sync/backfill.ts';
import {
  AFTER_OUTAGE_MS,
  type AthleteReport,
  exitCodeOf,
  isOfItem,
  resumesAt,
  timeMends,
} from '../sync/outcome.ts';
import { runPass } from '../sync/pass.ts';
import type { Candidate } from '../sync/planner.ts';
import { progressOf, remaining } from '../sync/progress.ts';
import { type Progress, type ProgressView, progressBar } from '../terminal/progress-bar.ts';
import { counted, duration, listed } from '../terminal/words.ts';
import { type CommandContext, commandLogger, tellArchive, tellOfWait, untilMigrated } from './context.ts';

export interface SyncOptions {
  /** Go on over quarter hours and days until everything is archived. */
  untilDone: boolean;
  /** Begin nothing new after so many requests. */
  maxRequests?: number | undefined;
}

function describe(
  { outcome, stored, items, requests, error, resumeAt }: AthleteReport,
  zone: string,
): string {
  const what = stored.length > 0 ? `archived ${listed(stored)}` : 'archived nothing';
  const spent = `${counted(items, 'item')}, ${counted(requests, 'request')}`;
  const went = `${what} (${spent}).`;
  if (outcome !== 'ok' && outcome !== 'budget') return `${went} ${sentence(error)}`;
  return resumeAt === undefined
    ? went
    : `${went} More is left; the request budget lets it go on ${inWords(resumeAt, zone)}.`;
}

function progressNow({ archive, clock, passContext }: App, athleteId: number, resource: string): Progress {
  const now = clock.now();
  const progress = progressOf(archive, athleteId, passContext.permitted(athleteId));
  const total = progress.reduce((sum, p) => sum + p.done + p.pending + p.absent + p.failed + p.parked, 0);
  const budget = passContext.budget();
  const left = remaining(progress, budget, now, passContext.athleteIds().length);
  const time = left.requests > 0 ? duration(left.finishesAt - now) : 'a moment';
  return {
    resource,
    done: total - left.requests,
    total,
    left: `${counted(left.requests, 'request')}, about ${time} left`,
  };
}

async function runAll(app: App, context: CommandContext, options: SyncOptions, bar: ProgressView) {
  const { passContext, clock, config } = app;
  const { signal } = context;
  const onWait = tellOfWait(context);
  const onItem = (athleteId: number, { resource }: Candidate) =>
    bar.show(() => progressNow(app, athleteId, resource.name));
  const { maxRequests } = options;
  const all = await runPass(passContext, { trigger: 'command', signal, onWait, onItem, maxRequests });
  while (!all.some(isOver) && !signal.aborted) {
    const left = maxRequests === undefined ? undefined : maxRequests - sum(all, ({ requests }) => requests);
    if (left !== undefined && left <= 0) break;
    const more = await runBackfill(passContext, { signal, onWait, onItem, maxRequests: left });
    all.push(...more);
    const resumeAt = resumesAt(more);
    if (!options.untilDone || resumeAt === undefined || more.some(isOver) || signal.aborted) break;
    // After an outage Strava is left alone for a while, whatever the budget allows.
    const at = more.some(timeMends) ? Math.max(resumeAt, clock.now() + AFTER_OUTAGE_MS) : resumeAt;
    bar.show(() => ({ resource: `waiting until ${inWords(at, config.zone)}`, done: 0, total: 1, left: '' }));
    await waitUnlessStopped(app, at, signal);
  }
  return all;
}

async function waitUnlessStopped({ clock }: App, until: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(Math.max(0, until - clock.now()), signal);
  } catch (error) {
    // What was archived before the stop is still to be told.
    if (!(error instanceof Stopped)) throw error;
  }
}

const sum = (reports: AthleteReport[], of: (report: AthleteReport) => number) =>
  reports.reduce((total, report) => total + of(report), 0);

/** Whether a fault would meet the next item just the same. */
const isOver = ({ error }: AthleteReport) => error !== undefined && !isOfItem(error);

/** One line for each athlete: what all stretches did together, and how the last one ended. */
function summarize(reports: AthleteReport[], athleteId: number): AthleteReport | undefined {
  const own = reports.filter((report) => report.athleteId === athleteId);
  const last = own.at(-1);
  if (!last) return undefined;
  const stored = [...new Set(own.flatMap((report) => report.stored))];
  const failed = own.find(({ outcome }) => outcome !== 'ok' && outcome !== 'budget') ?? last;
  const { resumeAt, ...rest } = failed;
  const more = last.resumeAt === undefined ? {} : { resumeAt: last.resumeAt };
  return {
    ...rest,
    ...more,
    stored,
    items: sum(own, ({ items }) => items),
    requests: sum(own, ({ requests }) => requests),
  };
}

/**
 * One pass now and what the budget allows of the backfill, for systemd timers, cron or an impatient person;
 * safe beside a running worker.
 * @returns the exit code. @throws {Failure} when it cannot run at all.
 */
export async function sync(context: CommandContext, options: SyncOptions): Promise<number> {
  const { environment, terminal } = context;
  const config = loadConfig(environment, { app: 'required' });
  tellArchive(terminal.say, config);
  await untilMigrated(context, config);
  using app = createApp(config, await commandLogger(config));
  if (app.passContext.athleteIds().length === 0) {
    throw new Failure(
      'not_connected',
      `Nobody is connected yet in ${config.dataDir}.`,
      `Run ${command('bootstrap')} first.`,
    );
  }
  using bar = await progressBar();
  const reports = await runAll(app, context, options, bar);
  bar[Symbol.dispose]();
  if (reports.length === 0) terminal.say('Another process has just archived everything; nothing to do.');
  for (const id of new Set(reports.map(({ athleteId }) => athleteId))) {
    const report = summarize(reports, id);
    if (report) terminal.say(`${nameOf(app.archive, id)}: ${describe(report, config.zone)}`);
  }
  return exitCodeOf(reports);
}
