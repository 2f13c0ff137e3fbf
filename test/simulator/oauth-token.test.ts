import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, askForToken, authorize, locationOf, postForm, problemOf, refresh } from './asking.ts';
import { type Simulator, startSimulator } from './index.ts';

const START = Date.parse('2026-11-24T12:00:00Z');
const clock = { time: START, now: () => clock.time };
let simulator: Simulator;

beforeEach(async () => {
  clock.time = START;
  simulator = await startSimulator({ clock });
});
afterEach(() => simulator.close());

const codeOf = async () => locationOf(await authorize(simulator)).searchParams.get('code') ?? '';
const exchange = (code: string) => askForToken(simulator, { grant_type: 'authorization_code', code });

describe('the token endpoint', () => {
  test('exchanges a code for tokens and the athlete', async () => {
    const answer = await (await exchange(await codeOf())).json();
    expect(answer).toMatchObject({
      token_type: 'Bearer',
      expires_at: START / 1000 + 21_600,
      expires_in: 21_600,
      scope: 'read read_all profile:read_all activity:read_all',
      athlete: { id: simulator.consent.athleteId, resource_state: 2 },
    });
    const { access_token, refresh_token } = answer as Record<string, string>;
    expect((await ask(simulator, '/athlete', access_token)).status).toBe(200);
    expect(simulator.validRefreshTokens()).toEqual([refresh_token]);
    expect(simulator.issuedSecrets()).toEqual(
      expect.arrayContaining([access_token, refresh_token, simulator.clientSecret]),
    );
  });

  test('is also there below the API', async () => {
    const { refreshToken } = simulator.grant();
    const { clientId: client_id, clientSecret: client_secret } = simulator;
    const body = new URLSearchParams({
      client_id,
      client_secret,
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    });
    const answer = await fetch(`${simulator.apiUrl}/oauth/token`, { method: 'POST', body });
    expect(answer.status).toBe(200);
    expect(simulator.requests[0]?.counted).toBe(false);
  });

  test.each([
    [{ client_id: '1', client_secret: 'x' }, 'Application/client_id/invalid'],
    [{ client_secret: 'x' }, 'Application/client_secret/invalid'],
    [{ grant_type: 'authorization_code', code: 'x' }, 'AuthorizationCode/code/invalid'],
    [{ grant_type: 'refresh_token', refresh_token: 'x' }, 'RefreshToken/refresh_token/invalid'],
    [{ grant_type: 'password' }, 'Application/grant_type/invalid'],
  ])('refuses %j', async (fields, problem) => {
    expect(await problemOf(await askForToken(simulator, fields as Record<string, string>))).toEqual([
      400,
      problem,
    ]);
  });

  test('takes a code once', async () => {
    const code = await codeOf();
    await exchange(code);
    expect(await problemOf(await exchange(code))).toEqual([400, 'AuthorizationCode/code/invalid']);
  });

  test('takes no code after its time', async () => {
    const code = await codeOf();
    clock.time += 600_000;
    expect(await problemOf(await exchange(code))).toEqual([400, 'AuthorizationCode//expired']);
  });

  test('can be too slow for a code that comes too fast', async () => {
    simulator.codeNotReadyOnce = true;
    const code = await codeOf();
    expect((await exchange(code)).status).toBe(400);
    expect((await exchange(code)).status).toBe(200);
  });
});

describe('a refresh', () => {
  test('changes nothing while more than an hour is left', async () => {
    const { accessToken, refreshToken } = simulator.grant({ expiresInSeconds: 3601 });
    expect(await (await refresh(simulator, refreshToken)).json()).toEqual({
      token_type: 'Bearer',
      access_token: accessToken,
      expires_at: START / 1000 + 3601,
      expires_in: 3601,
      refresh_token: refreshToken,
    });
  });

  test('replaces both tokens otherwise; the old access token lives on, the old refresh token does not', async () => {
    const old = simulator.grant({ expiresInSeconds: 3600 });
    const answer = await (await refresh(simulator, old.refreshToken)).json();
    const { access_token, refresh_token } = answer as Record<string, string>;
    expect(access_token).not.toBe(old.accessToken);
    expect(simulator.validRefreshTokens()).toEqual([refresh_token]);
    expect((await refresh(simulator, old.refreshToken)).status).toBe(400);
    for (const token of [old.accessToken, access_token]) {
      expect((await ask(simulator, '/athlete', token)).status).toBe(200);
    }
  });

  test('can leave the refresh token as it is', async () => {
    simulator.rotation = 'never';
    const { refreshToken } = simulator.grant({ expiresInSeconds: 0 });
    await refresh(simulator, refreshToken);
    expect((await refresh(simulator, refreshToken)).status).toBe(200);
  });

  test('is possible for an inactive application', async () => {
    simulator.inactive = true;
    expect((await refresh(simulator, simulator.grant().refreshToken)).status).toBe(200);
  });
});

describe('the end of a grant', () => {
  const basic = (secret: string) => ({
    Authorization: `Basic ${Buffer.from(`${simulator.clientId}:${secret}`).toString('base64')}`,
  });

  test.each(['accessToken', 'refreshToken'] as const)(
    'comes with the revocation of its %s',
    async (which) => {
      const grant = simulator.grant();
      const answer = await postForm(
        simulator,
        '/revoke',
        { token: grant[which] },
        basic(simulator.clientSecret),
      );
      expect([answer.status, await answer.text()]).toEqual([200, '']);
      expect((await ask(simulator, '/athlete', grant.accessToken)).status).toBe(401);
      expect((await refresh(simulator, grant.refreshToken)).status).toBe(400);
    },
  );

  test('needs the client; an unknown token is nothing wrong', async () => {
    const { accessToken } = simulator.grant();
    expect((await postForm(simulator, '/revoke', { token: accessToken }, basic('x'))).status).toBe(401);
    expect((await ask(simulator, '/athlete', accessToken)).status).toBe(200);
    expect((await postForm(simulator, '/revoke', { token: 'x' }, basic(simulator.clientSecret))).status).toBe(
      200,
    );
  });

  test('has an address that can be missing, and an older one', async () => {
    simulator.revokeEndpoint = 'missing';
    const { accessToken, refreshToken } = simulator.grant();
    expect((await postForm(simulator, '/revoke', { token: accessToken })).status).toBe(404);
    const answer = await postForm(simulator, '/deauthorize', { access_token: accessToken });
    expect(await answer.json()).toEqual({ access_token: accessToken });
    expect((await refresh(simulator, refreshToken)).status).toBe(400);
    const again = await postForm(simulator, '/deauthorize', {}, { Authorization: `Bearer ${accessToken}` });
    expect(again.status).toBe(401);
  });

  test('can be the athlete’s doing', async () => {
    const { athleteId, accessToken, refreshToken } = simulator.grant();
    simulator.revoke(athleteId);
    expect((await ask(simulator, '/athlete', accessToken)).status).toBe(401);
    expect((await refresh(simulator, refreshToken)).status).toBe(400);
  });
});
