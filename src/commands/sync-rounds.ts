import type { App } from '../app.ts';
import { firstPendingAt } from '../archive/coverage-counts.ts';
import { inWords, MINUTE_MS } from '../clock.ts';
import { Failure, Stopped, sentence } from '../errors.ts';
import { runBackfill } from '../sync/backfill.ts';
import { type AthleteReport, isOfApp, isOfItem, resumesAt, timeMends } from '../sync/outcome.ts';
import { runPass } from '../sync/pass.ts';
import type { Candidate } from '../sync/planner.ts';
import { areListsRead, progressOf, remaining, requestsLeft } from '../sync/progress.ts';
import type { Progress, ProgressView } from '../terminal/progress-bar.ts';
import { counted, duration } from '../words.ts';
import { type CommandContext, tellOfWait } from './context.ts';

export interface SyncOptions {
  /** Go on over quarter hours and days until everything is archived. */
  untilDone: boolean;
  /** Begin nothing new after so many requests. */
  maxRequests?: number | undefined;
}

// Who waits for the end of it sees it tried again soon; an outage of hours must not use up the day's requests.
const AGAIN_MS = [5, 10, 15].map((minutes) => minutes * MINUTE_MS);

/** What is done, and by whom it is watched. */
export interface Run {
  app: App;
  context: CommandContext;
  options: SyncOptions;
  bar: ProgressView;
}

/** What all rounds of passes and backfill gave, and of these the last pass with the last backfill. */
export interface Result {
  all: AthleteReport[];
  last: AthleteReport[];
}

function progressNow({ archive, clock, passContext }: App, athleteId: number, resource: string): Progress {
  const now = clock.now();
  const permitted = passContext.permitted(athleteId);
  const progress = progressOf(archive, athleteId, permitted);
  const total = progress.reduce((sum, p) => sum + p.done + p.pending + p.failed + p.parked, 0);
  const budget = passContext.budget();
  const others = passContext.athleteIds().filter((id) => id !== athleteId);
  const leftOf = (id: number) => requestsLeft(progressOf(archive, id, passContext.permitted(id)));
  const left = remaining(progress, budget, now, others.map(leftOf));
  const time = left.requests > 0 ? duration(left.finishesAt - now) : 'a moment';
  return {
    resource,
    done: total - left.requests,
    total,
    left: areListsRead(progress, permitted)
      ? `${counted(left.requests, 'request')}, about ${time} left`
      : 'the list comes first',
  };
}

/** The sum of something over reports. */
export const sum = (reports: AthleteReport[], of: (report: AthleteReport) => number) =>
  reports.reduce((total, report) => total + of(report), 0);

/** Whether backfill, too, would meet what ended the pass. */
const isRefused = ({ stored, error }: AthleteReport) =>
  error !== undefined && !(isOfItem(error) && stored.length > 0);

/** Whether waiting is of no use: what failed is for a person to mend, for all athletes, or was not foreseen. */
const isOver = (report: AthleteReport) =>
  report.error !== undefined &&
  report.outcome !== 'budget' &&
  (isOfApp(report.error) || !(report.error instanceof Failure)) &&
  !isStravas(report);

/** A trouble of Strava's or of the network, which passes. */
const isStravas = (report: AthleteReport) =>
  timeMends(report) && report.error instanceof Failure && report.error.kind === 'strava';

/** A pass if one is wanted, then what the budget allows of the backfill. */
async function oneRound({ app, context, bar }: Run, wantsPass: boolean, maxRequests: number | undefined) {
  const { passContext } = app;
  const { signal } = context;
  const onWait = tellOfWait(context);
  const onItem = (athleteId: number, { resource }: Candidate) =>
    bar.show(() => progressNow(app, athleteId, resource.name));
  const how = { signal, onWait, onItem };
  const pass = wantsPass ? await runPass(passContext, { ...how, trigger: 'command', maxRequests }) : [];
  const left = maxRequests === undefined ? undefined : maxRequests - sum(pass, ({ requests }) => requests);
  const isEnd = signal.aborted || (left !== undefined && left <= 0);
  if (isEnd || (pass.length > 0 && pass.every(isRefused))) return { pass, fill: [] };
  return { pass, fill: await runBackfill(passContext, { ...how, maxRequests: left }) };
}

/** Waits, and says until when and why. @returns false after a stop: what was archived before it is still to be told. */
async function waitUntil({ app, context, bar }: Run, at: number, reports: AthleteReport[]): Promise<boolean> {
  const { clock, config } = app;
  const trouble = reports.find(timeMends)?.error;
  const when = `waiting until ${inWords(at, config.zone)}`;
  const note = bar.visible ? bar.tell : context.terminal.note;
  if (trouble || !bar.visible)
    note(trouble ? `${sentence(trouble)} Now ${when} …` : `More is left; ${when} …`);
  bar.show(() => ({ resource: when, done: 0, total: 1, left: '' }));
  try {
    await clock.sleep(Math.max(0, at - clock.now()), context.signal);
    return true;
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    return false;
  }
}

/** When what was never asked for, or came back from a storm, may be. */
function pendingAt({ archive, passContext, clock }: App): number | undefined {
  const { athleteIds, permitted } = passContext;
  const instants = athleteIds().flatMap((id) => {
    const names = permitted(id).map(({ name }) => name);
    const at = firstPendingAt(archive, id, names);
    return at === undefined ? [] : Date.parse(at);
  });
  return instants.length === 0 ? undefined : Math.max(Math.min(...instants), clock.now() + MINUTE_MS);
}

/**
 * One round, or as many as it takes until nothing is left that time could mend: while snapshots or the list failed,
 * the pass is tried again within minutes.
 */
export async function runAll(run: Run): Promise<Result> {
  const { app, context, options } = run;
  const { untilDone, maxRequests } = options;
  const all: AthleteReport[] = [];
  let wantsPass = true;
  let latest: AthleteReport[] = [];
  for (let failures = 0; ; ) {
    const left = maxRequests === undefined ? undefined : maxRequests - sum(all, ({ requests }) => requests);
    const { pass, fill } = await oneRound(run, wantsPass, left);
    all.push(...pass, ...fill);
    if (wantsPass) latest = pass;
    const last = [...latest, ...fill];
    const isSpent = maxRequests !== undefined && sum(all, ({ requests }) => requests) >= maxRequests;
    if (!untilDone || isSpent || context.signal.aborted || last.some(isOver)) return { all, last };
    wantsPass = pass.some((report) => timeMends(report) || report.outcome === 'budget');
    failures = pass.some(timeMends) ? failures + 1 : 0;
    const again = AGAIN_MS[Math.min(failures, AGAIN_MS.length) - 1];
    const at = again === undefined ? (resumesAt(last) ?? pendingAt(app)) : app.clock.now() + again;
    if (at === undefined || !(await waitUntil(run, at, last))) return { all, last };
  }
}
