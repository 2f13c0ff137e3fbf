import { basename, join } from 'node:path';
import { machineZone } from './clock.ts';
import { Failure } from './errors.ts';
import type { LogFormat } from './log.ts';
import { isCheckout, packageRoot } from './package.ts';
import { defaultDataDir, type Environment, pathOf, type StartedFrom, settingsFiles } from './places.ts';
import type { Secret } from './secret.ts';
import { type ON_DELETED, settings } from './settings.ts';

/** The owner's own API application at Strava. */
export interface StravaApp {
  clientId: string;
  clientSecret: Secret;
}

/** It stays, marked; or it is erased here too. */
export type OnDeleted = (typeof ON_DELETED)[number];

/** All settings, validated; names and defaults are in the table of `docs/running.md` and in `.env.example`. */
export interface Config {
  /** Undefined where the command works without it (`status`) or asks for it (`bootstrap`). */
  app: StravaApp | undefined;
  apiUrl: string;
  oauthUrl: string;
  scopes: string[];
  redirectUrl: URL;
  /** Where bootstrap listens for the browser; undefined for the address of `redirectUrl`. */
  callbackHost: string | undefined;
  dataDir: string;
  /** Names of what to archive, or with a minus of what to leave out; empty for everything. */
  archive: string[];
  /** In how many days each activity is read again; undefined for never. */
  rereadDays: number | undefined;
  /** After how many days a pass is forgotten; undefined for never. */
  keepRuns: number | undefined;
  /** After how many days what came through the API goes; undefined for never. */
  retentionDays: number | undefined;
  /** Where the worker puts a backup each night; undefined for none. */
  backupDir: string | undefined;
  /** How many of them stay. */
  backupKeep: number;
  /** What becomes of an activity that was deleted at Strava. */
  onDeleted: OnDeleted;
  syncCron: string;
  /** IANA name of the zone of the schedule and of `captured_on`; looked up when it is asked for. */
  readonly zone: string;
  /** The same if it was set; undefined for that of this machine. */
  zoneSet: string | undefined;
  httpHost: string;
  /** Port of `/healthz` and the pages; undefined turns both off. */
  httpPort: number | undefined;
  /** Names by which a browser may call this machine, besides addresses, `localhost`, `*.local` and its own name. */
  httpAllowedHosts: string[];
  /** Opens the pages to who is not at this machine, and asks everybody for it; undefined for nobody else. */
  httpPassword: Secret | undefined;
  /** Where map tiles are from, with `{z}`, `{x}` and `{y}`; undefined for a plain ground, which asks nobody. */
  mapTileUrl: string | undefined;
  pingUrl: Secret | undefined;
  logLevel: string;
  logFormat: LogFormat;
}

/** A configuration with which Strava can be asked. */
export type ReadyConfig = Config & { app: StravaApp };

// Values that must not be shown back, even when they are wrong.
const HIDDEN = new Set(['STRAVA_CLIENT_SECRET', 'HEALTHCHECK_PING_URL', 'HTTP_PASSWORD']);

function faultLine(name: string, found: string | undefined, expected: string): string {
  if (found === undefined) return `  ${name} is missing: expected ${expected}`;
  const shown = HIDDEN.has(name) ? 'something else' : JSON.stringify(found);
  return `  ${name}: expected ${expected}, found ${shown}`;
}

function missingApp(values: Environment): string[] {
  const where = (label: string) => `the "${label}" of your API application on strava.com/settings/api`;
  const lines = [];
  if (!values.STRAVA_CLIENT_ID) lines.push(faultLine('STRAVA_CLIENT_ID', undefined, where('Client ID')));
  if (!values.STRAVA_CLIENT_SECRET)
    lines.push(faultLine('STRAVA_CLIENT_SECRET', undefined, where('Client Secret')));
  return lines;
}

const startedFrom = (environment: Environment): StartedFrom => ({ folder: process.cwd(), environment });

/** Where to mend a fault: the files as a person would name them. */
function adviceFor(values: Environment): string {
  const [here = '', ...others] = settingsFiles(startedFrom(values));
  const example = isCheckout ? '.env.example' : join(packageRoot, '.env.example');
  const files = [basename(here), ...others].join(' or ');
  return `Mend ${files} (or the environment) and start again; ${example} explains every name.`;
}

/**
 * Turns environment values into the typed configuration.
 * @throws {Failure} `configuration`, listing every fault at once with name, finding and expectation.
 */
export function loadConfig(values: Environment, options: { app: 'required' }): ReadyConfig;
export function loadConfig(values: Environment, options: { app: 'required' | 'optional' }): Config;
export function loadConfig(values: Environment, options: { app: 'required' | 'optional' }): Config {
  const result = settings.safeParse(values);
  const faults = (result.error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0]);
    return faultLine(name, values[name], issue.message);
  });
  if (options.app === 'required') faults.unshift(...missingApp(values));
  if (faults.length > 0 || !result.success) {
    throw new Failure(
      'configuration',
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.join('\n')}`,
      adviceFor(values),
    );
  }
  const s = result.data;
  const { STRAVA_CLIENT_ID: clientId, STRAVA_CLIENT_SECRET: clientSecret } = s;
  return {
    app: clientId && clientSecret ? { clientId, clientSecret } : undefined,
    apiUrl: s.STRAVA_API_URL,
    oauthUrl: s.STRAVA_OAUTH_URL,
    scopes: s.STRAVA_SCOPES,
    redirectUrl: s.STRAVA_REDIRECT_URL,
    callbackHost: s.CALLBACK_HOST,
    dataDir:
      s.DATA_DIR === undefined
        ? defaultDataDir(startedFrom(values))
        : pathOf(s.DATA_DIR, process.cwd(), values),
    archive: s.ARCHIVE,
    rereadDays: s.REREAD_DAYS,
    keepRuns: s.KEEP_RUNS,
    retentionDays: s.RETENTION_DAYS,
    backupDir: s.BACKUP_DIR === undefined ? undefined : pathOf(s.BACKUP_DIR, process.cwd(), values),
    backupKeep: s.BACKUP_KEEP,
    onDeleted: s.ON_DELETED,
    syncCron: s.SYNC_CRON,
    get zone() {
      return s.TZ ?? machineZone();
    },
    zoneSet: s.TZ,
    httpHost: s.HTTP_HOST,
    httpPort: s.HTTP_PORT,
    httpAllowedHosts: s.HTTP_ALLOWED_HOSTS,
    httpPassword: s.HTTP_PASSWORD,
    mapTileUrl: s.MAP_TILE_URL,
    pingUrl: s.HEALTHCHECK_PING_URL,
    logLevel: s.LOG_LEVEL,
    logFormat: s.LOG_FORMAT,
  };
}
