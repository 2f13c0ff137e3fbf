import { join } from 'node:path';
import { type App, type AppOverrides, createApp } from '../app.ts';
import { authorizationUrl, newState } from '../auth/authorization.ts';
import { type Arrival, awaitGrant, type PendingGrant } from '../auth/await-grant.ts';
import { loadConfig, type ReadyConfig } from '../config.ts';
import { Failure, Stopped, sentence } from '../errors.ts';
import { command } from '../package.ts';
import { type Environment, fileForSettings } from '../places.ts';
import { readSettings } from '../settings-file.ts';
import { askForApp } from '../terminal/ask-for-app.ts';
import { type OpenBrowser, openInBrowser } from '../terminal/browser.ts';
import { prove, storeGrant } from './connect.ts';
import { type CommandContext, commandLogger, tellArchive, untilMigrated } from './context.ts';

export interface BootstrapOptions {
  /** False with `--no-browser`. */
  browser: boolean;
  /** Ask again even if the same scopes were granted before. */
  force: boolean;
}

/** What the demo and tests set differently. */
export interface BootstrapSeams extends AppOverrides {
  openBrowser?: OpenBrowser;
}

const NOTICE = [
  'What is archived here comes through the Strava API. Strava’s API policy (June 2026) limits how long such data may',
  'be kept and forbids archives of it; whether to keep one of your own data is your decision. docs/strava-terms.md has more.',
];

async function arrivalOf(pending: PendingGrant): Promise<Arrival> {
  try {
    return await pending.arrival;
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    throw new Failure(
      'not_connected',
      'Stopped before anything was connected.',
      `Run ${command('bootstrap')} again.`,
    );
  }
}

/** What `take` makes of the arrival; the browser is shown why nothing came of it. */
async function takeOrShow<T>(arrival: Arrival, take: (arrival: Arrival) => Promise<T>): Promise<T> {
  try {
    return await take(arrival);
  } catch (error) {
    const text = `${sentence(error)} The terminal shows the same.`;
    arrival.show({ ok: false, title: 'Not connected', text });
    throw error;
  }
}

/** Waits for the browser's answer, having told the person what to do, and lets `take` have it. */
async function letPersonConsent<T>(
  app: App,
  context: CommandContext,
  options: BootstrapOptions & { openBrowser: OpenBrowser },
  take: (arrival: Arrival) => Promise<T>,
): Promise<T> {
  const { oauthUrl, redirectUrl, callbackHost, scopes } = app.config;
  const { terminal, signal } = context;
  const state = newState();
  const url = authorizationUrl({
    oauthUrl,
    clientId: app.config.app.clientId,
    redirectUrl,
    scopes,
    state,
    force: options.force,
  });
  await using pending = await awaitGrant({
    redirectUrl,
    callbackHost,
    state,
    input: terminal.input,
    say: terminal.say,
    signal,
  });
  terminal.say('Open this address in a browser and allow access:');
  terminal.say();
  terminal.say(`  ${url}`);
  terminal.say();
  const opened = options.browser && (await options.openBrowser(url));
  if (opened) terminal.say('(A browser window should have opened with it.)');
  if (pending.listening) {
    terminal.say(
      'Waiting for the browser. If it ends on a page that cannot load (it runs on another machine),',
    );
  } else {
    terminal.say(`Port ${redirectUrl.port || 80} is in use here, so wherever the browser ends after that,`);
  }
  terminal.say('copy the whole address of that page, paste it here and press Enter.');
  // Awaited here, so that the browser can be answered until it was.
  return await takeOrShow(await arrivalOf(pending), take);
}

/** Where client id and secret are written, from the folder where the program was started. */
function fileOf(environment: Environment): string {
  const folder = process.cwd();
  return fileForSettings({ folder, environment }, readSettings(join(folder, '.env')));
}

async function readConfig({ environment, terminal }: CommandContext): Promise<ReadyConfig> {
  const config = loadConfig(environment, { app: terminal.interactive ? 'optional' : 'required' });
  return { ...config, app: config.app ?? (await askForApp(terminal, fileOf(environment))) };
}

/**
 * Connects a Strava account: consent in the browser, code exchange, scopes checked, tokens stored, and a first pass
 * as the proof.
 * @returns the exit code. @throws {Failure} what kept it from connecting.
 */
export async function bootstrap(
  context: CommandContext,
  options: BootstrapOptions,
  seams: BootstrapSeams = {},
): Promise<number> {
  const config = await readConfig(context);
  tellArchive(context.terminal.say, config);
  const log = await commandLogger(config);
  await untilMigrated(context, config);
  using app = createApp(config, log, seams);
  for (const line of NOTICE) context.terminal.say(line);
  context.terminal.say();
  const openBrowser = seams.openBrowser ?? openInBrowser;
  const stored = await letPersonConsent(app, context, { ...options, openBrowser }, (arrival) =>
    storeGrant(app, arrival, context),
  );
  await prove(app, stored, context);
  return 0;
}
