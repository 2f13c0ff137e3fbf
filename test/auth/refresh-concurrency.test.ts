import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Stopped } from '../../src/errors.ts';
import { tryLock } from '../../src/sqlite/process-lock.ts';
import { rejectionOf } from '../http/faults.ts';
import { testApp } from '../support/app.ts';
import { accessTokensOf, connected } from './setup.ts';

describe('two that need a refresh at once', () => {
  test('on the same files ask once and get the same token', async () => {
    const { simulator, clock, dataDir, athleteId, tokens, asked, stored } = await connected({
      expiresInSeconds: 60,
    });
    const other = accessTokensOf(await testApp({ simulator, clock, dataDir }), athleteId);
    simulator.faults.add({ path: '/oauth', kind: { kind: 'delay', ms: 30 } });
    const [one, two, three] = await Promise.all([tokens.get(), other.get(), tokens.get()]);
    expect(one.equals(two) && one.equals(three)).toBe(true);
    expect(asked()).toBe(1);
    expect(simulator.validRefreshTokens()).toEqual([stored().pair.refreshToken.reveal()]);
  });

  test('after a 401 ask once and get the same token', async () => {
    const { simulator, clock, dataDir, athleteId, tokens, asked, stored } = await connected({
      expiresInSeconds: 3_000,
    });
    const other = accessTokensOf(await testApp({ simulator, clock, dataDir }), athleteId);
    const refused = stored().pair.accessToken;
    const [one, two] = await Promise.all([tokens.renew(refused), other.renew(refused)]);
    expect(one.equals(two)).toBe(true);
    expect(asked()).toBe(1);
  });

  test('of which the first fails: the second asks itself', async () => {
    const { simulator, tokens, asked } = await connected({
      expiresInSeconds: 60,
      retry: { tries: 1, minDelayMs: 0, maxDelayMs: 0 },
    });
    simulator.faults.add({ path: '/oauth', kind: { status: 503 } });
    const results = await Promise.allSettled([tokens.get(), tokens.get()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(asked()).toBe(2);
  });
});

describe('a stop', () => {
  test('before the refresh lets no request go out', async () => {
    const { tokens, asked, stored } = await connected({ expiresInSeconds: 60 });
    const before = stored().pair;
    const reason = new Stopped();
    expect(await rejectionOf(tokens.get(AbortSignal.abort(reason)))).toBe(reason);
    expect(asked()).toBe(0);
    expect(stored().pair.accessToken.equals(before.accessToken)).toBe(true);
  });

  test('while another process refreshes ends the wait, without a request', async () => {
    const { tokens, asked, dataDir } = await connected({ expiresInSeconds: 60 });
    using _held = tryLock(dataDir, 'refresh');
    const controller = new AbortController();
    const reason = new Stopped();
    const waiting = rejectionOf(tokens.get(controller.signal));
    controller.abort(reason);
    expect(await waiting).toBe(reason);
    expect(asked()).toBe(0);
  });

  test('during the refresh waits a little for the answer and keeps it', async () => {
    const { tokens, simulator, stored, asked } = await connected({ expiresInSeconds: 60 });
    const before = stored().pair;
    simulator.faults.add({ path: '/oauth', kind: { kind: 'delay', ms: 60 } });
    const controller = new AbortController();
    const reason = new Stopped();
    const refreshing = rejectionOf(tokens.get(controller.signal));
    await expect.poll(asked, { interval: 5 }).toBe(1);
    controller.abort(reason);
    expect(await refreshing).toBe(reason);
    expect(stored().pair.refreshToken.equals(before.refreshToken)).toBe(false);
    expect(simulator.validRefreshTokens()).toEqual([stored().pair.refreshToken.reveal()]);
    expect((await tokens.get()).equals(stored().pair.accessToken)).toBe(true);
    expect(asked()).toBe(1);
  });

  test('during a refresh that hangs cuts it off after three seconds, and frees the lock', async () => {
    const { tokens, simulator, asked, dataDir } = await connected({
      expiresInSeconds: 60,
      timeoutMs: 60_000,
    });
    simulator.faults.add({ path: '/oauth', kind: 'hang' });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const controller = new AbortController();
    const reason = new Stopped();
    const ended: unknown[] = [];
    const refreshing = rejectionOf(tokens.get(controller.signal)).then((error) => ended.push(error));
    await expect.poll(asked, { interval: 5 }).toBe(1);
    controller.abort(reason);
    await vi.advanceTimersByTimeAsync(2_900);
    expect(ended).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    await refreshing;
    expect(ended).toEqual([reason]);
    using lock = tryLock(dataDir, 'refresh');
    expect(lock).toBeDefined();
  });

  test('between two tries of a refresh lets no other try begin', async () => {
    const { tokens, simulator, asked } = await connected({
      expiresInSeconds: 60,
      retry: { tries: 5, minDelayMs: 600_000, maxDelayMs: 600_000 },
    });
    simulator.faults.add({ path: '/oauth', kind: { status: 503 }, every: 1 });
    const controller = new AbortController();
    const reason = new Stopped();
    const refreshing = rejectionOf(tokens.get(controller.signal));
    await expect.poll(() => simulator.requests[0]?.status, { interval: 5 }).toBe(503);
    controller.abort(reason);
    expect(await refreshing).toBe(reason);
    expect(asked()).toBe(1);
  });
});
