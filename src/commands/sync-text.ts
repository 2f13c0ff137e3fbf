import type { App } from '../app.ts';
import { failedItems } from '../archive/coverage-counts.ts';
import { inWords, MINUTE_MS } from '../clock.ts';
import { sentence } from '../errors.ts';
import { command } from '../package.ts';
import { nameOf } from '../resources/athlete.ts';
import { leftToDo } from '../sync/backfill.ts';
import type { AthleteReport } from '../sync/outcome.ts';
import { counted, listed } from '../words.ts';
import { type Result, sum } from './sync-rounds.ts';

/** What all rounds did together for one athlete, and how it ended. */
function summarize(app: App, { all, last }: Result, athleteId: number): AthleteReport {
  const own = all.filter((report) => report.athleteId === athleteId);
  const ending = last.filter((report) => report.athleteId === athleteId);
  const end = ending.at(-1) ?? own.at(-1);
  if (!end) throw new Error(`Nothing was done for athlete ${athleteId}.`);
  const told = ending.find(({ outcome }) => outcome !== 'ok' && outcome !== 'budget') ?? end;
  const { resumeAt, ...rest } = told;
  const isLeft = leftToDo(app.passContext, athleteId) > 0;
  const more = end.resumeAt ?? (isLeft ? app.clock.now() : undefined);
  return {
    ...rest,
    ...(more === undefined ? {} : { resumeAt: more }),
    stored: [...new Set(own.flatMap((report) => report.stored))],
    items: sum(own, ({ items }) => items),
    failed: sum(own, ({ failed }) => failed),
    puzzling: [...new Set(own.flatMap(({ puzzling = [] }) => puzzling))],
    closed: own.flatMap(({ closed = [] }) => closed),
    requests: sum(own, ({ requests }) => requests),
  };
}

/** When it goes on with what is left. */
function moreAt(resumeAt: number, { clock, config }: App): string {
  if (resumeAt <= clock.now() + MINUTE_MS) return 'More is left; the next run goes on at once.';
  return `More is left; the request budget lets it go on ${inWords(resumeAt, config.zone)}.`;
}

function describe(app: App, report: AthleteReport): string {
  const { outcome, stored, items, failed, puzzling = [], closed = [], requests, error, resumeAt } = report;
  const what = stored.length > 0 ? `archived ${listed(stored)}` : 'archived nothing';
  const words = [`${what} (${counted(items, 'item')}, ${counted(requests, 'request')}).`];
  const again = failed > 0 && failedItems(app.archive, report.athleteId)[0]?.nextTryAt;
  if (again) {
    const first = inWords(Date.parse(again), app.config.zone);
    words.push(`${counted(failed, 'item')} failed and will be asked for again, the first ${first}.`);
  }
  for (const { resource, reason } of closed)
    words.push(`${resource} ${reason}; Strava is asked once a day whether it gives it.`);
  if (puzzling.length > 0) {
    const said = `Strava begins to send values in ${listed(puzzling)} that this version does not understand.`;
    words.push(`${said} They are kept, and named in coverage.note.`);
  }
  if (outcome !== 'ok' && outcome !== 'budget') words.push(sentence(error));
  else if (resumeAt !== undefined) words.push(moreAt(resumeAt, app));
  return words.join(' ');
}

/** What was done for an athlete who has reports. */
export const summary = (app: App, result: Result, athleteId: number): string =>
  `${nameOf(app.archive, athleteId)}: ${describe(app, summarize(app, result, athleteId))}`;

// The ledger names them all.
const NAMED = 20;

/** Names what is left when nothing else is. */
export function nameFailed(app: App, athleteId: number): string | undefined {
  const left = failedItems(app.archive, athleteId);
  if (left.length === 0) return undefined;
  const names = left.slice(0, NAMED).map(({ resource, item }) => `${resource} ${item}`);
  if (left.length > NAMED) names.push(`${left.length - NAMED} more`);
  return `Nothing is left but ${counted(left.length, 'item')} that failed: ${listed(names)}. The table coverage says why; later passes ask again, and ${command('retry')} lets the next one do so.`;
}
