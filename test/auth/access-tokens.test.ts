import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/secret.ts';
import { rejectionOf } from '../http/faults.ts';
import { ask } from '../simulator/asking.ts';
import { connectGrant } from '../support/app.ts';
import { beImpatient, writeTo } from '../support/locked.ts';
import { connected, refuseNewPairs, storedIn } from './setup.ts';

describe('a token that is asked for', () => {
  test.each([
    ['fresh', 21_600],
    ['good for ten minutes', 600],
  ])('comes from the disk while it is %s', async (_name, expiresInSeconds) => {
    const { tokens, stored, asked } = await connected({ expiresInSeconds });
    expect((await tokens.get()).equals(stored().pair.accessToken)).toBe(true);
    expect(asked()).toBe(0);
  });

  test.each([
    ['is good for less than ten minutes', 599],
    ['has expired', -60],
  ])('is replaced when the stored one %s, by one request', async (_name, expiresInSeconds) => {
    const { tokens, stored, asked, simulator, clock } = await connected({ expiresInSeconds });
    const old = stored().pair;
    const token = await tokens.get();
    expect(token.equals(old.accessToken)).toBe(false);
    expect((await ask(simulator, '/athlete', token.reveal())).status).toBe(200);
    expect(stored().pair.expiresAt).toBe(clock.now() / 1_000 + 21_600);
    expect((await tokens.get()).equals(token)).toBe(true);
    expect(asked()).toBe(1);
  });

  test('is the one that this athlete’s client sends, in a household of two', async () => {
    const { app, simulator } = await connected();
    const athleteId = simulator.world.athletes[1]?.detail.id ?? 0;
    const { pair } = storedIn({ app }, simulator.consent.athleteId);
    connectGrant(app, simulator, { athleteId, expiresInSeconds: 60 });
    const answer = await app.passContext.clientFor(athleteId).get({ path: '/athlete' });
    expect(answer.json).toMatchObject({ id: athleteId });
    expect(storedIn({ app }, simulator.consent.athleteId).pair.accessToken.equals(pair.accessToken)).toBe(
      true,
    );
  });

  test('is a failure that says what to do when nobody is connected', async () => {
    const { tokens, app, athleteId, asked } = await connected();
    app.credentials.remove(athleteId);
    await expect(tokens.get()).rejects.toMatchObject({ kind: 'not_connected', exitCode: 3 });
    await expect(tokens.renew(new Secret('some-access-token'))).rejects.toMatchObject({
      kind: 'not_connected',
    });
    expect(asked()).toBe(0);
  });
});

describe('a refresh', () => {
  test('stores the new pair before it is used', async () => {
    const { tokens, stored, simulator } = await connected({ expiresInSeconds: 60 });
    const token = await tokens.get();
    expect(stored().pair.accessToken.equals(token)).toBe(true);
    expect(simulator.validRefreshTokens()).toEqual([stored().pair.refreshToken.reveal()]);
  });

  test('keeps the refresh token when Strava does', async () => {
    const { tokens, stored, simulator } = await connected({ expiresInSeconds: 60 });
    simulator.rotation = 'never';
    const { refreshToken } = stored().pair;
    await tokens.get();
    expect(stored().pair.refreshToken.equals(refreshToken)).toBe(true);
  });

  test('keeps the pair before until the new one has worked once', async () => {
    const { tokens, stored } = await connected({ expiresInSeconds: 60 });
    const old = stored().pair;
    const token = await tokens.get();
    expect(stored().previous?.refreshToken.equals(old.refreshToken)).toBe(true);
    tokens.worked(old.accessToken);
    expect(stored().previous).toBeDefined();
    tokens.worked(token);
    expect(stored().previous).toBeUndefined();
    expect(stored().pair.accessToken.equals(token)).toBe(true);
  });

  test('has worked once the API has accepted its token', async () => {
    const { app, athleteId, stored } = await connected({ expiresInSeconds: 60 });
    await app.passContext.clientFor(athleteId).get({ path: '/athlete' });
    expect(stored().previous).toBeUndefined();
  });

  test.each([401, 402, 403, 404, 429, 500])(
    'has not worked when the API answers its token with %i: the pair before stays',
    async (status) => {
      const { app, athleteId, tokens, stored, simulator } = await connected({ expiresInSeconds: 60 });
      const old = stored().pair;
      await tokens.get();
      simulator.faults.add({ path: '/api', kind: { status }, every: 1 });
      // A 401 asks for another pair, which would hide what happened to this one.
      simulator.faults.add({ path: '/oauth', kind: 'reset', every: 1 });
      await rejectionOf(app.passContext.clientFor(athleteId).get({ path: '/athlete' }));
      expect(stored().previous?.refreshToken.equals(old.refreshToken)).toBe(true);
    },
  );

  test('is not asked for while its answer could not be stored', async () => {
    beImpatient();
    const { tokens, asked, dataDir } = await connected({ expiresInSeconds: 60 });
    writeTo(join(dataDir, 'credentials.db'));
    await expect(tokens.get()).rejects.toMatchObject({ kind: 'archive', exitCode: 5 });
    expect(asked()).toBe(0);
  });

  test('keeps the file from every other program until its answer is stored', async () => {
    const { tokens, asked, stored, simulator, dataDir } = await connected({ expiresInSeconds: 60 });
    simulator.faults.add({ path: '/oauth', kind: { kind: 'delay', ms: 100 } });
    const getting = tokens.get();
    await expect.poll(asked, { interval: 5 }).toBe(1);
    const path = join(dataDir, 'credentials.db');
    expect(() => writeTo(path, { patienceMs: 0 })).toThrow('locked');
    expect((await getting).equals(stored().pair.accessToken)).toBe(true);
    expect(() => writeTo(path, { patienceMs: 0 }).letGo()).not.toThrow();
  });

  test('is stored as soon as it can be when that failed at first', async () => {
    const { tokens, stored, simulator, dataDir, logs } = await connected({ expiresInSeconds: 60 });
    const { mend } = refuseNewPairs(dataDir);
    const getting = tokens.get();
    await expect.poll(() => logs.join(''), { interval: 1 }).toContain('cannot be stored yet');
    mend();
    expect((await getting).equals(stored().pair.accessToken)).toBe(true);
    expect(simulator.validRefreshTokens()).toEqual([stored().pair.refreshToken.reveal()]);
  });

  test('is used although the pair before it cannot be forgotten yet', async () => {
    beImpatient();
    const { tokens, stored, dataDir } = await connected({ expiresInSeconds: 60 });
    const token = await tokens.get();
    const { letGo } = writeTo(join(dataDir, 'credentials.db'));
    tokens.worked(token);
    letGo();
    expect(stored().previous).toBeDefined();
    tokens.worked(token);
    expect(stored().previous).toBeUndefined();
  });

  test('that fails keeps the old pair, and the next one mends it', async () => {
    const { tokens, stored, simulator } = await connected({ expiresInSeconds: 60 });
    const old = stored();
    simulator.faults.add({ path: '/oauth', kind: { status: 503 }, times: 5 });
    await expect(tokens.get()).rejects.toMatchObject({ fault: 'server', exitCode: 6 });
    expect(JSON.stringify(stored())).toBe(JSON.stringify(old));
    expect(stored().pair.refreshToken.equals(old.pair.refreshToken)).toBe(true);
    await tokens.get();
    expect(simulator.validRefreshTokens()).toEqual([stored().pair.refreshToken.reveal()]);
  });

  test.each(['wrong-shape', 'empty', 'html-502'] as const)(
    'answered with "%s" stores nothing of it',
    async (kind) => {
      const { tokens, stored, simulator } = await connected({ expiresInSeconds: 60 });
      const old = stored().pair.refreshToken;
      simulator.faults.add({ path: '/oauth', kind, every: 1 });
      await expect(tokens.get()).rejects.toMatchObject({ kind: 'strava' });
      expect(stored().pair.refreshToken.equals(old)).toBe(true);
      expect(stored().refusedAt).toBeUndefined();
    },
  );

  test('with a wrong client secret is the configuration’s fault, not the pair’s', async () => {
    const environment = { STRAVA_CLIENT_SECRET: 'a-wrong-client-secret' };
    const { tokens, stored, asked } = await connected({ expiresInSeconds: 60, environment });
    await expect(tokens.get()).rejects.toMatchObject({ fault: 'invalid_client', exitCode: 2 });
    expect(stored().refusedAt).toBeUndefined();
    expect(asked()).toBe(1);
  });
});
