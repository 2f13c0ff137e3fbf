import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../src/config.ts';
import { Failure } from '../src/errors.ts';
import { packageRoot } from '../src/package.ts';
import type { Environment } from '../src/places.ts';
import { readEnvironment } from '../src/settings-file.ts';
import { tempDir } from './support/temp-dir.ts';

const APP = { STRAVA_CLIENT_ID: '12345', STRAVA_CLIENT_SECRET: 'f00dfeedf00dfeed' };
const read = (values: Environment): Config => loadConfig(values, { app: 'optional' });

function refusal(values: Environment, app: 'required' | 'optional' = 'optional'): Failure {
  try {
    loadConfig(values, { app });
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('The configuration was accepted.');
}

const WRONG = {
  STRAVA_CLIENT_ID: 'my app',
  STRAVA_CLIENT_SECRET: 'seven_7',
  STRAVA_API_URL: 'http://api.example.com/v3',
  STRAVA_OAUTH_URL: 'www.strava.com/oauth',
  STRAVA_SCOPES: 'read,everything',
  STRAVA_REDIRECT_URL: 'https://example.com/authorization',
  CALLBACK_HOST: 'everywhere',
  REREAD_DAYS: '-1',
  KEEP_RUNS: '1 year',
  RETENTION_DAYS: '-7',
  BACKUP_DIR: '~ann/backups',
  BACKUP_KEEP: '0',
  ON_DELETED: 'erase',
  SYNC_CRON: 'every hour',
  TZ: 'Mars/Olympus',
  HTTP_PORT: '65536',
  HEALTHCHECK_PING_URL: 'ftp://monitor/4d1f',
  LOG_LEVEL: 'loud',
  LOG_FORMAT: 'xml',
};

describe('the configuration', () => {
  test('has a default for everything but the application', () => {
    expect(read({})).toEqual({
      app: undefined,
      apiUrl: 'https://www.strava.com/api/v3',
      oauthUrl: 'https://www.strava.com/oauth',
      scopes: ['read', 'read_all', 'profile:read_all', 'activity:read_all'],
      redirectUrl: new URL('http://127.0.0.1:5000/authorization'),
      callbackHost: undefined,
      dataDir: resolve('data'),
      archive: [],
      rereadDays: 90,
      keepRuns: 400,
      retentionDays: undefined,
      backupDir: undefined,
      backupKeep: 7,
      onDeleted: 'keep',
      syncCron: '17 * * * *',
      zone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
      httpHost: '127.0.0.1',
      httpPort: 8788,
      httpAllowedHosts: [],
      httpPassword: undefined,
      mapTileUrl: undefined,
      pingUrl: undefined,
      logLevel: 'info',
      logFormat: process.stderr.isTTY ? 'pretty' : 'json',
    });
  });

  test('takes every value from the environment', () => {
    const config = read({
      ...APP,
      STRAVA_API_URL: 'https://api.example.com/v4/',
      STRAVA_OAUTH_URL: 'http://localhost:9/oauth//',
      STRAVA_SCOPES: 'read, activity:read  profile:read_all',
      STRAVA_REDIRECT_URL: 'http://localhost:7000/back',
      DATA_DIR: '/somewhere/else',
      ARCHIVE: 'athlete, -stats  gear',
      CALLBACK_HOST: '0.0.0.0',
      REREAD_DAYS: '30',
      KEEP_RUNS: 'off',
      RETENTION_DAYS: '7',
      BACKUP_DIR: '/somewhere/safe',
      BACKUP_KEEP: '30',
      ON_DELETED: 'forget',
      SYNC_CRON: '*/10 * * * MON',
      TZ: 'Asia/Kolkata',
      HTTP_HOST: '0.0.0.0',
      HTTP_PORT: 'off',
      HTTP_ALLOWED_HOSTS: 'strava.example.org, nas',
      HTTP_PASSWORD: 'correct horse battery',
      MAP_TILE_URL: 'https://tiles.example.org/{z}/{x}/{y}.png',
      HEALTHCHECK_PING_URL: 'https://monitor.example.com/4d1f/',
      LOG_LEVEL: 'debug',
      LOG_FORMAT: 'pretty',
    });
    expect(config).toMatchObject({
      app: { clientId: '12345' },
      apiUrl: 'https://api.example.com/v4',
      oauthUrl: 'http://localhost:9/oauth',
      scopes: ['read', 'activity:read', 'profile:read_all'],
      redirectUrl: new URL('http://localhost:7000/back'),
      dataDir: '/somewhere/else',
      archive: ['athlete', '-stats', 'gear'],
      callbackHost: '0.0.0.0',
      rereadDays: 30,
      keepRuns: undefined,
      retentionDays: 7,
      backupDir: '/somewhere/safe',
      backupKeep: 30,
      onDeleted: 'forget',
      syncCron: '*/10 * * * MON',
      zone: 'Asia/Kolkata',
      httpHost: '0.0.0.0',
      httpPort: undefined,
      httpAllowedHosts: ['strava.example.org', 'nas'],
      mapTileUrl: 'https://tiles.example.org/{z}/{x}/{y}.png',
      logLevel: 'debug',
      logFormat: 'pretty',
    });
    expect(config.app?.clientSecret.reveal()).toBe(APP.STRAVA_CLIENT_SECRET);
    expect(config.pingUrl?.reveal()).toBe('https://monitor.example.com/4d1f');
    expect(config.httpPassword?.reveal()).toBe('correct horse battery');
    expect(JSON.stringify(config)).not.toMatch(/f00dfeed|4d1f|battery/);
  });

  test.each(['off', '0'])('reads nothing again where REREAD_DAYS is %s', (REREAD_DAYS) => {
    expect(read({ REREAD_DAYS }).rereadDays).toBeUndefined();
    expect(refusal({ REREAD_DAYS: 'never' }).message).toContain(
      'expected a number of days up to 9999, or off',
    );
  });

  test('puts the home for a ~ at the beginning of the folder, since no shell does', () => {
    expect(read({ HOME: '/home/jo', DATA_DIR: '~/archive' }).dataDir).toBe('/home/jo/archive');
    expect(refusal({ DATA_DIR: '~ann/archive' }).message).toContain(
      'DATA_DIR: expected a folder; ~ stands for',
    );
  });

  test('names all faults at once, with what was found and what is expected', () => {
    const { kind, exitCode, message, advice } = refusal(WRONG);
    expect({ kind, exitCode }).toEqual({ kind: 'configuration', exitCode: 2 });
    expect(message).toContain(`has ${Object.keys(WRONG).length} faults`);
    for (const [name, value] of Object.entries(WRONG)) {
      const line = message.split('\n').find((l) => l.startsWith(`  ${name}:`));
      expect(line, name).toMatch(/expected \S.+, found \S/);
      if (!/SECRET|PING/.test(name)) expect(line).toContain(JSON.stringify(value));
    }
    expect(advice).toContain('.env.example');
  });

  test('never shows a secret back, even a wrong one', () => {
    expect(refusal(WRONG).message).not.toMatch(/seven_7|4d1f/);
  });

  test('names client id and secret together when both are missing and needed', () => {
    const { message, exitCode } = refusal({ TZ: 'Nowhere' }, 'required');
    expect(exitCode).toBe(2);
    expect(message).toContain('STRAVA_CLIENT_ID is missing: expected the "Client ID"');
    expect(message).toContain('STRAVA_CLIENT_SECRET is missing: expected the "Client Secret"');
    expect(message).toContain('TZ: expected an IANA time zone');
  });

  test.each(['STRAVA_API_URL', 'STRAVA_OAUTH_URL'])('%s may be plain http on this machine only', (name) => {
    for (const host of ['localhost', '127.0.0.1', '[::1]'])
      expect(() => read({ [name]: `http://${host}:4000/x` })).not.toThrow();
    const elsewhere = fc.domain().map((domain) => ({ [name]: `http://${domain}/x` }));
    fc.assert(fc.property(elsewhere, (values) => refusal(values).message.includes(name)));
  });

  test.each([
    ['HTTP_PORT', ['off', '0', '1', '65535'], ['65536', '-1', 'on', '80a', '1e3', '8.5', '100000']],
    ['SYNC_CRON', ['0 3 * * *', '*/15 6-22 * * *'], ['* * * *', '61 * * * *', 'hourly', '* 25 * * *']],
    ['TZ', ['UTC', 'Europe/Berlin', 'Pacific/Kiritimati'], ['Berlin', 'Europe/Atlantis']],
    ['HTTP_PASSWORD', ['twelve chars', 'p'.repeat(100)], ['short', 'eleven char']],
    [
      'MAP_TILE_URL',
      ['https://x.org/{z}/{x}/{y}.png'],
      ['http://x.org/{z}/{x}/{y}.png', 'https://x.org/{z}/{x}', 'x'],
    ],
    ['LOG_LEVEL', ['trace', 'silent'], ['verbose', 'INFO']],
  ])('%s is checked', (name, good, bad) => {
    for (const value of good) expect(() => read({ [name]: value }), value).not.toThrow();
    for (const value of bad) expect(refusal({ [name]: value }).message, value).toContain(name);
  });
});

describe('the environment', () => {
  const folderWith = (text: string) => {
    const folder = tempDir();
    writeFileSync(join(folder, '.env'), text);
    return folder;
  };
  const readFrom = (folder: string, environment: Environment, checkout = true) =>
    readEnvironment({ folder, environment, checkout });

  test('wins over the .env file', () => {
    const folder = folderWith('STRAVA_CLIENT_ID=1\nTZ=Asia/Kolkata # home\n');
    expect(readFrom(folder, { STRAVA_CLIENT_ID: '2' })).toEqual({
      STRAVA_CLIENT_ID: '2',
      TZ: 'Asia/Kolkata',
    });
  });

  test('counts an empty value as not set, in both places', () => {
    const folder = folderWith('STRAVA_CLIENT_ID=1\nDATA_DIR=\nLOG_LEVEL="  "\n');
    expect(readFrom(folder, { STRAVA_CLIENT_ID: '', TZ: ' ' })).toEqual({ STRAVA_CLIENT_ID: '1' });
  });

  test('needs no .env file', () => {
    expect(readFrom(tempDir(), { TZ: 'UTC' })).toEqual({ TZ: 'UTC' });
  });

  test('of an installed program is filled up from .env and then from the file below home', () => {
    const folder = folderWith('STRAVA_CLIENT_ID=1\nTZ=Asia/Kolkata\n');
    const XDG_CONFIG_HOME = tempDir();
    mkdirSync(join(XDG_CONFIG_HOME, 'athlete-archive'));
    writeFileSync(
      join(XDG_CONFIG_HOME, 'athlete-archive', 'env'),
      'TZ=Asia/Tokyo\nLOG_LEVEL=debug\nLOG_FORMAT=json\n',
    );
    const environment = { XDG_CONFIG_HOME, LOG_FORMAT: 'pretty' };
    expect(readFrom(folder, environment, false)).toEqual({
      ...environment,
      STRAVA_CLIENT_ID: '1',
      TZ: 'Asia/Kolkata',
      LOG_LEVEL: 'debug',
    });
    expect(readFrom(folder, environment, true)).not.toHaveProperty('LOG_LEVEL');
  });
});

test('.env.example names exactly what the configuration knows', () => {
  const textOf = (path: string) => readFileSync(join(packageRoot, path), 'utf8');
  const namesIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]);
  const known = namesIn(textOf('src/settings.ts'), /^ {2}([A-Z][A-Z_]+): /gm);
  expect(known).toEqual(expect.arrayContaining([...Object.keys(WRONG), 'DATA_DIR', 'HTTP_HOST']));
  const explained = namesIn(textOf('.env.example'), /^#? ?([A-Z][A-Z_]+)=/gm);
  expect([...new Set(explained)].sort()).toEqual(known.sort());
});
