import { describe, expect, test } from 'vitest';
import { toInstant } from '../../src/clock.ts';
import { faultFrom } from '../http/faults.ts';
import { connectGrant } from '../support/app.ts';
import { accessTokensOf, connected, strangePair } from './setup.ts';

const HOUR_MS = 3_600_000;

/** A connection whose refresh takes its time, and how `bootstrap` makes another in it: it waits for its turn. */
async function refreshing() {
  const setting = await connected({ expiresInSeconds: 60 });
  const { app, simulator, asked } = setting;
  simulator.faults.add({ path: '/oauth', kind: { kind: 'delay', ms: 100 } });
  const connectMeanwhile = async (connect: () => void) => {
    await expect.poll(asked, { interval: 5 }).toBe(1);
    using _alone = await app.tokenLock();
    connect();
  };
  return { ...setting, connectMeanwhile };
}

describe('a revoked authorization', () => {
  async function revoked() {
    const setting = await connected({ expiresInSeconds: 60 });
    setting.simulator.revoke(setting.athleteId);
    const fault = await faultFrom(setting.tokens.get());
    return { ...setting, fault };
  }

  test('is lost: it says to run bootstrap, and when that was is stored', async () => {
    const { fault, stored, clock, asked } = await revoked();
    expect(fault).toMatchObject({ fault: 'invalid_grant', kind: 'unauthorized', exitCode: 3 });
    expect(fault.advice).toContain('npx athlete-archive bootstrap');
    expect(stored().refusedAt).toBe(toInstant(clock.now()));
    expect(asked()).toBe(1);
  });

  test('is not asked for again for six hours, and then once', async () => {
    const { tokens, asked, clock, app, athleteId } = await revoked();
    for (const ms of [0, HOUR_MS, 5 * HOUR_MS - 1]) {
      clock.advance(ms);
      await expect(tokens.get()).rejects.toMatchObject({ fault: 'invalid_grant' });
      await expect(accessTokensOf({ app }, athleteId).get()).rejects.toMatchObject({
        fault: 'invalid_grant',
      });
    }
    expect(asked()).toBe(1);
    clock.advance(1);
    await expect(tokens.get()).rejects.toMatchObject({ fault: 'invalid_grant' });
    await expect(tokens.get()).rejects.toMatchObject({ fault: 'invalid_grant' });
    expect(asked()).toBe(2);
  });

  test('is mended at once by a new connection', async () => {
    const { app, simulator, tokens, stored, asked } = await revoked();
    connectGrant(app, simulator);
    expect((await tokens.get()).equals(stored().pair.accessToken)).toBe(true);
    expect([stored().refusedAt, asked()]).toEqual([undefined, 1]);
  });

  test('is found out by a 401 of the API too, and then nothing more goes out', async () => {
    const { app, simulator, athleteId, stored } = await connected();
    simulator.revoke(athleteId);
    const client = app.passContext.clientFor(athleteId);
    expect(await faultFrom(client.get({ path: '/athlete' }))).toMatchObject({ fault: 'invalid_grant' });
    const before = simulator.requests.length;
    expect(await faultFrom(client.get({ path: '/athlete' }))).toMatchObject({ fault: 'invalid_grant' });
    expect([simulator.requests.length, before]).toEqual([2, 2]);
    expect(stored().refusedAt).toBeDefined();
  });

  test('of the old connection does not count against one that is made meanwhile', async () => {
    const { app, simulator, athleteId, tokens, stored, connectMeanwhile } = await refreshing();
    simulator.revoke(athleteId);
    const failing = faultFrom(tokens.get());
    await connectMeanwhile(() => connectGrant(app, simulator));
    await failing;
    expect(stored().refusedAt).toBeUndefined();
    expect(await tokens.get()).toBeDefined();
  });
});

test('a refresh under way does not replace a connection that is made meanwhile', async () => {
  const { app, simulator, athleteId, tokens, stored, connectMeanwhile } = await refreshing();
  const getting = tokens.get().catch(() => {});
  const scopes = ['read', 'profile:read_all', 'activity:read_all'];
  await connectMeanwhile(() => connectGrant(app, simulator, { athleteId, scopes }));
  const connectedAnew = stored().pair;
  await getting;
  expect(stored().pair.refreshToken.equals(connectedAnew.refreshToken)).toBe(true);
});

describe('a refresh whose answer is lost after Strava rotated the pair', () => {
  test('is tried again and then is clearly lost', async () => {
    const { tokens, simulator, asked, stored } = await connected({ expiresInSeconds: 60 });
    simulator.faults.add({ path: '/oauth', kind: 'rotate-then-drop' });
    const fault = await faultFrom(tokens.get());
    expect(fault).toMatchObject({ fault: 'invalid_grant', exitCode: 3 });
    expect(asked()).toBe(2);
    expect(stored().refusedAt).toBeDefined();
  });

  test('tries the pair before it once, if there is one', async () => {
    const { app, athleteId, tokens, simulator, asked, stored, clock } = await connected({
      expiresInSeconds: 60,
    });
    const good = stored().pair;
    app.credentials.rotate(athleteId, strangePair('1', clock.now() / 1_000), clock.now());
    const token = await tokens.get();
    expect(asked()).toBe(2);
    expect(stored().pair.accessToken.equals(token)).toBe(true);
    expect(simulator.validRefreshTokens()).toEqual([stored().pair.refreshToken.reveal()]);
    expect(stored().pair.refreshToken.equals(good.refreshToken)).toBe(false);
  });

  test('is lost when the pair before it is refused as well', async () => {
    const { app, athleteId, tokens, asked, stored, clock, simulator } = await connected({
      expiresInSeconds: 60,
    });
    app.credentials.rotate(athleteId, strangePair('1', clock.now() / 1_000), clock.now());
    simulator.revoke(athleteId);
    expect(await faultFrom(tokens.get())).toMatchObject({ fault: 'invalid_grant' });
    expect(asked()).toBe(2);
    expect(stored().refusedAt).toBeDefined();
  });

  test('does not ask the same refresh token twice', async () => {
    const { athleteId, tokens, asked, clock, simulator } = await connected({ expiresInSeconds: 60 });
    simulator.rotation = 'never';
    await tokens.get();
    clock.advance(21_600_000);
    simulator.revoke(athleteId);
    expect(await faultFrom(tokens.get())).toMatchObject({ fault: 'invalid_grant' });
    expect(asked()).toBe(2);
  });

  test('is not lost because the pair before it could not be asked', async () => {
    const { app, athleteId, tokens, stored, clock, simulator } = await connected({ expiresInSeconds: 60 });
    app.credentials.rotate(athleteId, strangePair('1', clock.now() / 1_000), clock.now());
    simulator.faults.add({ path: '/oauth', kind: { status: 503 }, nth: 2, times: 5 });
    expect(await faultFrom(tokens.get())).toMatchObject({ fault: 'server' });
    expect(stored().refusedAt).toBeUndefined();
    await tokens.get();
    expect(simulator.validRefreshTokens()).toEqual([stored().pair.refreshToken.reveal()]);
  });
});
