import { createServer } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { bootstrap } from '../src/commands/bootstrap.ts';
import type { CommandContext } from '../src/commands/context.ts';
import { start } from '../src/commands/start.ts';
import { sync } from '../src/commands/sync.ts';
import { Stopped } from '../src/errors.ts';
import { Sqlite } from '../src/sqlite/driver.ts';
import { openInBrowser } from '../src/terminal/browser.ts';
import { processTerminal } from '../src/terminal/terminal.ts';
import { type Simulator, startSimulator } from '../test/simulator/index.ts';
import { QUERIES } from './demo-queries.ts';

// Strava gives a new application 100 and 1,000.
const LIMITS = { overall: [10_000, 100_000], read: [5_000, 50_000] } as const;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}

async function environmentFor(simulator: Simulator, dataDir: string): Promise<Record<string, string>> {
  return {
    STRAVA_CLIENT_ID: simulator.clientId,
    STRAVA_CLIENT_SECRET: simulator.clientSecret,
    STRAVA_API_URL: simulator.apiUrl,
    STRAVA_OAUTH_URL: simulator.oauthUrl,
    STRAVA_REDIRECT_URL: `http://127.0.0.1:${await freePort()}/authorization`,
    DATA_DIR: dataDir,
    SYNC_CRON: '*/20 * * * * *',
    HTTP_PORT: String(await freePort()),
  };
}

/** The consent page answers for itself here: following the redirect is what a browser would do. */
async function consent(url: string): Promise<boolean> {
  setTimeout(() => void fetch(url), 100);
  return true;
}

/** Three years, but only every third activity of them, so that the demo ends in seconds; and one lost recording. */
function makeWorldSmall({ world, consent, faults }: Simulator): void {
  const { activities } = world.athleteOf(consent.athleteId);
  activities.splice(0, activities.length, ...activities.filter((_, i) => i % 3 === 0));
  faults.add({ path: /\/streams$/, nth: 7, kind: { status: 404 } });
}

function showQueries(path: string, say: (line?: string) => void): void {
  const db = new Sqlite(path, { readonly: true });
  for (const { title, sql } of QUERIES) {
    say(`${title}:\n\n${sql.replaceAll(/^/gm, '  ')};\n`);
    console.table(Object.fromEntries((db.prepare(sql).all() as object[]).map((row, i) => [i + 1, row])));
    say();
  }
  db.close();
}

/** Opens the pages in the browser of a desktop, once they are there; elsewhere the printed address does. */
async function openWhenThere(origin: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const isThere = await fetch(`${origin}/healthz`).then(
      () => true,
      () => false,
    );
    if (isThere) return void (await openInBrowser(origin));
    await delay(200);
  }
}

/** @returns the exit code. */
export async function demo(options: { dataDir: string; keep: boolean }): Promise<number> {
  const { dataDir, keep } = options;
  await using simulator = await startSimulator({ limits: LIMITS });
  makeWorldSmall(simulator);
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => controller.abort(new Stopped()));
  const terminal = { ...processTerminal(), interactive: false, input: Readable.from([]) };
  const environment = await environmentFor(simulator, dataDir);
  const context: CommandContext = { environment, terminal, signal: controller.signal };
  const { say } = terminal;

  say('SIMULATED DATA: this demo talks to a simulated Strava on this machine, not to strava.com.');
  const granted = LIMITS.read[0].toLocaleString('en');
  say(`The simulated Strava grants more requests than the real one (${granted} a quarter hour, not 100),`);
  say('so that you need not wait: with the real limits this history would take about an hour and a half.\n');
  say('--- npx athlete-archive bootstrap ---');
  await bootstrap(context, { browser: true, force: false }, { openBrowser: consent });
  say('\n--- npx athlete-archive sync (three years of activities, 10 to 25 seconds) ---');
  const code = await sync(context, { untilDone: false });
  const archive = join(dataDir, 'archive.db');
  say(`\n--- what is in ${archive} (simulated) ---\n`);
  showQueries(archive, say);
  say(`Ask it yourself:   sqlite3 ${archive} "SELECT start_date, name, distance FROM activities"`);
  say(
    'Your own account:  npx athlete-archive bootstrap, then npx athlete-archive start (README, "Connect your account")',
  );
  if (!keep) return code;
  say('\n--- npx athlete-archive start (every 20 seconds, until Ctrl-C) ---');
  void openWhenThere(`http://127.0.0.1:${environment.HTTP_PORT}`, controller.signal);
  // Awaited here, so that the simulated Strava lives as long as the worker.
  return await start(context);
}
