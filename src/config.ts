import { isIP } from 'node:net';
import { basename, join } from 'node:path';
import { validate } from 'node-cron';
import * as z from 'zod/mini';
import { machineZone } from './clock.ts';
import { Failure } from './errors.ts';
import type { LogFormat } from './log.ts';
import { isCheckout, packageRoot } from './package.ts';
import {
  defaultDataDir,
  type Environment,
  isOfSomebodyElse,
  pathOf,
  type StartedFrom,
  settingsFiles,
} from './places.ts';
import { Secret } from './secret.ts';

/** The owner's own API application at Strava. */
export interface StravaApp {
  clientId: string;
  clientSecret: Secret;
}

const ON_DELETED = ['keep', 'forget'] as const;

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

const SCOPES = [
  'read',
  'read_all',
  'profile:read_all',
  'profile:write',
  'activity:read',
  'activity:read_all',
  'activity:write',
];
const LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

const parseUrl = (text: string) => (URL.canParse(text) ? new URL(text) : undefined);

/** Tokens travel to these addresses, so plain http is for this machine only. */
const isSafeUrl = (text: string) => {
  const url = parseUrl(text);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname));
};
const isZone = (zone: string) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
};

const isLoopbackUrl = (text: string) => {
  const url = parseUrl(text);
  return url?.protocol === 'http:' && LOOPBACK.has(url.hostname);
};

const isPort = (text: string) => text === 'off' || (/^\d{1,5}$/.test(text) && Number(text) <= 65_535);

/** A text that is as expected. */
const text = (is: (value: string) => boolean, expected: string) => z.string().check(z.refine(is, expected));

/** What is made of a text that is as it should be. */
const made = <T>(from: z.ZodMiniType<string, string>, make: (text: string) => T) =>
  z.pipe(from, z.transform(make));

const isTileUrl = (text: string) =>
  parseUrl(text)?.protocol === 'https:' && ['{z}', '{x}', '{y}'].every((part) => text.includes(part));

/** Shorter ones are guessed. */
const PASSWORD_LENGTH = 12;

const list = (text: string) => text.split(/[\s,]+/).filter(Boolean);
const withoutSlash = (address: string) => address.replace(/\/+$/, '');
const areScopes = (text: string) =>
  list(text).length > 0 && list(text).every((scope) => SCOPES.includes(scope));

const safeUrl = made(text(isSafeUrl, 'an https:// address (http:// only on this machine)'), withoutSlash);

const days = made(
  text((count) => /^(off|\d{1,4})$/.test(count), 'a number of days up to 9999, or off'),
  (count) => (Number(count) > 0 ? Number(count) : undefined),
);

// Of zod's smaller half, since the other costs each start 11 ms more.
const settings = z.object({
  STRAVA_CLIENT_ID: z.optional(
    text((id) => /^\d+$/.test(id), 'the number shown as "Client ID" on strava.com/settings/api'),
  ),
  STRAVA_CLIENT_SECRET: z.optional(
    made(
      text(
        (secret) => /^\S{8,}$/.test(secret),
        'the text shown as "Client Secret" on strava.com/settings/api',
      ),
      (secret) => new Secret(secret, 'pinned'),
    ),
  ),
  STRAVA_API_URL: z.prefault(safeUrl, 'https://www.strava.com/api/v3'),
  STRAVA_OAUTH_URL: z.prefault(safeUrl, 'https://www.strava.com/oauth'),
  STRAVA_SCOPES: z.prefault(
    made(text(areScopes, `a comma-separated list of ${SCOPES.join(', ')}`), list),
    'read,read_all,profile:read_all,activity:read_all',
  ),
  STRAVA_REDIRECT_URL: z.prefault(
    made(text(isLoopbackUrl, 'an http:// address on localhost or 127.0.0.1'), (address) => new URL(address)),
    'http://127.0.0.1:5000/authorization',
  ),
  CALLBACK_HOST: z.optional(
    text((host) => isIP(host) > 0 || host === 'localhost', 'an address of this machine, such as 0.0.0.0'),
  ),
  DATA_DIR: z.optional(
    text((path) => !isOfSomebodyElse(path), 'a folder; ~ stands for your own home only, as in ~/archive'),
  ),
  ARCHIVE: z.prefault(made(z.string(), list), ''),
  REREAD_DAYS: z.prefault(days, '90'),
  KEEP_RUNS: z.prefault(days, '400'),
  RETENTION_DAYS: z.prefault(days, 'off'),
  BACKUP_DIR: z.optional(
    text((path) => !isOfSomebodyElse(path), 'a folder; ~ stands for your own home only, as in ~/backups'),
  ),
  BACKUP_KEEP: z.prefault(
    made(
      text((count) => /^[1-9]\d{0,3}$/.test(count), 'how many backups to keep, at least 1'),
      Number,
    ),
    '7',
  ),
  ON_DELETED: z.prefault(z.enum(ON_DELETED, { error: 'keep or forget' }), 'keep'),
  SYNC_CRON: z.prefault(
    text(validate, 'a cron expression (minute hour day month weekday, with seconds in front if you like)'),
    '17 * * * *',
  ),
  TZ: z.optional(text(isZone, 'an IANA time zone such as Europe/Berlin')),
  HTTP_HOST: z.prefault(z.string(), '127.0.0.1'),
  HTTP_PORT: z.prefault(
    made(text(isPort, 'a port number up to 65535, or off'), (port) =>
      port === 'off' ? undefined : Number(port),
    ),
    '8788',
  ),
  HTTP_ALLOWED_HOSTS: z.prefault(made(z.string(), list), ''),
  HTTP_PASSWORD: z.optional(
    made(
      text((password) => password.length >= PASSWORD_LENGTH, `at least ${PASSWORD_LENGTH} characters`),
      (password) => new Secret(password, 'pinned'),
    ),
  ),
  MAP_TILE_URL: z.optional(text(isTileUrl, 'an https:// address with {z}, {x} and {y} in it')),
  HEALTHCHECK_PING_URL: z.optional(
    made(
      text((address) => /^https?:$/.test(parseUrl(address)?.protocol ?? ''), 'an http(s) address'),
      (address) => new Secret(withoutSlash(address), 'pinned'),
    ),
  ),
  LOG_LEVEL: z.prefault(z.enum(LEVELS, { error: `one of ${LEVELS.join(', ')}` }), 'info'),
  LOG_FORMAT: z.prefault(z.enum(['pretty', 'json'], { error: 'pretty or json' }), () =>
    process.stderr.isTTY ? 'pretty' : 'json',
  ),
});

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
