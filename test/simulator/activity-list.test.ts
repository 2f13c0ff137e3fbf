import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { everyPage } from './activity-asking.ts';
import { ask, problemOf } from './asking.ts';
import { type ActivitySummary, type Simulator, startSimulator } from './index.ts';

const NOON = Date.parse('2026-11-24T12:07:00Z');
const clock = { time: NOON, now: () => clock.time };
let simulator: Simulator;
let token: string;

beforeEach(async () => {
  clock.time = NOON;
  simulator = await startSimulator({ clock, activities: 45 });
  token = simulator.grant().accessToken;
});
afterEach(() => simulator.close());

const list = async (query: string, as = token) => {
  const answer = await ask(simulator, `/athlete/activities?${query}`, as);
  return (await answer.json()) as ActivitySummary[];
};
const seconds = ({ start_date }: ActivitySummary) => Date.parse(start_date) / 1000;

describe('the list of activities', () => {
  test('is the truth, newest first', async () => {
    const all = await everyPage(simulator, token);
    expect(all).toHaveLength(45);
    expect(all).toEqual(simulator.truth().summaries());
    expect(all.map(seconds)).toEqual(all.map(seconds).sort((a, b) => b - a));
  });

  test('has pages of 30 unless told, and empty ones past the end', async () => {
    expect(await list('')).toHaveLength(30);
    expect(await list('page=2')).toHaveLength(15);
    expect(await list('page=3')).toEqual([]);
    expect(await list('per_page=200')).toHaveLength(45);
  });

  test.each([
    ['per_page=201', 'per_page'],
    ['per_page=0', 'per_page'],
    ['page=0', 'page'],
    ['after=soon', 'after'],
    ['before=-3', 'before'],
  ])('refuses %s', async (query, field) => {
    const answer = await ask(simulator, `/athlete/activities?${query}`, token);
    expect(await problemOf(answer)).toEqual([400, `Application/${field}/invalid`]);
  });

  test('refuses an `after` in the future', async () => {
    const answer = await ask(simulator, `/athlete/activities?after=${NOON / 1000 + 60}`, token);
    expect(await problemOf(answer)).toEqual([400, 'Application/after/future']);
  });

  test('keeps to the bounds without including them, oldest first with `after` alone', async () => {
    const starts = simulator.truth().summaries().map(seconds);
    const [newest = 0, oldest = 0] = [starts[4], starts[30]];
    const between = await list(`after=${oldest}&before=${newest}&per_page=200`);
    expect(between.map(seconds)).toEqual(starts.slice(5, 30));
    const since = await list(`after=${oldest}&per_page=200`);
    expect(since.map(seconds)).toEqual(starts.slice(0, 30).reverse());
  });

  test('leaves private ones out without activity:read_all, and says nothing', async () => {
    const { accessToken } = simulator.grant({ scopes: ['read', 'activity:read'] });
    const seen = await list('per_page=200', accessToken);
    const open = simulator.truth().summaries();
    expect(seen).toEqual(open.filter(({ visibility }) => visibility !== 'only_me'));
    expect(seen.length).toBeLessThan(open.length);
    expect(seen.some(({ visibility }) => visibility === 'followers_only')).toBe(true);
  });

  test('needs a scope for activities', async () => {
    const { accessToken } = simulator.grant({ scopes: ['read', 'profile:read_all'] });
    const answer = await ask(simulator, '/athlete/activities', accessToken);
    expect(await problemOf(answer)).toEqual([401, 'AccessToken/activity:read_permission/missing']);
  });

  test('writes floats with a point, integers without', async () => {
    const text = await (await ask(simulator, '/athlete/activities?per_page=200', token)).text();
    expect(text).toContain('"distance":0.0,');
    expect(text).toContain('"total_elevation_gain":0,');
    expect(text).toMatch(/"utc_offset":3600\.0,/);
    expect(text).toMatch(/"average_speed":\d\.\d{10,}/);
  });
});
