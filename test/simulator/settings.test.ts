import { get } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../support/virtual-clock.ts';
import { everyPage, pick } from './activity-asking.ts';
import { ask, problemOf } from './asking.ts';
import { ORDINARY_DAY, type Simulator, startSimulator } from './index.ts';
import type { SimulatorOptions } from './state.ts';

const started: Simulator[] = [];
afterEach(() => Promise.all(started.splice(0).map((simulator) => simulator.close())));

async function simulate(options: SimulatorOptions = {}) {
  const simulator = await startSimulator(options);
  started.push(simulator);
  return { simulator, token: simulator.grant().accessToken };
}

/** The answer of `GET /athlete` as it comes over the wire. */
function wireOf(simulator: Simulator, headers: Record<string, string>) {
  return new Promise<{ headers: NodeJS.Dict<string | string[]>; body: Buffer }>((resolve, reject) => {
    get(`${simulator.apiUrl}/athlete`, { headers }, async (answer) => {
      resolve({ headers: answer.headers, body: Buffer.concat(await answer.toArray()) });
    }).on('error', reject);
  });
}

describe('compression', () => {
  test('is for whoever accepts it, in chunks without a length', async () => {
    const { simulator, token } = await simulate({ settings: { gzip: true } });
    const authorization = `Bearer ${token}`;
    const plain = await wireOf(simulator, { authorization });
    const packed = await wireOf(simulator, { authorization, 'accept-encoding': 'gzip' });
    expect(plain.headers).toMatchObject({ 'content-length': String(plain.body.length) });
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' });
    expect(packed.headers).not.toHaveProperty('content-length');
    expect(gunzipSync(packed.body)).toEqual(plain.body);
  });

  test('is not the usual', async () => {
    const { simulator, token } = await simulate();
    expect((await ask(simulator, '/athlete', token)).headers.has('content-encoding')).toBe(false);
  });
});

describe('time', () => {
  test('is that of the clock in the Date of every answer', async () => {
    const { simulator, token } = await simulate({ clock: new VirtualClock('2031-01-02T03:04:05Z') });
    const { headers } = await ask(simulator, '/athlete', token);
    expect(headers.get('date')).toBe('Thu, 02 Jan 2031 03:04:05 GMT');
  });

  test('passes while an answer is on its way, the same in each run', async () => {
    const times = async () => {
      const clock = new VirtualClock();
      const { simulator, token } = await simulate({ clock, settings: ORDINARY_DAY });
      const before = clock.now();
      for (let i = 0; i < 20; i += 1) await ask(simulator, '/athlete', token);
      return clock.now() - before;
    };
    const took = await times();
    expect(took).toBeGreaterThan(20 * ORDINARY_DAY.latency[0]);
    expect(took).toBeLessThan(20 * ORDINARY_DAY.latency[1]);
    expect(await times()).toBe(took);
  });

  test('is waited for where the clock is the real one', async () => {
    const { simulator, token } = await simulate({ settings: { latency: [30, 31] } });
    const before = performance.now();
    await ask(simulator, '/athlete', token);
    expect(performance.now() - before).toBeGreaterThanOrEqual(29);
  });
});

describe('refusals', () => {
  test.each([401, 403] as const)('of a token without the scope may be %i', async (scopeRefusal) => {
    const { simulator } = await simulate({ settings: { scopeRefusal } });
    const { accessToken } = simulator.grant({ scopes: ['read'] });
    const answer = await ask(simulator, '/athlete/activities', accessToken);
    expect(await problemOf(answer)).toEqual([scopeRefusal, 'AccessToken/activity:read_permission/missing']);
  });

  test('of what is for subscribers only are 402, and count', async () => {
    const { simulator, token } = await simulate();
    simulator.subscribersOnly = /\/stats$/;
    const { id } = simulator.world.athletes[0]?.detail ?? {};
    expect(await problemOf(await ask(simulator, `/athletes/${id}/stats`, token))).toEqual([402]);
    expect((await ask(simulator, '/athlete', token)).status).toBe(200);
    expect(simulator.limits.usage().read).toEqual([2, 2]);
  });
});

describe('an odd world', () => {
  test('has something odd in every fourth activity, in list, detail and truth alike', async () => {
    const { simulator, token } = await simulate({ activities: 40, odd: true });
    const truth = simulator.truth();
    const usual = pick(truth, ({ name }) => name === 'Forgot the watch');
    expect(usual.start_latlng).toEqual([]);
    const listed = await everyPage(simulator, token);
    expect(listed.filter(({ start_latlng }) => start_latlng === null)).toHaveLength(1);
    const strange = listed.filter((each) => 'weather' in each);
    expect(strange).toHaveLength(2);
    for (const { id } of strange) {
      expect(await (await ask(simulator, `/activities/${id}`, token)).json()).toMatchObject({
        strength_sets: [{ reps: 5, kilograms: 42.5 }],
      });
      expect(truth.detail(id)).toMatchObject({ is_new: true });
    }
    expect(truth.summaries().filter((each) => !('commute' in JSON.parse(JSON.stringify(each))))).toHaveLength(
      1,
    );
  });

  test('can be made by hand', async () => {
    const { simulator, token } = await simulate({ activities: 3 });
    const { id } = simulator.truth().summaries()[1] ?? { id: 0 };
    simulator.editActivity(id, { odd: { moving_time: 61.5, map: null, name: undefined } });
    const answer = await ask(simulator, `/activities/${id}`, token);
    const detail = await answer.json();
    expect(detail).toMatchObject({ id, moving_time: 61.5, map: null });
    expect(detail).not.toHaveProperty('name');
  });
});
