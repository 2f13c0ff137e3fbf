/**
 * `npm run demo`: the whole program against a simulated Strava on this machine; no account, no configuration.
 * The code paths are those of production: only the two addresses (and the keys to them) differ.
 */
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { bootstrap } from '../src/commands/bootstrap.ts';
import type { CommandContext } from '../src/commands/context.ts';
import { start } from '../src/commands/start.ts';
import { sync } from '../src/commands/sync.ts';
import { processTerminal } from '../src/commands/terminal.ts';
import { type Simulator, startSimulator } from '../test/simulator/index.ts';

const HELP = `npm run demo -- [options]
Runs athlete-archive against a simulated Strava on this machine and shows what it archives.

  --data-dir <folder>  where the archive goes (default: a new temporary folder)
  --keep               afterwards leave the worker running, a pass every 20 seconds, until Ctrl-C
  --help               this text`;

const QUERIES = [
  {
    title: 'Who is archived',
    sql: `SELECT firstname || ' ' || lastname AS athlete, city, weight AS kg, ftp AS watts, follower_count AS followers
FROM athletes`,
  },
  {
    title: 'All-time totals (Strava counts public activities only)',
    sql: `SELECT sport, count, round(distance / 1000, 1) AS km, round(moving_time / 3600.0, 1) AS hours,
       round(elevation_gain) AS metres_up
FROM stats_totals WHERE period = 'all' ORDER BY distance DESC`,
  },
  {
    title: 'A row a day from now on: the last four weeks of running, as seen each day',
    sql: `SELECT captured_on, count AS runs, round(distance / 1000, 1) AS km FROM stats_totals
WHERE period = 'recent' AND sport = 'run' ORDER BY captured_on`,
  },
];

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

function showQueries(path: string, say: (line?: string) => void): void {
  const db = new Database(path, { readonly: true });
  for (const { title, sql } of QUERIES) {
    say(`${title}:\n\n${sql.replaceAll(/^/gm, '  ')};\n`);
    console.table(Object.fromEntries((db.prepare(sql).all() as object[]).map((row, i) => [i + 1, row])));
    say();
  }
  db.close();
}

async function demo(options: { dataDir: string; keep: boolean }): Promise<number> {
  const { dataDir, keep } = options;
  await using simulator = await startSimulator();
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  const terminal = { ...processTerminal(), interactive: false, input: Readable.from([]) };
  const environment = await environmentFor(simulator, dataDir);
  const context: CommandContext = { environment, terminal, signal: controller.signal };
  const { say } = terminal;

  say('SIMULATED DATA: this demo talks to a simulated Strava on this machine, not to strava.com.\n');
  say('--- npm run bootstrap ---');
  await bootstrap(context, { browser: true, force: false }, { openBrowser: consent });
  say('\n--- npm run sync ---');
  const code = await sync(context);
  const archive = join(dataDir, 'archive.db');
  say(`\n--- what is in ${archive} (simulated) ---\n`);
  showQueries(archive, say);
  say(`Ask it yourself:   sqlite3 ${archive} "SELECT * FROM stats_totals"`);
  say('Your own account:  npm run bootstrap, then npm start (README, "Connect your account")');
  if (!keep) return code;
  say(
    `\n--- npm start (every 20 seconds, until Ctrl-C; health: http://127.0.0.1:${environment.HTTP_PORT}/healthz) ---`,
  );
  return start(context);
}

const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
} else {
  const dataDir = resolve(values['data-dir'] ?? mkdtempSync(join(tmpdir(), 'athlete-archive-demo-')));
  process.exitCode = await demo({ dataDir, keep: values.keep });
}
