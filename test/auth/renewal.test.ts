import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/secret.ts';
import { faultFrom } from '../http/faults.ts';
import { accessTokensOf, connected } from './setup.ts';

const UNAUTHORIZED = { status: 401 };

/** A connection whose access token Strava does not know although it should be good for hours. */
async function withDeadToken(expiresInSeconds: number) {
  const setting = await connected({ expiresInSeconds });
  const { app, athleteId, clock, stored } = setting;
  const good = stored();
  const expiresAt = clock.now() / 1_000 + 21_600;
  const dead = { ...good.pair, accessToken: new Secret('a-dead-access-token'), expiresAt };
  app.credentials.connect(athleteId, dead, good.scopes, clock.now());
  return { ...setting, good, client: app.passContext.clientFor(athleteId) };
}

describe('a 401', () => {
  test('is mended by one refresh and one more try', async () => {
    const { client, simulator, stored, athleteId } = await withDeadToken(600);
    expect((await client.get({ path: '/athlete' })).json).toMatchObject({ id: athleteId });
    expect(simulator.requests.map(({ path }) => path)).toEqual([
      '/api/v3/athlete',
      '/oauth/token',
      '/api/v3/athlete',
    ]);
    expect(simulator.validRefreshTokens()).toEqual([stored().pair.refreshToken.reveal()]);
  });

  test('is mended with the token that Strava gives back unchanged, when more than an hour is left', async () => {
    const { client, simulator, good, stored } = await withDeadToken(7_200);
    await client.get({ path: '/athlete' });
    expect(stored().pair.accessToken.equals(good.pair.accessToken)).toBe(true);
    expect(stored().pair.refreshToken.equals(good.pair.refreshToken)).toBe(true);
    expect(simulator.requests).toHaveLength(3);
  });

  test('that stays is given up after one refresh', async () => {
    const { app, simulator, athleteId, stored } = await connected();
    const { pair } = stored();
    simulator.faults.add({ path: '/api', kind: UNAUTHORIZED, every: 1 });
    const fault = await faultFrom(app.passContext.clientFor(athleteId).get({ path: '/athlete' }));
    expect(fault).toMatchObject({ fault: 'unauthorized', kind: 'unauthorized', exitCode: 3 });
    expect(simulator.requests.map(({ path }) => path)).toEqual([
      '/api/v3/athlete',
      '/oauth/token',
      '/api/v3/athlete',
    ]);
    expect(stored().pair.accessToken.equals(pair.accessToken)).toBe(true);
    expect(stored().refusedAt).toBeUndefined();
  });

  test('that stays loses nothing: when Strava accepts the token again, it goes on', async () => {
    const { app, simulator, athleteId } = await connected();
    const client = app.passContext.clientFor(athleteId);
    simulator.faults.add({ path: '/api', kind: UNAUTHORIZED, times: 2 });
    await faultFrom(client.get({ path: '/athlete' }));
    expect((await client.get({ path: '/athlete' })).json).toMatchObject({ id: athleteId });
  });

  test('for a missing scope is no reason to refresh', async () => {
    const { app, simulator, clock, athleteId, stored } = await connected();
    const { accessToken } = simulator.grant({ scopes: ['activity:read'] });
    const pair = { ...stored().pair, accessToken: new Secret(accessToken) };
    app.credentials.connect(athleteId, pair, ['activity:read'], clock.now());
    const fault = await faultFrom(app.passContext.clientFor(athleteId).get({ path: '/athlete' }));
    expect(fault).toMatchObject({ fault: 'missing_scope', status: 401 });
    expect(simulator.requests).toHaveLength(1);
  });
});

describe('another token', () => {
  test('is the stored one, without a request, when another process has refreshed meanwhile', async () => {
    const { app, athleteId, tokens, stored, asked, clock } = await connected({ expiresInSeconds: 60 });
    const refused = stored().pair.accessToken;
    const renewed = await accessTokensOf({ app }, athleteId).get();
    clock.advance(1_000);
    expect((await tokens.renew(refused)).equals(renewed)).toBe(true);
    expect(asked()).toBe(1);
  });

  test('is asked for when the stored one is the refused one', async () => {
    const { tokens, stored, asked } = await connected({ expiresInSeconds: 3_000 });
    const refused = stored().pair.accessToken;
    expect((await tokens.renew(refused)).equals(refused)).toBe(false);
    expect(asked()).toBe(1);
  });

  test('is not asked for when the authorization is known to be lost', async () => {
    const { app, athleteId, tokens, stored, asked, clock } = await connected();
    app.credentials.refuse(athleteId, clock.now());
    const fault = await faultFrom(tokens.renew(stored().pair.accessToken));
    expect([fault.fault, asked()]).toEqual(['invalid_grant', 0]);
  });
});
