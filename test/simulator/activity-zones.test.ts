import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pick } from './activity-asking.ts';
import { ask, problemOf } from './asking.ts';
import { type Simulator, startSimulator } from './index.ts';

const clock = { now: () => Date.parse('2026-11-24T12:07:00Z') };
let simulator: Simulator;
let token: string;

beforeEach(async () => {
  simulator = await startSimulator({ clock, activities: 40 });
  token = simulator.grant().accessToken;
});
afterEach(() => simulator.close());

const zones = (id: number) => ask(simulator, `/activities/${id}/zones`, token);
const truth = () => simulator.truth();
const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);

describe('the zones of an activity', () => {
  test('are the truth, and those that its detail names', async () => {
    for (const { id } of truth().summaries()) {
      const answer = await zones(id);
      expect(await answer.json()).toEqual(truth().zones(id));
      const types = truth()
        .zones(id)
        .map(({ type }) => type);
      expect(types).toEqual(truth().detail(id).available_zones);
    }
  });

  test('add up to the time of the recording, in zones that end where the next one begins', () => {
    const { id, moving_time } = pick(truth(), ({ has_heartrate, type }) => has_heartrate && type === 'Run');
    const [heart, pace] = truth().zones(id);
    for (const { distribution_buckets: all = [] } of [heart ?? {}, pace ?? {}]) {
      expect(all.length).toBeGreaterThan(4);
      expect(all.at(-1)?.max).toBe(-1);
      expect(sum(all.map(({ time }) => time))).toBe(moving_time);
    }
    expect(heart).toMatchObject({ points: expect.any(Number), custom_zones: expect.any(Boolean) });
    expect(Object.keys(pace ?? {})).not.toContain('points');
  });

  test('change with a crop', () => {
    const { id } = pick(truth(), ({ has_heartrate, type }) => has_heartrate && type === 'Run');
    const seconds = () =>
      sum(
        truth()
          .zones(id)[0]
          ?.distribution_buckets.map(({ time }) => time) ?? [],
      );
    const before = seconds();
    simulator.editActivity(id, { crop: { from: 120 } });
    expect(seconds()).toBeLessThan(before);
  });

  test('are of the average where a run was entered by hand, and none where there is nothing', async () => {
    const { id } = simulator.addActivity({ sport_type: 'Run', traits: { manual: true, heartrate: false } });
    const [pace, ...others] = truth().zones(id);
    expect(others.map(({ type }) => type)).not.toContain('heartrate');
    expect(pace?.distribution_buckets.filter(({ time }) => time > 0)).toHaveLength(1);
    const yoga = simulator.addActivity({ sport_type: 'Yoga', traits: { manual: true, heartrate: false } });
    expect(await (await zones(yoga.id)).text()).toBe('[]');
  });

  test('write the seconds of heart rate with a decimal point, and only those', async () => {
    const { id } = pick(truth(), ({ has_heartrate, type }) => has_heartrate && type === 'Run');
    const [heart, pace] = (await (await zones(id)).text()).split('"type":"heartrate"');
    expect(heart).toMatch(/"score":\d+\.0,.*"time":\d+\.0\}/);
    expect(pace).not.toMatch(/"time":\d+\.0/);
  });

  test('are refused without the scope, and of nobody else', async () => {
    const { id } = pick(truth(), () => true);
    const { accessToken } = simulator.grant({ scopes: ['read'] });
    const refused = await problemOf(await ask(simulator, `/activities/${id}/zones`, accessToken));
    expect(refused).toEqual([401, 'AccessToken/activity:read_permission/missing']);
    expect(await problemOf(await zones(7))).toEqual([404, 'Activity/id/not found']);
  });
});
