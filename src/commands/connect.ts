import { and, desc, eq } from 'drizzle-orm';
import type { App } from '../app.ts';
import { isForAPerson } from '../archive/sync-runs.ts';
import type { Arrival } from '../auth/await-grant.ts';
import { completeGrant, type Grant } from '../auth/complete-grant.ts';
import { exchangeCode } from '../auth/exchange-code.ts';
import { missingScopes, type ScopeGap } from '../auth/scopes.ts';
import { readGrant } from '../auth/token-answer.ts';
import { untilStored } from '../auth/until-stored.ts';
import { Failure, sentence } from '../errors.ts';
import { command } from '../package.ts';
import { nameOf } from '../resources/athlete.ts';
import { statsTotals } from '../resources/stats.ts';
import type { Secret } from '../secret.ts';
import { StravaFault } from '../strava/fault.ts';
import { type AthleteReport, isOfItem } from '../sync/outcome.ts';
import { runPass } from '../sync/pass.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CommandContext, tellDifference, tellOfWait } from './context.ts';

function describeGaps(gaps: ScopeGap[]): string[] {
  return gaps.map(({ scope, loses }) => `  ${scope}: without it, ${loses} will not be archived.`);
}

function checkScopes(asked: string[], granted: string[], say: Terminal['say']): void {
  const gaps = missingScopes(asked, granted);
  if (gaps.length === 0) return;
  if (gaps.some(({ needed }) => needed)) {
    throw new Failure(
      'not_connected',
      `These permissions were not granted:\n${describeGaps(gaps).join('\n')}\nSo nothing was connected.`,
      `Run ${command('bootstrap', '--force')} and leave the boxes ticked.`,
    );
  }
  say('Not all permissions were granted:');
  for (const line of describeGaps(gaps)) say(line);
  say(`It goes on with the others. ${command('bootstrap', '--force')} asks again.`);
}

function countsOf(app: App, athleteId: number): string {
  const rows = app.archive
    .select()
    .from(statsTotals)
    .where(and(eq(statsTotals.athlete_id, athleteId), eq(statsTotals.period, 'all')))
    .orderBy(desc(statsTotals.captured_on))
    .limit(3)
    .all();
  const count = (sport: string) => rows.find((row) => row.sport === sport)?.count ?? 0;
  return `${count('run')} runs, ${count('ride')} rides and ${count('swim')} swims`;
}

/** Whose token it is, where the exchange of the code did not say. */
async function whoIs(app: App, token: Secret, signal: AbortSignal): Promise<number | undefined> {
  const renew = () => Promise.reject(new StravaFault('unauthorized', 'GET /athlete', { status: 401 }));
  const client = app.clientWith({ get: async () => token, renew, worked: () => {} });
  const { json } = await client.get({ path: '/athlete' }, { signal: signal });
  return readGrant({ athlete: json }).athleteId;
}

/** A pair that is stored and not proven yet. */
export interface Stored {
  grant: Grant;
  /** Puts back what was there before. */
  undo: () => void;
}

/**
 * Turns the browser's answer into a stored token pair, and tells the browser, which has nothing to wait for after that.
 * @throws {Failure} what kept it from connecting; then nothing is stored.
 */
export async function storeGrant(
  app: App,
  { answer, show }: Arrival,
  { terminal: { say }, signal }: CommandContext,
): Promise<Stored> {
  const { config, clock, credentials, endpoint, retry } = app;
  if (answer.kind === 'denied') {
    throw new Failure(
      'not_connected',
      'You declined at Strava, so nothing was connected.',
      `Run ${command('bootstrap')} again if that was a mistake.`,
    );
  }
  // Refused before the code is spent where the browser's answer names the scopes, as Strava's does.
  if (answer.scopes) checkScopes(config.scopes, answer.scopes, say);
  using _alone = await app.tokenLock(signal);
  // A code can be used once: what it brings must not meet a file that cannot be written.
  credentials.assertWritable();
  const came = await exchangeCode(answer.code, { endpoint, clock, retry, signal });
  const grant = await completeGrant(came, {
    endpoint,
    credentials,
    whoIs: (token) => whoIs(app, token, signal),
  });
  const scopes = answer.scopes ?? grant.scopes ?? config.scopes;
  if (!answer.scopes) checkScopes(config.scopes, scopes, say);
  const undo = await untilStored(
    () => credentials.connect(grant.athleteId, grant.pair, scopes, clock.now()),
    {
      clock,
      onWait: (failure) =>
        say(`${sentence(failure)} Until then this program keeps trying to store the tokens.`),
    },
  );
  show({
    ok: true,
    title: 'Connected',
    text: 'athlete-archive has the permission it needs and takes a first look at your data; the terminal says how it went. You can close this page.',
  });
  return { grant, undo };
}

const storedOnly = ({ grant: { firstname } }: Stored) =>
  `Connected${firstname ? ` as ${firstname}` : ''}, and the tokens are stored; only the first look at your data failed:`;

/** The first pass is the proof: its two requests are in the archive already and not spent twice. */
async function firstPass(app: App, stored: Stored, context: CommandContext): Promise<AthleteReport> {
  const { signal } = context;
  const only = stored.grant.athleteId;
  const onWait = tellOfWait(context);
  try {
    const [report] = await runPass(app.passContext, { trigger: 'bootstrap', only, signal, onWait });
    if (!report) throw new Error('The proof ran no pass.');
    return report;
  } catch (error) {
    context.terminal.say(storedOnly(stored));
    throw error;
  }
}

/**
 * Proves a stored pair by a first pass and tells the person.
 * @throws {Failure} when the pair is of no use; then it is no longer stored.
 */
export async function prove(app: App, stored: Stored, context: CommandContext): Promise<void> {
  const { say } = context.terminal;
  const { athleteId } = stored.grant;
  const report = await firstPass(app, stored, context);
  if (isForAPerson(report.outcome) && !isOfItem(report.error)) {
    stored.undo();
    throw report.error;
  }
  say();
  if (report.outcome === 'ok') {
    say(`Hi, ${nameOf(app.archive, athleteId)}! Strava knows ${countsOf(app, athleteId)} of yours.`);
  } else {
    say(storedOnly(stored));
    say(`  ${sentence(report.error)}`);
  }
  tellDifference(say, app);
  say(`Next: ${command('start')} keeps the archive up to date; ${command('status')} shows how it stands.`);
}
