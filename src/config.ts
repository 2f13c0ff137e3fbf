import { basename, join } from 'node:path';
import cron from 'node-cron';
import * as z from 'zod';
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

/** All settings, validated; names and defaults are in the README's table and `.env.example`. */
export interface Config {
  /** Undefined where the command works without it (`status`) or asks for it (`bootstrap`). */
  app: StravaApp | undefined;
  apiUrl: string;
  oauthUrl: string;
  scopes: string[];
  redirectUrl: URL;
  dataDir: string;
  /** Names of what to archive, or with a minus of what to leave out; empty for everything. */
  archive: string[];
  syncCron: string;
  /** IANA name of the zone of the schedule and of `captured_on`. */
  zone: string;
  httpHost: string;
  /** Port of `/healthz`; undefined turns it off. */
  httpPort: number | undefined;
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
const safeUrl = z
  .string()
  .refine(isSafeUrl, 'an https:// address (http:// only on this machine)')
  .transform((text) => text.replace(/\/+$/, ''));

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

const settings = z.object({
  STRAVA_CLIENT_ID: z
    .string()
    .regex(/^\d+$/, 'the number shown as "Client ID" on strava.com/settings/api')
    .optional(),
  STRAVA_CLIENT_SECRET: z
    .string()
    .regex(/^\S{8,}$/, 'the text shown as "Client Secret" on strava.com/settings/api')
    .transform((value) => new Secret(value, 'pinned'))
    .optional(),
  STRAVA_API_URL: safeUrl.prefault('https://www.strava.com/api/v3'),
  STRAVA_OAUTH_URL: safeUrl.prefault('https://www.strava.com/oauth'),
  STRAVA_SCOPES: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .refine(
      (scopes) => scopes.length > 0 && scopes.every((scope) => SCOPES.includes(scope)),
      `a comma-separated list of ${SCOPES.join(', ')}`,
    )
    .prefault('read,read_all,profile:read_all,activity:read_all'),
  STRAVA_REDIRECT_URL: z
    .string()
    .refine(isLoopbackUrl, 'an http:// address on localhost or 127.0.0.1')
    .transform((text) => new URL(text))
    .prefault('http://127.0.0.1:5000/authorization'),
  DATA_DIR: z
    .string()
    .refine((path) => !isOfSomebodyElse(path), 'a folder; ~ stands for your own home only, as in ~/archive')
    .optional(),
  ARCHIVE: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .prefault(''),
  SYNC_CRON: z
    .string()
    .refine(
      (text) => cron.validate(text),
      'a cron expression (minute hour day month weekday, with seconds in front if you like)',
    )
    .prefault('17 * * * *'),
  TZ: z
    .string()
    .refine(isZone, 'an IANA time zone such as Europe/Berlin')
    .prefault(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
  HTTP_HOST: z.string().prefault('127.0.0.1'),
  HTTP_PORT: z
    .string()
    .refine(isPort, 'a port number up to 65535, or off')
    .transform((text) => (text === 'off' ? undefined : Number(text)))
    .prefault('8788'),
  HEALTHCHECK_PING_URL: z
    .string()
    .refine((text) => /^https?:$/.test(parseUrl(text)?.protocol ?? ''), 'an http(s) address')
    .transform((text) => new Secret(text.replace(/\/+$/, ''), 'pinned'))
    .optional(),
  LOG_LEVEL: z.enum(LEVELS, { error: `one of ${LEVELS.join(', ')}` }).prefault('info'),
  LOG_FORMAT: z
    .enum(['pretty', 'json'], { error: 'pretty or json' })
    .prefault(() => (process.stderr.isTTY ? 'pretty' : 'json')),
});

// Values that must not be shown back, even when they are wrong.
const HIDDEN = new Set(['STRAVA_CLIENT_SECRET', 'HEALTHCHECK_PING_URL']);

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
    dataDir:
      s.DATA_DIR === undefined
        ? defaultDataDir(startedFrom(values))
        : pathOf(s.DATA_DIR, process.cwd(), values),
    archive: s.ARCHIVE,
    syncCron: s.SYNC_CRON,
    zone: s.TZ,
    httpHost: s.HTTP_HOST,
    httpPort: s.HTTP_PORT,
    pingUrl: s.HEALTHCHECK_PING_URL,
    logLevel: s.LOG_LEVEL,
    logFormat: s.LOG_FORMAT,
  };
}
