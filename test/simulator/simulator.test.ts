import { get } from 'node:http';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, postForm } from './asking.ts';
import { type Simulator, startSimulator } from './index.ts';
import { toWireJson } from './wire-json.ts';

const NOON = Date.parse('2026-11-24T12:07:00Z');
const clock = { time: NOON, now: () => clock.time };
let simulator: Simulator;

beforeEach(async () => {
  clock.time = NOON;
  simulator = await startSimulator({ clock });
});
afterEach(() => simulator.close());

const me = () => simulator.grant();
const statsPath = () => `/athletes/${simulator.consent.athleteId}/stats`;

describe('the athlete', () => {
  test('is the whole profile with profile:read_all', async () => {
    const answer = await ask(simulator, '/athlete', me().accessToken);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await answer.json()).toEqual(simulator.world.athletes[0]?.detail);
  });

  test('is a summary without that scope', async () => {
    const answer = await ask(simulator, '/athlete', simulator.grant({ scopes: ['read'] }).accessToken);
    const summary = await answer.json();
    expect(summary).toMatchObject({ id: simulator.consent.athleteId, resource_state: 2 });
    expect(summary).not.toHaveProperty('ftp');
  });

  test('tells at once what a test changes in the world', async () => {
    Object.assign(simulator.world.athletes[0]?.detail ?? {}, { weight: 61 });
    const text = await (await ask(simulator, '/athlete', me().accessToken)).text();
    expect(text).toContain('"weight":61.0');
  });

  test.each([
    ['no token', undefined],
    ['an unknown token', 'f'.repeat(40)],
  ])('is refused with %s, without telling the limits', async (_case, token) => {
    const answer = await ask(simulator, '/athlete', token);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('x-ratelimit-usage')).toBeNull();
    expect(await answer.json()).toMatchObject({
      errors: [{ resource: 'Athlete', field: 'access_token', code: 'invalid' }],
    });
    expect(simulator.requests[0]).toMatchObject({ status: 401, counted: false });
  });

  test('is refused when the token has expired', async () => {
    const { accessToken } = simulator.grant({ expiresInSeconds: 60 });
    clock.time += 60_000;
    expect((await ask(simulator, '/athlete', accessToken)).status).toBe(401);
  });

  test('is refused when the scope is missing', async () => {
    const answer = await ask(
      simulator,
      '/athlete',
      simulator.grant({ scopes: ['activity:read'] }).accessToken,
    );
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({
      errors: [{ resource: 'AccessToken', field: 'read_permission', code: 'missing' }],
    });
  });

  test('is refused while the application is inactive', async () => {
    simulator.inactive = true;
    const answer = await ask(simulator, '/athlete', me().accessToken);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'Inactive' }] });
  });
});

describe('the statistics', () => {
  test.each([0, 1, 2])('are what the world says, for athlete %i', async (index) => {
    const athleteId = simulator.world.athletes[index]?.detail.id ?? 0;
    const { accessToken } = simulator.grant({ athleteId });
    const answer = await ask(simulator, `/athletes/${athleteId}/stats`, accessToken);
    expect(await answer.json()).toEqual(simulator.world.statsOf(athleteId, NOON));
  });

  test('are written with the numbers that JSON.stringify cannot write', async () => {
    const text = await (await ask(simulator, statsPath(), me().accessToken)).text();
    expect(text).toMatch(/"ytd_run_totals":{[^}]*"moving_time":\d+\.0,/);
    expect(text).toMatch(/"elevation_gain":0\.0/);
    expect(text).toMatch(/"distance":\d+\.\d{6,}/);
  });

  test('can have a negative zero', async () => {
    const athleteId = simulator.world.athletes[1]?.detail.id ?? 0;
    const { accessToken } = simulator.grant({ athleteId });
    const text = await (await ask(simulator, `/athletes/${athleteId}/stats`, accessToken)).text();
    expect(text).toMatch(/"all_swim_totals":{[^}]*"elevation_gain":-0\.0/);
  });

  test('show records as numbers, null, or not at all', () => {
    const records = simulator.world.athletes.map(
      ({ detail }) => simulator.world.statsOf(detail.id, NOON).biggest_ride_distance,
    );
    expect(records).toEqual([expect.any(Number), null, undefined]);
  });

  test('count only what everyone may see, and achievements only of late', () => {
    const { athleteId } = simulator.consent;
    const rides = simulator.world
      .activitiesOf(athleteId, NOON)
      .filter(({ sport_type }) => sport_type.endsWith('Ride'));
    const stats = simulator.world.statsOf(athleteId, NOON);
    const visible = rides.filter(({ visibility }) => visibility === 'everyone');
    expect(stats.all_ride_totals.count).toBe(visible.length);
    expect(visible.length).toBeLessThan(rides.length);
    expect(stats.recent_ride_totals).toHaveProperty('achievement_count');
    expect(stats.ytd_ride_totals).not.toHaveProperty('achievement_count');
  });

  test('move with the clock', () => {
    const { athleteId } = simulator.consent;
    const inOneMonth = simulator.world.statsOf(athleteId, NOON + 31 * 86_400_000);
    const now = simulator.world.statsOf(athleteId, NOON);
    expect(inOneMonth.all_run_totals.count).toBeGreaterThan(now.all_run_totals.count);
    expect(inOneMonth.recent_run_totals).not.toEqual(now.recent_run_totals);
    expect(simulator.world.statsOf(athleteId, Date.parse('2027-01-01T00:00:00Z')).ytd_run_totals.count).toBe(
      0,
    );
  });

  test('of another athlete are forbidden', async () => {
    const other = simulator.world.athletes[1]?.detail.id;
    expect((await ask(simulator, `/athletes/${other}/stats`, me().accessToken)).status).toBe(403);
  });
});

test('an unknown path is answered 404 and counts', async () => {
  const answer = await ask(simulator, '/athlete/nothing', me().accessToken);
  expect(answer.status).toBe(404);
  expect(answer.headers.get('x-ratelimit-usage')).toBe('1,1');
  expect(await answer.json()).toMatchObject({ message: 'Resource Not Found' });
});

test('header names have the casing of Strava’s servers', async () => {
  const headers = { Authorization: `Bearer ${me().accessToken}` };
  const rawHeaders = await new Promise<string[]>((resolve, reject) => {
    get(`${simulator.apiUrl}/athlete`, { headers }, (answer) => {
      answer.resume().once('end', () => resolve(answer.rawHeaders));
    }).once('error', reject);
  });
  expect(rawHeaders).toEqual(
    expect.arrayContaining([
      'Content-Type',
      'X-Ratelimit-Limit',
      'X-Ratelimit-Usage',
      'X-Readratelimit-Limit',
      'X-Readratelimit-Usage',
    ]),
  );
});

test('every request is recorded with what became of it', async () => {
  await ask(simulator, '/athlete?page=2', me().accessToken);
  await postForm(simulator, '/token', {});
  expect(simulator.requests).toMatchObject([
    { method: 'GET', path: '/api/v3/athlete', query: { page: '2' }, at: NOON, status: 200, counted: true },
    { method: 'POST', path: '/oauth/token', status: 400, counted: false },
  ]);
  expect(simulator.requestsTo('/oauth')).toHaveLength(1);
  expect(simulator.requestsTo('/api/v3/ath')).toHaveLength(0);
});

test('one seed is one world, another seed another', async () => {
  const worldOf = async (seed: number) => {
    const other = await startSimulator({ seed, clock });
    const { world, clientSecret, ...rest } = other;
    const secrets = [clientSecret, rest.grant().accessToken];
    await other.close();
    return { athletes: world.athletes, secrets };
  };
  const [first, again, second] = [await worldOf(1), await worldOf(1), await worldOf(2)];
  expect(first).toEqual(again);
  expect(first.athletes).not.toEqual(second.athletes);
  expect(first.secrets).not.toEqual(second.secrets);
});

test('the wire text is always the JSON of its value', () => {
  fc.assert(
    fc.property(fc.json(), fc.boolean(), (json, asFloat) => {
      const value = JSON.parse(json);
      expect(JSON.parse(toWireJson(value, () => asFloat))).toEqual(value);
    }),
  );
  expect(toWireJson({ id: 3108410381471783040n, none: undefined, zero: -0 }, () => true)).toBe(
    '{"id":3108410381471783040,"zero":-0.0}',
  );
});
