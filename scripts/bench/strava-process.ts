import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type App, createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';
import { packageRoot } from '../../src/package.ts';
import { Secret } from '../../src/secret.ts';
import type { Environment } from './processes.ts';

/** Where a simulated Strava is, and an athlete who granted access there. */
interface Granted {
  clientId: string;
  clientSecret: string;
  apiUrl: string;
  oauthUrl: string;
  grant: {
    athleteId: number;
    accessToken: string;
    refreshToken: string;
    expiresAt: number;
    scopes: readonly string[];
  };
}

/** A simulated Strava in a process of its own. */
export interface Strava extends Granted {
  process: ChildProcess;
  /** Ids of hour-long outdoor activities with all streams. */
  hours: string[];
}

const SIMULATOR = join(packageRoot, 'dist/scripts/bench/simulator-process.js');

/** Starts a simulated Strava in a process of its own. */
export async function startStrava(activities: number): Promise<Strava> {
  const child = spawn(process.execPath, [SIMULATOR, String(activities)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let line = '';
  for await (const chunk of child.stdout as Readable) {
    line += chunk;
    if (line.endsWith('\n')) break;
  }
  return { ...(JSON.parse(line) as Omit<Strava, 'process'>), process: child };
}

/** The environment of a program that talks to it. */
export function environmentOf(strava: Omit<Granted, 'grant'>, dataDir: string): Environment {
  return {
    STRAVA_CLIENT_ID: strava.clientId,
    STRAVA_CLIENT_SECRET: strava.clientSecret,
    STRAVA_API_URL: strava.apiUrl,
    STRAVA_OAUTH_URL: strava.oauthUrl,
    DATA_DIR: dataDir,
    HTTP_PORT: 'off',
  };
}

/** The program as a library, connected. @param archive as `ARCHIVE`. @param now epoch milliseconds. */
export async function connect(
  strava: Granted,
  dataDir: string,
  archive: string,
  now = Date.now(),
): Promise<App> {
  const environment = { ...environmentOf(strava, dataDir), ARCHIVE: archive };
  const log = await createLogger({ level: 'warn', format: 'json' });
  const app = createApp(loadConfig(environment, { app: 'required' }), log);
  const { athleteId, accessToken, refreshToken, expiresAt, scopes } = strava.grant;
  const pair = { accessToken: new Secret(accessToken), refreshToken: new Secret(refreshToken), expiresAt };
  app.credentials.connect(athleteId, pair, [...scopes], now);
  return app;
}
