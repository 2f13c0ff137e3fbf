import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSyncRuns, type Outcome } from '../../src/archive/sync-runs.ts';
import { checkHealth, type Health, serveHealth } from '../../src/worker/health.ts';
import { createSchedule } from '../../src/worker/schedule.ts';
import { newArchive } from '../archive/open-archive.ts';

const at = Date.parse;

/** A book of passes of athletes 7 and 8 under a schedule, at 17 minutes past each hour if none is named. */
function setting(ids: number[] = [7], cron = '17 * * * *') {
  const runs = createSyncRuns(newArchive());
  const context = {
    athleteIds: () => ids,
    runs,
    schedule: createSchedule(cron, 'UTC'),
    zone: 'Europe/Berlin',
    nameOf: (id: number) => `athlete ${id}`,
  };
  return {
    ran(athleteId: number, instant: string, outcome: Outcome = 'ok', error?: string) {
      runs.finish(
        runs.start(athleteId, 'schedule', at(instant)),
        { outcome, requests: 2, retries: 0, error },
        at(instant),
      );
    },
    runs,
    health: (instant: string) => checkHealth(context, at(instant)),
  };
}

describe('the health', () => {
  test.each([
    ['right after a good pass', '2026-11-24T10:17:30Z', true],
    ['until the next one is due', '2026-11-24T11:16:59Z', true],
    ['while the next one may still be under way', '2026-11-24T11:36:59Z', true],
    ['when the next one is twenty minutes late', '2026-11-24T11:37:00Z', false],
    ['days later', '2026-11-27T00:00:00Z', false],
    ['months later', '2027-05-01T00:00:00Z', false],
  ])('%s', (_when, now, ok) => {
    const { ran, health } = setting();
    ran(7, '2026-11-24T10:17:05Z');
    expect(health(now).ok).toBe(ok);
  });

  test.each([
    ['0 0 1 1 *', '2026-07-20T00:00:00Z', true],
    ['0 0 1 1 *', '2027-01-01T00:19:59Z', true],
    ['0 0 1 1 *', '2027-01-01T00:20:00Z', false],
    ['0 0 1 */3 *', '2026-03-31T23:59:59Z', true],
    ['0 0 1 */3 *', '2026-04-01T00:20:00Z', false],
  ])('with the schedule %s lasts as long as it promises: until %s', (cron, now, ok) => {
    const { ran, health } = setting([7], cron);
    ran(7, '2026-01-01T00:00:05Z');
    expect(health(now).ok).toBe(ok);
  });

  test('is not proven by a pass of the future', () => {
    const { ran, health } = setting();
    ran(7, '2028-11-24T10:17:05Z');
    expect(health('2026-11-24T10:18:00Z')).toMatchObject({ ok: false });
    ran(7, '2026-11-24T10:17:05Z');
    expect(health('2026-11-24T10:18:00Z').ok).toBe(true);
    expect(health('2026-11-24T11:40:00Z').ok).toBe(false);
  });

  test('is bad when nobody is connected, and says what to do', () => {
    expect(setting([]).health('2026-11-24T10:00:00Z')).toEqual({
      ok: false,
      reason: 'Nobody is connected: run `npm run bootstrap`.',
    });
  });

  test('is bad when no pass has succeeded yet, with the reason of the last one', () => {
    const { ran, health } = setting();
    expect(health('2026-11-24T10:00:00Z')).toEqual({
      ok: false,
      reason: 'No pass for athlete 7 has succeeded yet.',
    });
    ran(7, '2026-11-24T10:00:00Z', 'inactive', 'athlete: It is inactive.');
    expect(health('2026-11-24T10:00:01Z').reason).toBe(
      'No pass for athlete 7 has succeeded yet. The last one ended as "inactive": athlete: It is inactive.',
    );
  });

  test('says when the last good pass was, in the zone, and how the last one ended', () => {
    const { ran, health } = setting();
    ran(7, '2026-11-24T10:17:05Z');
    ran(7, '2026-11-24T11:17:05Z', 'partial');
    expect(health('2026-11-24T11:40:00Z')).toEqual({
      ok: false,
      reason:
        'The last good pass for athlete 7 was Tue, 24 Nov 2026, 11:17. The last one ended as "partial".',
    });
  });

  test('is no better for a pass that is still running', () => {
    const { ran, runs, health } = setting();
    ran(7, '2026-11-24T10:17:05Z');
    runs.start(7, 'schedule', at('2026-11-24T11:17:00Z'));
    expect(health('2026-11-24T11:36:00Z').ok).toBe(true);
    expect(health('2026-11-24T11:37:00Z').ok).toBe(false);
  });

  test('is that of the worst athlete', () => {
    const { ran, health } = setting([7, 8]);
    ran(7, '2026-11-24T10:17:05Z');
    expect(health('2026-11-24T10:18:00Z')).toMatchObject({
      ok: false,
      reason: expect.stringContaining('athlete 8'),
    });
    ran(8, '2026-11-24T10:17:09Z');
    expect(health('2026-11-24T10:18:00Z').ok).toBe(true);
  });
});

describe('/healthz', () => {
  async function serve(check: () => Health & { nextRun: string | undefined }) {
    const server = await serveHealth('127.0.0.1', 0, check);
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test('answers 200 or 503 with the reason', async () => {
    const health = { ok: true, reason: 'fine', nextRun: '2026-11-24T11:17:00Z' };
    const origin = await serve(() => health);
    const good = await fetch(`${origin}/healthz`);
    expect([good.status, good.headers.get('content-type'), good.headers.get('cache-control')]).toEqual([
      200,
      'application/json',
      'no-store',
    ]);
    expect(await good.json()).toEqual(health);
    health.ok = false;
    const bad = await fetch(`${origin}/healthz`);
    expect(bad.status).toBe(503);
    expect(await bad.json()).toMatchObject({ ok: false });
  });

  test.each(['/', '/healthz/', '/archive.db', '/healthzz'])('answers 404 for %s', async (path) => {
    const origin = await serve(() => expect.unreachable());
    expect((await fetch(origin + path)).status).toBe(404);
  });

  test('cannot be served twice on one port', async () => {
    const { port } = new URL(await serve(() => expect.unreachable()));
    await expect(serveHealth('127.0.0.1', Number(port), () => expect.unreachable())).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  test('is 503 with the reason for a check that fails, and 200 again afterwards', async () => {
    const failing = { on: true };
    const origin = await serve(() => {
      if (failing.on) throw new Error('database is locked');
      return { ok: true, reason: 'fine', nextRun: undefined };
    });
    const listening = new AbortController();
    onTestFinished(() => listening.abort());
    const crashed = once(process, 'uncaughtException', { signal: listening.signal }).then(
      () => 'crashed',
      () => 'no crash',
    );
    const answered = fetch(`${origin}/healthz`).then(async (answer) => [answer.status, await answer.json()]);
    expect(await Promise.race([crashed, answered])).toEqual([
      503,
      { ok: false, reason: 'The archive cannot be read: database is locked' },
    ]);
    failing.on = false;
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  });
});
