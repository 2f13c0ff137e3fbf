import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type AccessTokenOptions, createAccessTokens } from '../../src/auth/access-tokens.ts';
import type { Connection } from '../../src/auth/connection.ts';
import { createTokenEndpoint } from '../../src/auth/token-endpoint.ts';
import { Secret } from '../../src/secret.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { waitForLock } from '../../src/sqlite/process-lock.ts';
import type { Simulator } from '../simulator/index.ts';
import type { TestApp } from '../support/app.ts';
import * as support from '../support/connected.ts';

/** The access tokens of an app, as the app itself puts them together. */
export function accessTokensOf({ app }: Pick<TestApp, 'app'>, athleteId: number) {
  const { credentials, endpoint, clock, log, retry, config } = app;
  const lock: AccessTokenOptions['lock'] = (signal) =>
    waitForLock(config.dataDir, 'refresh', { clock, signal });
  return createAccessTokens({ athleteId, credentials, endpoint, clock, log, retry, lock });
}

export interface SettingOptions extends support.ConnectedOptions {
  /** How long the stored access token is good for; ten minutes and more are fresh. */
  expiresInSeconds?: number;
}

/** A connected athlete: app, tokens and simulator on one virtual clock. */
export async function connected({ expiresInSeconds = 21_600, ...rest }: SettingOptions = {}) {
  const setting = await support.connected({ grant: { expiresInSeconds }, ...rest });
  const { athleteId, simulator } = setting;
  return {
    ...setting,
    tokens: accessTokensOf(setting, athleteId),
    stored: () => storedIn(setting, athleteId),
    /** How many token requests there were. */
    asked: () => simulator.requestsTo('/oauth/token').length,
  };
}

/** What is on disk for an athlete. */
export function storedIn({ app }: Pick<TestApp, 'app'>, athleteId: number): Connection {
  const connection = app.credentials.find(athleteId);
  if (!connection) throw new Error(`Nothing is stored for athlete ${athleteId}.`);
  return connection;
}

/** The token endpoint of a simulator, with the right client unless told. */
export function endpointOf(
  { oauthUrl, ...simulator }: Pick<Simulator, 'oauthUrl' | 'clientId' | 'clientSecret'>,
  client: { clientId?: string; clientSecret?: string; now?: () => number; timeoutMs?: number } = {},
) {
  const { clientId, clientSecret, now = Date.now, timeoutMs = 60_000 } = { ...simulator, ...client };
  const app = { clientId, clientSecret: new Secret(clientSecret) };
  return createTokenEndpoint(oauthUrl, app, { timeoutMs, now });
}

/** A pair that Strava has never heard of. */
export const strangePair = (name: string, expiresAt: number) => ({
  accessToken: new Secret(`unknown-access-token-${name}`),
  refreshToken: new Secret(`unknown-refresh-token-${name}`),
  expiresAt,
});

/** Lets every commit of a new pair fail until it is mended, as a disk does that is full. */
export function refuseNewPairs(dataDir: string): { mend: () => void } {
  const db = new Sqlite(join(dataDir, 'credentials.db'));
  onTestFinished(() => void db.close());
  db.exec(
    "CREATE TRIGGER refuse BEFORE UPDATE OF refresh_token ON token_pairs BEGIN SELECT RAISE(FAIL, 'no room'); END",
  );
  return { mend: () => void db.exec('DROP TRIGGER refuse') };
}
