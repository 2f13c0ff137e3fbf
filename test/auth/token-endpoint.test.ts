import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/secret.ts';
import { expectHelpful, expectNoSecrets, faultFrom } from '../http/faults.ts';
import { ask, authorize, locationOf } from '../simulator/asking.ts';
import type { FaultKind, Simulator } from '../simulator/index.ts';
import { simulate } from '../support/simulator.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { endpointOf, strangePair } from './setup.ts';

const codeOf = async (simulator: Simulator) =>
  new Secret(locationOf(await authorize(simulator)).searchParams.get('code') ?? '');

const pairOf = ({ accessToken, refreshToken, expiresAt }: ReturnType<Simulator['grant']>) => ({
  accessToken: new Secret(accessToken),
  refreshToken: new Secret(refreshToken),
  expiresAt,
});

describe('the exchange of a code', () => {
  test('brings the pair, the athlete and the granted scopes', async () => {
    const clock = new VirtualClock();
    const simulator = await simulate({ clock });
    const now = () => clock.now();
    const grant = await endpointOf(simulator, { now }).exchangeCode(await codeOf(simulator));
    const { detail } = simulator.world.athleteOf(simulator.consent.athleteId);
    expect(grant).toMatchObject({ athleteId: detail.id, firstname: detail.firstname });
    expect(grant.scopes).toEqual(['read', 'read_all', 'profile:read_all', 'activity:read_all']);
    expect(grant.expiresAt).toBe(clock.now() / 1_000 + 21_600);
    const answer = await ask(simulator, '/athlete', grant.accessToken?.reveal() ?? '');
    expect(answer.status).toBe(200);
  });

  test('may come without scopes, as before April 2026', async () => {
    const simulator = await simulate();
    const json = {
      access_token: 'a',
      refresh_token: 'r',
      expires_at: 1,
      athlete: { id: 7, firstname: null },
    };
    simulator.faults.add({ kind: { kind: 'json', json } });
    const grant = await endpointOf(simulator).exchangeCode(new Secret('x'));
    expect(grant).toMatchObject({ athleteId: 7, firstname: undefined, scopes: undefined });
  });

  test('sends id, secret and code in the form, nothing of it in the address', async () => {
    const simulator = await simulate();
    const code = await codeOf(simulator);
    await endpointOf(simulator).exchangeCode(code);
    const [request] = simulator.requestsTo('/oauth/token');
    expect(request).toMatchObject({ method: 'POST', query: {} });
    expect(JSON.stringify(request)).not.toContain(code.reveal());
    expect(JSON.stringify(request)).not.toContain(simulator.clientSecret);
  });

  test.each<[string, FaultKind, string]>([
    ['no tokens', 'wrong-shape', 'wrong_shape'],
    [
      'empty tokens',
      { kind: 'json', json: { access_token: '', refresh_token: '', expires_at: 1 } },
      'wrong_shape',
    ],
    ['null', { kind: 'json', json: null }, 'wrong_shape'],
    ['nothing', 'empty', 'malformed'],
  ])('with %s in the answer is a fault that shows none of it', async (_name, kind, fault) => {
    const simulator = await simulate();
    simulator.faults.add({ kind });
    const found = await faultFrom(endpointOf(simulator).exchangeCode(new Secret('x')));
    expect(found).toMatchObject({ fault, status: 200 });
    expect(found.message).toMatch(/\(POST \/oauth\/token, status 200\)\.$/);
  });
});

describe('what Strava refuses', () => {
  const never = new Secret('never-issued-by-anyone');
  test.each<
    [string, (simulator: Simulator, clock: VirtualClock) => Promise<unknown>, string, string, number]
  >([
    [
      'a wrong client id',
      (s) => endpointOf(s, { clientId: '1' }).refresh(new Secret(s.grant().refreshToken)),
      'invalid_client',
      'configuration',
      2,
    ],
    [
      'a wrong client secret',
      (s) => endpointOf(s, { clientSecret: 'not-the-secret' }).refresh(new Secret(s.grant().refreshToken)),
      'invalid_client',
      'configuration',
      2,
    ],
    ['a bad code', (s) => endpointOf(s).exchangeCode(never), 'invalid_grant', 'unauthorized', 3],
    [
      'an expired code',
      async (s, clock) => {
        const code = await codeOf(s);
        clock.advance(600_000);
        return endpointOf(s).exchangeCode(code);
      },
      'invalid_grant',
      'unauthorized',
      3,
    ],
    [
      'a used code',
      async (s) => {
        const code = await codeOf(s);
        await endpointOf(s).exchangeCode(code);
        return endpointOf(s).exchangeCode(code);
      },
      'invalid_grant',
      'unauthorized',
      3,
    ],
    ['a bad refresh token', (s) => endpointOf(s).refresh(never), 'invalid_grant', 'unauthorized', 3],
    [
      'a rotated refresh token',
      async (s) => {
        const token = new Secret(s.grant({ expiresInSeconds: 0 }).refreshToken);
        await endpointOf(s).refresh(token);
        return endpointOf(s).refresh(token);
      },
      'invalid_grant',
      'unauthorized',
      3,
    ],
    [
      'a revoked refresh token',
      (s) => {
        const { refreshToken, athleteId } = s.grant();
        s.revoke(athleteId);
        return endpointOf(s).refresh(new Secret(refreshToken));
      },
      'invalid_grant',
      'unauthorized',
      3,
    ],
  ])('%s', async (_name, act, fault, kind, exitCode) => {
    const clock = new VirtualClock();
    const simulator = await simulate({ clock });
    const found = await faultFrom(act(simulator, clock));
    expect(found).toMatchObject({ fault, kind, exitCode, status: 400 });
    expectHelpful(found);
    expectNoSecrets(simulator, found.message, String(found.stack));
  });
});

describe('a revocation', () => {
  test.each(['present', 'missing'] as const)(
    'kills both tokens where /oauth/revoke is %s',
    async (revoke) => {
      const simulator = await simulate();
      simulator.revokeEndpoint = revoke;
      const grant = simulator.grant();
      await endpointOf(simulator).revoke(pairOf(grant));
      expect((await ask(simulator, '/athlete', grant.accessToken)).status).toBe(401);
      expect(simulator.validRefreshTokens()).toEqual([]);
      const paths = simulator.requestsTo('/oauth').map(({ path }) => path);
      expect(paths).toEqual(
        revoke === 'present' ? ['/oauth/revoke'] : ['/oauth/revoke', '/oauth/deauthorize'],
      );
    },
  );

  test.each(['present', 'missing'] as const)(
    'of what Strava does not know is nothing wrong where /oauth/revoke is %s',
    async (revoke) => {
      const simulator = await simulate();
      simulator.revokeEndpoint = revoke;
      await expect(endpointOf(simulator).revoke(strangePair('1', 0))).resolves.toBeUndefined();
    },
  );

  test('that Strava cannot carry out now is a transient fault', async () => {
    const simulator = await simulate();
    simulator.faults.add({ kind: { status: 503 } });
    const found = await faultFrom(endpointOf(simulator).revoke(pairOf(simulator.grant())));
    expect(found).toMatchObject({ fault: 'server', transient: true });
    expect(simulator.validRefreshTokens()).toHaveLength(1);
  });

  test('at the old address that fails is a fault too', async () => {
    const simulator = await simulate();
    simulator.revokeEndpoint = 'missing';
    simulator.faults.add({ path: '/oauth/deauthorize', kind: { status: 500 } });
    const found = await faultFrom(endpointOf(simulator).revoke(pairOf(simulator.grant())));
    expect(found).toMatchObject({ fault: 'server', status: 500 });
  });
});
