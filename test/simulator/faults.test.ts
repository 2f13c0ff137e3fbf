import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, refresh } from './asking.ts';
import { EVERY_FAULT, EVERY_STORM, type FaultKind, type Simulator, startSimulator } from './index.ts';

let simulator: Simulator;
let token: string;

beforeEach(async () => {
  simulator = await startSimulator();
  token = simulator.grant().accessToken;
});
afterEach(() => simulator.close());

const askAthlete = (init?: RequestInit) => ask(simulator, '/athlete', token, init);
/** Gives up a little after the simulator has left a request hanging, however long it took to get there. */
const untilItHangs = () => {
  const controller = new AbortController();
  simulator.onHang = () => void setTimeout(() => controller.abort(new Error('gave up')), 50);
  return controller.signal;
};
const failNext = (kind: FaultKind) => simulator.faults.add({ path: '/api/v3/athlete', kind });
const statusesOf = async (count: number) => {
  const statuses: number[] = [];
  for (let made = 0; made < count; made += 1) statuses.push((await askAthlete()).status);
  return statuses;
};

describe('a fault', () => {
  test.each(EVERY_FAULT)('spoils one answer, and counts as a call: $name', async ({ kind }) => {
    const good = await (await askAthlete()).text();
    failNext(kind);
    const spoilt = await askAthlete({ signal: untilItHangs() }).then(
      (answer) => answer.text().catch((error: Error) => error.name),
      (error: Error) => error.name,
    );
    expect(spoilt).not.toBe(good);
    expect(simulator.limits.usage().read).toEqual([2, 2]);
    expect((await askAthlete()).status).toBe(200);
  });

  test.each(['reset', 'rotate-then-drop'] as const)('%s closes before any answer', async (kind) => {
    failNext(kind);
    await expect(askAthlete()).rejects.toThrow('fetch failed');
    expect(simulator.requests[0]?.status).toBeNull();
  });

  test('truncated sends the right length and half the body', async () => {
    failNext('truncated');
    const answer = await askAthlete();
    expect(answer.status).toBe(200);
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(500);
    await expect(answer.text()).rejects.toThrow('terminated');
  });

  test.each([
    ['hang', null],
    ['hang-body', 200],
  ] as const)('%s waits for the client to give up', async (kind, status) => {
    failNext(kind);
    const asked = askAthlete({ signal: untilItHangs() }).then((answer) => answer.text());
    await expect(asked).rejects.toThrow('gave up');
    expect(simulator.requests[0]?.status).toBe(status);
  });

  test.each([
    ['html-502', 502, /^<html>/],
    ['html-200', 200, /^<html>/],
    ['text-503', 503, /^upstream connect error/],
    ['wrong-shape', 200, /^{"unexpected":true}$/],
    ['empty', 200, /^$/],
    [{ status: 503 }, 503, /"message":"Internal Server Error","errors":\[\]/],
    [{ status: 402 }, 402, /"message":"Payment Required"/],
    [{ status: 418, body: 'tea' }, 418, /^tea$/],
    [{ kind: 'page', status: 404 }, 404, /^<html>.*could not be satisfied/s],
    [{ kind: 'json', json: [1] }, 200, /^\[1\]$/],
    [{ kind: 'delay', ms: 1 }, 200, /"id":/],
  ] as const)('%j answers %i', async (kind, status, body) => {
    failNext(kind);
    const answer = await askAthlete();
    expect(answer.status).toBe(status);
    expect(await answer.text()).toMatch(body);
  });

  test('broken-gzip says that it is compressed, and is not', async () => {
    failNext('broken-gzip');
    const answer = await askAthlete();
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    await expect(answer.text()).rejects.toThrow('terminated');
  });

  test('redirect says where to', async () => {
    failNext({ kind: 'redirect', to: 'https://www.example.net/new', status: 302 });
    const answer = await askAthlete({ redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://www.example.net/new']);
  });

  test('changed makes of the true answer what a test likes', async () => {
    failNext({ kind: 'changed', change: (text) => text.replace(/"id":\d+/, '"id":null') });
    const answer = await askAthlete();
    expect(await answer.json()).toMatchObject({ id: null, resource_state: 3 });
    expect(answer.headers.get('x-ratelimit-limit')).toBe('200,2000');
  });

  test('of a list changes its elements, or answers for another page, where the query is so', async () => {
    const ids = async (page: number) => {
      const answer = await ask(simulator, `/athlete/activities?page=${page}&per_page=3`, token);
      return ((await answer.json()) as { id: number }[]).map(({ id }) => id);
    };
    const [first, second] = [await ids(1), await ids(2)];
    const path = '/api/v3/athlete/activities';
    simulator.faults.add({ path, query: { page: '2' }, kind: { kind: 'asked', query: { page: '1' } } });
    const change = (elements: readonly unknown[]) => elements.slice(1);
    simulator.faults.add({ path, query: { page: '2' }, nth: 2, kind: { kind: 'elements', change } });
    expect([await ids(1), await ids(2)]).toEqual([first, first]);
    expect([await ids(2), await ids(2)]).toEqual([second.slice(1), second]);
  });

  test.each(EVERY_STORM)(
    'that refuses whatever is asked ($name) lasts as long as it is told to',
    async (storm) => {
      simulator.faults.add({ path: '/api/v3', kind: storm.kind, times: 2 });
      const answers = [];
      for (let i = 0; i < 3; i += 1) answers.push(await askAthlete({ redirect: 'manual' }));
      expect(answers.map(({ ok }) => ok)).toEqual([false, false, true]);
      const isPage = storm.name.startsWith('page') || storm.name === 'redirect';
      expect(answers[0]?.headers.has('x-ratelimit-limit')).toBe(!isPage);
      expect(await answers[0]?.text()).toMatch(isPage ? /^<html>/ : /^{"message":/);
    },
  );

  test('rotate-then-drop leaves a client with a dead refresh token', async () => {
    const { refreshToken } = simulator.grant({ expiresInSeconds: 0 });
    simulator.faults.add({ path: '/oauth/token', kind: 'rotate-then-drop' });
    await expect(refresh(simulator, refreshToken)).rejects.toThrow('fetch failed');
    expect(simulator.validRefreshTokens()).not.toContain(refreshToken);
    expect((await refresh(simulator, refreshToken)).status).toBe(400);
  });
});

describe('the fault script', () => {
  const kind = { status: 500 };

  test.each([
    [{ nth: 2 }, [200, 500, 200, 200]],
    [{ nth: 2, times: 2 }, [200, 500, 500, 200]],
    [{ every: 2 }, [200, 500, 200, 500]],
    [{ every: 2, times: 1 }, [200, 500, 200, 200]],
    [{ times: Number.POSITIVE_INFINITY }, [500, 500, 500, 500]],
    [{ method: 'POST' }, [200, 200, 200, 200]],
    [{ path: '/api/v3/ath' }, [200, 200, 200, 200]],
    [{ path: /ath/ }, [500, 200, 200, 200]],
  ])('%j', async (rule, statuses) => {
    const fault = simulator.faults.add({ ...rule, kind });
    expect(await statusesOf(4)).toEqual(statuses);
    expect(fault.fired).toBe(statuses.filter((status) => status === 500).length);
  });

  test('applies rules in their order, and forgets them when told', async () => {
    simulator.faults.add({ kind: { status: 500 } });
    simulator.faults.add({ kind: { status: 503 }, times: 3 });
    expect(await statusesOf(2)).toEqual([500, 503]);
    simulator.faults.clear();
    expect(await statusesOf(1)).toEqual([200]);
  });
});

test('closing takes no time, whatever hangs', async () => {
  await askAthlete();
  simulator.faults.add({ kind: 'hang', times: 2 });
  const hanging = [askAthlete(), askAthlete()].map((asked) => asked.catch(() => 'dropped'));
  while (simulator.requests.length < 3) await new Promise(setImmediate);
  const before = performance.now();
  await simulator.close();
  expect(performance.now() - before).toBeLessThan(500);
  expect(await Promise.all(hanging)).toEqual(['dropped', 'dropped']);
});
