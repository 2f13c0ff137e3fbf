import { isForAPerson } from '../archive/sync-runs.ts';
import { inWords } from '../clock.ts';
import { command } from '../package.ts';
import { type AthleteStatus, keepingText, type ListStatus, type Status } from '../status/report.ts';
import { counted, duration, inBytes } from '../words.ts';

const TOKEN_WORDS: Record<AthleteStatus['token'], string> = {
  valid: 'valid until',
  expired: 'ran out, the next pass refreshes it; it was valid until',
  refused: `no longer accepted by Strava: run ${command('bootstrap')}; it was valid until`,
};

const line = (label: string, text: string) => `  ${label.padEnd(12)}${text}`;

/** A text of more than one line, below its label. */
const indented = (text: string) => text.replaceAll('\n', `\n${' '.repeat(14)}`);

function runText(run: AthleteStatus['lastRun'], when: (instant: string) => string): string {
  if (!run) return 'never';
  const outcome = run.outcome ?? 'running';
  return `${when(run.startedAt)}, ${outcome}, ${counted(run.requests, 'request')} (${run.trigger})`;
}

// "absent" is what Strava proved not to have, "none" what there can be none of.
const HEADINGS = ['done', 'pending', 'absent', 'none', 'failed', 'parked'] as const;

function coverageLines(coverage: AthleteStatus['coverage']): string[] {
  const width = Math.max(12, ...coverage.map(({ resource }) => resource.length + 2));
  const row = (name: string, cells: (string | number)[]) =>
    `  ${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(9)).join('')}`;
  const cells = (c: AthleteStatus['coverage'][number]) => [
    ...[c.done, c.pending, c.absent, c.not_applicable, c.failed, c.parked],
  ];
  return [row('archived', [...HEADINGS]), ...coverage.map((c) => row(`  ${c.resource}`, cells(c)))];
}

function notedLines(coverage: AthleteStatus['coverage']): string[] {
  const noted = coverage.reduce((sum, { noted: more }) => sum + more, 0);
  if (noted === 0) return [];
  const text = `${counted(noted, 'archived item')} with values that are not understood: they are kept, and named in coverage.note`;
  return [line('odd', text)];
}

/** Nothing where all is made, as nearly always. */
function derivedLines({ activities, left, failed }: AthleteStatus['derived']): string[] {
  const made = activities - left;
  const words = [
    left > 0 && `of ${made} of ${counted(activities, 'activity')}; the worker and sync go on with the rest`,
    failed > 0 && `failed for ${failed}: derivations.failure says why; please report it`,
  ].filter(Boolean);
  return words.length > 0 ? [line('derived', `curves, histograms, tracks, tiles: ${words.join('; ')}`)] : [];
}

// The ledger has all of it.
const LONGEST_NOTE = 300;

/** Until two readings of a list agree, one page of it may have hidden something; then it is read in turn. */
function listText(list: ListStatus, when: (instant: string) => string): string | undefined {
  const { resource, readings, readAt, page, readAgainAt, note } = list;
  const again = readAgainAt && Date.parse(readAgainAt) > Date.now() ? ` from ${when(readAgainAt)} on` : '';
  const words = [
    readings === 0 && `${resource} is being read, page ${page ?? 1} comes next`,
    readings === 1 && readAt && `${resource} was read to its end once, ${when(readAt)}`,
    readings === 1 && `it is read again${again}, since a single page may hide something`,
    readings > 1 && readAt && `all of ${resource} was last seen ${when(readAt)}`,
    readings > 1 && page && `it is read again, page ${page} comes next`,
    note && (note.length > LONGEST_NOTE ? `${note.slice(0, LONGEST_NOTE)} …` : note),
  ];
  return words.filter(Boolean).join('; ') || undefined;
}

function listLines({ lists, shortfalls }: AthleteStatus, when: (instant: string) => string): string[] {
  const counts = shortfalls.map(
    ({ sport, strava, archived }) => `${counted(strava, sport)} at Strava, ${archived} in the archive`,
  );
  return [
    ...lists.flatMap((list) => listText(list, when) ?? []).map((text) => line('list', text)),
    ...(counts.length > 0 ? [line('hint', `${counts.join('; ')}: some may be missing`)] : []),
  ];
}

const closedLines = ({ closed }: AthleteStatus, when: (instant: string) => string): string[] =>
  closed.map(({ resource, reason, since, askedAt }) => {
    const asked = askedAt ? `, next ${when(askedAt)}` : '';
    return line('closed', `${resource} ${reason} (since ${when(since)}); asked once a day${asked}`);
  });

/** Whether Strava is not asked before a person has mended something. */
const isBarred = ({ token, lastRun }: AthleteStatus) => token === 'refused' || isForAPerson(lastRun?.outcome);

function remainingLines(athlete: AthleteStatus, when: (instant: string) => string): string[] {
  const { remaining } = athlete;
  if (!remaining) return [];
  const { requests, limits, finishesAt } = remaining;
  if (finishesAt === null)
    return [line('left', 'not known yet: the list of activities comes first, a request for every 200')];
  if (requests === 0) return [];
  if (isBarred(athlete))
    return [line('left', `${counted(requests, 'request')}, once what keeps it from asking is mended`)];
  const until = (end: string, what: string, count: number) =>
    `about ${duration(Date.parse(end) - Date.now())}${what}: ${counted(count, 'request')}`;
  const pace = `${limits.quarter_hour} a quarter hour, ${limits.day.toLocaleString('en')} a day`;
  const { first } = remaining;
  if (first.finishesAt === null || first.requests === 0 || first.requests === requests)
    return [line('left', `${until(finishesAt, '', requests)} at ${pace}; done ${when(finishesAt)}`)];
  const soon = until(first.finishesAt, ' for details and streams', first.requests);
  return [
    line('left', `${soon} at ${pace}; done ${when(first.finishesAt)}`),
    line('', `${until(finishesAt, ' for everything', requests)}; done ${when(finishesAt)}`),
  ];
}

function athleteLines(athlete: AthleteStatus, when: (instant: string) => string): string[] {
  const { lastRun } = athlete;
  const lines = [
    `${athlete.name} (${athlete.id})`,
    line('connected', `${when(athlete.connectedAt)}, scopes ${athlete.scopes.join(', ')}`),
    line('token', `${TOKEN_WORDS[athlete.token]} ${when(athlete.tokenExpiresAt)}`),
    line('last run', runText(lastRun, when)),
  ];
  if (lastRun?.outcome !== 'ok') lines.push(line('last good', runText(athlete.lastGoodRun, when)));
  if (lastRun?.error) {
    const label = lastRun.outcome === 'ok' ? 'but failed' : 'last error';
    lines.push(line(label, indented(lastRun.error)));
  }
  lines.push(...coverageLines(athlete.coverage), ...notedLines(athlete.coverage));
  lines.push(...derivedLines(athlete.derived));
  lines.push(...listLines(athlete, when), ...closedLines(athlete, when));
  lines.push(...remainingLines(athlete, when));
  if (lastRun?.resumeAt) lines.push(line('resumes', when(lastRun.resumeAt)));
  return lines;
}

function workerText(worker: Status['worker']): string {
  if (!worker) return 'not running';
  return worker === 'unknown' ? 'running' : `running: process ${worker.pid} on ${worker.host}`;
}

const WINDOW_WORDS: Record<string, string> = { quarter_hour: 'this quarter hour', day: 'today (UTC)' };

function budgetText({ window, left, resetsAt }: Status['budget'][number]): string {
  return `${counted(left, 'request')} left ${WINDOW_WORDS[window] ?? window}, until ${resetsAt.slice(11, 16)} UTC`;
}

/** The status as lines for a person. */
export function statusText(status: Status): string[] {
  const { schedule } = status;
  const when = (instant: string) => inWords(Date.parse(instant), schedule.zone);
  const next = schedule.nextRun ? when(schedule.nextRun) : 'never';
  const keeps = keepingText(status);
  const athletes = status.athletes.flatMap((athlete) => athleteLines(athlete, when));
  return [
    ...(athletes.length > 0 ? athletes : [`Nobody is connected yet: run ${command('bootstrap')}.`]),
    'Worker',
    line('state', workerText(status.worker)),
    line('health', `${status.health.ok ? 'good' : 'BAD'}. ${indented(status.health.reason)}`),
    line('schedule', `${schedule.words} (${schedule.zone})`),
    line('next run', status.worker ? next : `${next}, once ${command('start')} runs`),
    ...(keeps === undefined ? [] : [line('keeps', keeps)]),
    ...(status.budget.length > 0
      ? ['Requests at Strava', ...status.budget.map((b) => `  ${budgetText(b)}`)]
      : []),
    'Rows',
    ...Object.entries(status.rows).map(
      ([table, count]) => `  ${table.padEnd(20)}${String(count).padStart(9)}`,
    ),
    'Files',
    ...status.files.map(({ path, bytes: size }) => `  ${path} ${inBytes(size)}`),
  ];
}
