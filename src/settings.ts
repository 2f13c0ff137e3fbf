import { isIP } from 'node:net';
import { validate } from 'node-cron';
import * as z from 'zod/mini';
import { isOfSomebodyElse } from './places.ts';
import { Secret } from './secret.ts';

export const ON_DELETED = ['keep', 'forget'] as const;

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

/**
 * Every setting: what is expected of its text, its default, and what becomes of it. Of zod's smaller half, since the other
 * costs each start 11 ms more.
 */
export const settings = z.object({
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
