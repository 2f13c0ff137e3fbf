import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, problemOf } from './asking.ts';
import { type Simulator, startSimulator } from './index.ts';

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ activities: 0 });
});
afterEach(() => simulator.close());

const zones = (options: Parameters<Simulator['grant']>[0] = {}) =>
  ask(simulator, '/athlete/zones', simulator.grant(options).accessToken);

describe('the zones of an athlete', () => {
  test('are the truth: five of the heart, seven of power, without a bound above the last', async () => {
    const truth = simulator.truth().athleteZones();
    expect(await (await zones()).json()).toEqual(truth);
    const { heart_rate, power } = truth;
    for (const [all, n, gap] of [
      [heart_rate.zones, 5, 0],
      [power?.zones ?? [], 7, 1],
    ] as const) {
      expect(all).toHaveLength(n);
      expect(all.map(({ max }) => max)).toEqual([...all.slice(1).map(({ min }) => min - gap), -1]);
    }
    expect(Object.keys(power ?? {})).toEqual(['zones']);
  });

  test('are of the heart alone without an FTP', async () => {
    const athleteId = simulator.world.athletes[1]?.detail.id ?? 0;
    expect(Object.keys((await (await zones({ athleteId })).json()) as object)).toEqual(['heart_rate']);
  });

  test('are refused without the scope', async () => {
    expect(await problemOf(await zones({ scopes: ['read', 'read_all'] }))).toEqual([
      401,
      'AccessToken/profile:read_all_permission/missing',
    ]);
  });
});
