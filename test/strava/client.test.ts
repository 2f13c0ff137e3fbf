import { describe, expect, test } from 'vitest';
import type { FaultClass } from '../../src/strava/fault.ts';
import { expectHelpful, faultFrom, rejectionOf } from '../http/faults.ts';
import { serve } from '../http/serve.ts';
import { EVERY_FAULT } from '../simulator/index.ts';
import { giveUpWhatHangs } from '../support/giving-up.ts';
import { connectedClient } from './setup.ts';

/** What a fault that stays is called in the end. */
const CLASSES: Record<string, FaultClass> = {
  'html-502': 'server',
  'html-200': 'malformed',
  'text-503': 'server',
  'broken-gzip': 'network',
  truncated: 'network',
  hang: 'timeout',
  'hang-body': 'timeout',
  reset: 'network',
  empty: 'malformed',
  'rotate-then-drop': 'network',
  'status 500': 'server',
  'status 502': 'server',
  'status 503': 'server',
  'status 504': 'server',
  'text that is no JSON': 'malformed',
};
const TRANSIENT = EVERY_FAULT.filter(({ name }) => name in CLASSES);
const JSON_ANSWERS = EVERY_FAULT.filter(({ name }) => !(name in CLASSES));

describe('an answer', () => {
  test('comes parsed, exactly as received, and with its time', async () => {
    const { client, clock, athleteId, simulator } = await connectedClient();
    const answer = await client.get({ path: '/athlete' });
    expect(answer.json).toMatchObject({ id: athleteId });
    expect(JSON.parse(answer.raw)).toEqual(simulator.world.athleteOf(athleteId).detail);
    expect(answer.fetchedAt).toBe(clock.now());
    expect(client.spending).toEqual({ requests: 1, retries: 0 });
  });

  test.each(JSON_ANSWERS)('that is JSON of another shape ($name) is handed on as it is', async ({ kind }) => {
    const { get, simulator, apiRequests } = await connectedClient();
    simulator.faults.add({ path: '/api', kind });
    const { json, raw } = await get();
    expect(JSON.stringify(json)).toBe(raw);
    expect(apiRequests()).toBe(1);
  });
});

test('the faults tried here are all there are', () => {
  expect(TRANSIENT).toHaveLength(Object.keys(CLASSES).length);
  expect(JSON_ANSWERS.map(({ name }) => name)).toEqual(['wrong-shape', 'JSON null']);
});

describe.each(TRANSIENT)('the fault "$name"', ({ name, kind }) => {
  const hangs = name.startsWith('hang');

  test('that happens once is mended by another try, each charged', async () => {
    const { get, simulator, client, left, apiRequests, athleteId } = await connectedClient();
    if (hangs) giveUpWhatHangs(simulator);
    simulator.faults.add({ path: '/api', kind });
    expect((await get()).json).toMatchObject({ id: athleteId });
    expect(client.spending).toEqual({ requests: 2, retries: 1 });
    expect([apiRequests(), left()]).toEqual([2, [98, 998]]);
  });

  test('that stays is given up after five tries, each charged', async () => {
    const { get, simulator, client, left, apiRequests } = await connectedClient();
    if (hangs) giveUpWhatHangs(simulator);
    simulator.rateHeaders = 'absent';
    simulator.faults.add({ path: '/api', kind, every: 1 });
    const fault = await faultFrom(get());
    expect(fault).toMatchObject({ fault: CLASSES[name], kind: 'strava', exitCode: 6 });
    expectHelpful(fault);
    expect(client.spending).toEqual({ requests: 5, retries: 4 });
    expect([apiRequests(), left()]).toEqual([5, [95, 995]]);
  });
});

describe('a request', () => {
  test('carries the token in its Authorization header and nowhere else', async () => {
    const { client, simulator, athleteId, app, logs } = await connectedClient();
    await client.get({ path: `/athletes/${athleteId}/stats`, query: { page: 2, q: 'a b&c' } });
    const token = app.credentials.find(athleteId)?.pair.accessToken.reveal() ?? '';
    const [request] = simulator.requestsTo('/api');
    expect(request?.headers.authorization).toBe(`Bearer ${token}`);
    expect(request?.query).toEqual({ page: '2', q: 'a b&c' });
    const { authorization: _, ...others } = request?.headers ?? {};
    expect(JSON.stringify([request?.path, request?.query, others, logs])).not.toContain(token);
  });

  test('is not sent to where a redirect points', async () => {
    const paths: string[] = [];
    const url = await serve((request, response) => {
      paths.push(request.url ?? '');
      response.writeHead(302, { location: '/elsewhere?token=1' }).end();
    });
    const { get } = await connectedClient({ environment: { STRAVA_API_URL: url } });
    const fault = await faultFrom(get());
    expect(fault).toMatchObject({ fault: 'redirect', status: 302, exitCode: 6 });
    expect(fault.message).toContain(`status 302, to ${url}/elsewhere)`);
    expect(fault.advice).toContain('STRAVA_API_URL');
    expect(paths).toEqual(['/athlete']);
  });

  test('is not sent after a stop, and not charged', async () => {
    const { get, simulator, left } = await connectedClient();
    const reason = new Error('stop');
    expect(await rejectionOf(get(AbortSignal.abort(reason)))).toBe(reason);
    expect([simulator.requests.length, left()]).toEqual([0, [100, 1_000]]);
  });

  test('under way is cut off by a stop', async () => {
    const { get, simulator, client } = await connectedClient({ timeoutMs: 60_000 });
    const controller = new AbortController();
    const reason = new Error('stop');
    simulator.faults.add({ path: '/api', kind: 'hang' });
    const waiting = rejectionOf(get(controller.signal));
    await expect.poll(() => simulator.requests.length, { interval: 5 }).toBe(1);
    controller.abort(reason);
    expect(await waiting).toBe(reason);
    expect(client.spending).toEqual({ requests: 1, retries: 0 });
  });

  test('whose answer was lost across a boundary counts in the new quarter hour too', async () => {
    let requests = 0;
    const url = await serve((request, response) => {
      requests += 1;
      if (requests > 1) return response.end('{}');
      clock.set('2026-11-24T10:15:01Z');
      return request.socket.destroy();
    });
    const { get, clock, left } = await connectedClient({ environment: { STRAVA_API_URL: url } });
    clock.set('2026-11-24T10:14:59Z');
    await get();
    expect(requests).toBe(2);
    expect(left()).toEqual([98, 998]);
  });
});

test('a token endpoint that fails all the time is asked five times, not five times five', async () => {
  const { get, simulator } = await connectedClient({ grant: { expiresInSeconds: 60 } });
  simulator.faults.add({ path: '/oauth', kind: { status: 503 }, every: 1 });
  expect(await faultFrom(get())).toMatchObject({ fault: 'server' });
  expect(simulator.requests).toHaveLength(5);
});
