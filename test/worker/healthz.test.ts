import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Health } from '../../src/worker/health.ts';
import { serveHealth } from '../../src/worker/healthz.ts';

/** All else, in these tests. */
const others: RequestListener = (_request, response) => void response.writeHead(404).end();

describe('/healthz', () => {
  async function serve(check: () => Health & { nextRun: string | undefined }) {
    const server = await serveHealth('127.0.0.1', 0, check, others);
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

  test.each(['/', '/healthz/', '/archive.db', '/healthzz'])('leaves %s to others', async (path) => {
    const origin = await serve(() => expect.unreachable());
    expect((await fetch(origin + path)).status).toBe(404);
  });

  test('cannot be served twice on one port', async () => {
    const { port } = new URL(await serve(() => expect.unreachable()));
    await expect(
      serveHealth('127.0.0.1', Number(port), () => expect.unreachable(), others),
    ).rejects.toMatchObject({
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
