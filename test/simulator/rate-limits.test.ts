import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask } from './asking.ts';
import { type Simulator, startSimulator } from './index.ts';

const START = Date.parse('2026-11-24T23:44:50Z');
const clock = { time: START, now: () => clock.time };
let simulator: Simulator;

beforeEach(async () => {
  clock.time = START;
  simulator = await startSimulator({ clock });
});
afterEach(() => simulator.close());

const askAthlete = () => ask(simulator, '/athlete', simulator.grant().accessToken);
const namesOf = (answer: Response) => [...answer.headers.keys()].filter((name) => name.includes('ratelimit'));

describe('the rate limits', () => {
  test('are told with what was used', async () => {
    simulator.limits.setUsage({ overall: [7, 70], read: [5, 50] });
    const { headers } = await askAthlete();
    expect(headers.get('x-ratelimit-limit')).toBe('200,2000');
    expect(headers.get('x-ratelimit-usage')).toBe('8,71');
    expect(headers.get('x-readratelimit-limit')).toBe('100,1000');
    expect(headers.get('x-readratelimit-usage')).toBe('6,51');
  });

  test('can be left untold, or told badly', async () => {
    simulator.rateHeaders = 'absent';
    expect(namesOf(await askAthlete())).toEqual([]);
    simulator.rateHeaders = 'comma';
    expect((await askAthlete()).headers.get('x-readratelimit-usage')).toBe(',');
  });

  test('can be told with a lag, never with more than was used', async () => {
    simulator.usageReport = 'lagging';
    const told: number[] = [];
    for (let call = 1; call <= 12; call += 1)
      told.push(Number((await askAthlete()).headers.get('x-readratelimit-usage')?.split(',')[0]));
    const behind = told.map((used, i) => i + 1 - used);
    expect([Math.min(...behind), Math.max(...behind)]).toEqual([0, 3]);
  });

  test('can be used by another program too', async () => {
    simulator.usageReport = 'shared';
    for (let call = 1; call <= 9; call += 1) await askAthlete();
    expect(simulator.limits.usage().read).toEqual([9, 9]);
    expect((await askAthlete()).headers.get('x-readratelimit-usage')).toBe('17,17');
  });

  test('may leave streams out of account', async () => {
    simulator.streamsCount = false;
    await ask(simulator, '/activities/1/streams', simulator.grant().accessToken);
    expect(simulator.limits.usage().read).toEqual([0, 0]);
    expect(simulator.requests.at(-1)?.counted).toBe(false);
  });

  test('are not told on streams', async () => {
    expect(namesOf(await ask(simulator, '/activities/1/streams', simulator.grant().accessToken))).toEqual([]);
  });

  test.each([
    ['the read limit of the quarter hour', { read: [99, 500] }],
    ['the read limit of the day', { read: [10, 999] }],
    ['the overall limit of the quarter hour', { overall: [199, 500] }],
    ['the overall limit of the day', { overall: [10, 1999] }],
  ] as const)('let the last call of %s pass, and refuse the next', async (_case, usage) => {
    simulator.limits.setUsage(usage);
    expect((await askAthlete()).status).toBe(200);
    expect((await askAthlete()).status).toBe(429);
    expect(simulator.limits.refused).toBe(1);
  });

  test('can be used up in each window that begins, too', async () => {
    simulator.limits.holdUsage([0, 1000]);
    expect((await askAthlete()).status).toBe(429);
    clock.time += 1_800_000;
    expect((await askAthlete()).status).toBe(429);
    expect(simulator.limits.usage().read).toEqual([1, 1001]);
  });

  test('are still used up by refused calls', async () => {
    simulator.limits.setUsage({ read: [100, 1000] });
    await askAthlete();
    const answer = await askAthlete();
    expect(answer.headers.get('x-readratelimit-usage')).toBe('102,1002');
    expect(answer.headers.get('retry-after')).toBeNull();
    expect(await answer.json()).toMatchObject({
      message: 'Rate Limit Exceeded',
      errors: [{ resource: 'Application', field: 'rate limit', code: 'exceeded' }],
    });
  });

  test('start anew at the UTC quarter hour and at the UTC day', async () => {
    simulator.limits.setUsage({ read: [100, 300] });
    clock.time = Date.parse('2026-11-24T23:45:00Z');
    expect((await askAthlete()).headers.get('x-readratelimit-usage')).toBe('1,301');
    clock.time = Date.parse('2026-11-25T00:00:00Z');
    expect((await askAthlete()).headers.get('x-readratelimit-usage')).toBe('1,1');
  });

  test('can be changed while running', async () => {
    simulator.limits.setLimits({ overall: [400, 4000], read: [1, 2000] });
    expect((await askAthlete()).headers.get('x-ratelimit-limit')).toBe('400,4000');
    expect((await askAthlete()).status).toBe(429);
  });
});
