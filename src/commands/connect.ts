import { and, desc, eq } from 'drizzle-orm';
import type { App } from '../app.ts';
import type { Arrival } from '../auth/await-grant.ts';
import { exchangeCode } from '../auth/exchange-code.ts';
import { missingScopes, type ScopeGap } from '../auth/scopes.ts';
import type { Grant } from '../auth/token-endpoint.ts';
import { Failure, sentence } from '../errors.ts';
import { nameOf } from '../resources/athlete.ts';
import { statsTotals } from '../resources/stats.ts';
import type { AthleteReport } from '../sync/outcome.ts';
import { runPass } from '../sync/pass.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CommandContext, tellOfWait } from './context.ts';

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
      'Run `npm run bootstrap -- --force` and leave the boxes ticked.',
    );
  }
  say('Not all permissions were granted:');
  for (const line of describeGaps(gaps)) say(line);
  say('It goes on with the others. `npm run bootstrap -- --force` asks again.');
}

function countsOf(app: App, athleteId: number): string {
  const rows = app.archive
    .select()
    .from(statsTotals)
    .where(and(eq(statsTotals.athleteId, athleteId), eq(statsTotals.period, 'all')))
    .orderBy(desc(statsTotals.capturedOn))
    .limit(3)
    .all();
  const count = (sport: string) => rows.find((row) => row.sport === sport)?.count ?? 0;
  return `${count('run')} runs, ${count('ride')} rides and ${count('swim')} swims`;
}

// What only a new connection or the owner can mend; the network and Strava's own troubles pass by themselves.
const HOPELESS = ['unauthorized', 'inactive', 'misconfigured'];

/** The first pass is the proof: its two requests are in the archive already and not spent twice. */
async function prove(
  app: App,
  grant: Grant,
  undo: () => void,
  context: CommandContext,
): Promise<AthleteReport> {
  const { signal } = context;
  const onWait = tellOfWait(context);
  const [report] = await runPass(app.passContext, {
    trigger: 'bootstrap',
    only: grant.athleteId,
    signal,
    onWait,
  });
  if (!report) throw new Error('The proof ran no pass.');
  if (HOPELESS.includes(report.outcome)) {
    undo();
    throw report.error;
  }
  return report;
}

/**
 * Turns the browser's answer into a stored token pair, proves it and tells the person.
 * @throws {Failure} what kept it from connecting; then nothing is stored.
 */
export async function connect(app: App, { answer, show }: Arrival, context: CommandContext): Promise<void> {
  const { say } = context.terminal;
  const { config, clock, credentials, endpoint, retry } = app;
  if (answer.kind === 'denied') {
    throw new Failure(
      'not_connected',
      'You declined at Strava, so nothing was connected.',
      'Run `npm run bootstrap` again if that was a mistake.',
    );
  }
  // Refused before the code is spent where the browser's answer names the scopes, as Strava's does.
  if (answer.scopes) checkScopes(config.scopes, answer.scopes, say);
  const grant = await exchangeCode(answer.code, { endpoint, clock, retry, signal: context.signal });
  const scopes = answer.scopes ?? grant.scopes ?? config.scopes;
  if (!answer.scopes) checkScopes(config.scopes, scopes, say);
  const undo = credentials.connect(grant.athleteId, grant.pair, scopes, clock.now());
  const report = await prove(app, grant, undo, context);
  say();
  if (report.outcome === 'ok') {
    say(
      `Hi, ${nameOf(app.archive, grant.athleteId)}! Strava knows ${countsOf(app, grant.athleteId)} of yours.`,
    );
  } else {
    say(
      `Connected${grant.firstname ? ` as ${grant.firstname}` : ''}, and the tokens are stored; only the first look at your data failed:`,
    );
    say(`  ${sentence(report.error)}`);
  }
  say('Next: `npm start` keeps the archive up to date; `npm run status` shows how it stands.');
  show({
    ok: true,
    title: 'Connected',
    text: 'athlete-archive is connected to your Strava account. You can close this page.',
  });
}
