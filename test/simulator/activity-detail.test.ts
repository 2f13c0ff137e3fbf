import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseExactly, pick } from './activity-asking.ts';
import { ask, problemOf } from './asking.ts';
import { type ActivityDetail, type ActivitySummary, type Simulator, startSimulator } from './index.ts';
import { encodePolyline } from './polyline.ts';

const clock = { now: () => Date.parse('2026-11-24T12:07:00Z') };
let simulator: Simulator;
let token: string;

beforeEach(async () => {
  simulator = await startSimulator({ clock, activities: 40 });
  token = simulator.grant().accessToken;
});
afterEach(() => simulator.close());

const aRun = ({ sport_type, map, total_elevation_gain }: ActivitySummary) =>
  sport_type === 'Run' && map.summary_polyline !== '' && total_elevation_gain > 0;
const aRide = ({ sport_type, map }: ActivitySummary) => sport_type === 'Ride' && map.summary_polyline !== '';
const detailText = async (id: number, query = '?include_all_efforts=true') =>
  (await ask(simulator, `/activities/${id}${query}`, token)).text();
const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);

describe('the detail of an activity', () => {
  test('is the truth, to the last digit of 19, for every activity', async () => {
    simulator.limits.setLimits({ read: [999, 9999], overall: [999, 9999] });
    for (const { id } of simulator.truth().summaries()) {
      const { embed_token, ...detail } = parseExactly(await detailText(id)) as Record<string, unknown>;
      expect(detail).toEqual(simulator.truth().detail(id));
      expect(embed_token).toMatch(/^[0-9a-f]{40}$/);
    }
  });

  test('agrees with the list', () => {
    const summary = pick(simulator.truth(), aRun);
    const { map, resource_state, ...detail } = simulator.truth().detail(summary.id);
    const { map: listed, resource_state: _two, ...rest } = summary;
    expect(detail).toMatchObject(rest);
    expect(map.summary_polyline).toBe(listed.summary_polyline);
    expect(resource_state).toBe(3);
  });

  test('is the same in another simulator of the same seed', async () => {
    const { id } = pick(simulator.truth(), aRide);
    await using other = await startSimulator({ clock, activities: 40 });
    expect(other.truth().detail(id)).toEqual(simulator.truth().detail(id));
    expect(other.truth().streams(id)).toEqual(simulator.truth().streams(id));
  });

  test('has segment efforts whose ids no double can hold', async () => {
    const { id } = pick(simulator.truth(), aRide);
    const { segment_efforts } = simulator.truth().detail(id);
    expect(segment_efforts.length).toBeGreaterThan(3);
    for (const effort of segment_efforts) {
      expect(String(effort.id)).toMatch(/^\d{19}$/);
      expect(BigInt(Number(effort.id))).not.toBe(effort.id);
      expect(effort).toMatchObject({ segment: { name: effort.name } });
    }
    expect(await detailText(id)).toContain(`"id":${segment_efforts[0]?.id},`);
  });

  test('has a third of the efforts unless all are asked for', async () => {
    const { id } = pick(simulator.truth(), aRide);
    const all = simulator.truth().detail(id).segment_efforts.length;
    const some = JSON.parse(await detailText(id, '')) as ActivityDetail;
    expect(some.segment_efforts).toHaveLength(Math.ceil(all / 3));
  });

  test('adds up', () => {
    const run = pick(simulator.truth(), aRun);
    const {
      laps = [],
      splits_metric = [],
      splits_standard = [],
      best_efforts = [],
    } = simulator.truth().detail(run.id);
    for (const parts of [laps, splits_metric, splits_standard]) {
      expect(sum(parts.map(({ distance }) => distance))).toBeCloseTo(run.distance, 0);
      expect(sum(parts.map(({ elapsed_time }) => elapsed_time))).toBe(run.elapsed_time);
      expect(sum(parts.map(({ moving_time }) => moving_time))).toBe(run.moving_time);
    }
    expect(splits_metric[0]?.distance).toBeCloseTo(1000, -1.5);
    expect(best_efforts.map(({ name }) => name)).toContain('1 mile');
  });

  test('of a manual one has no laps, splits or polyline', () => {
    const { id } = pick(simulator.truth(), ({ manual }) => manual);
    const detail = simulator.truth().detail(id);
    expect(detail).toMatchObject({ external_id: null, segment_efforts: [], map: { polyline: '' } });
    for (const field of ['laps', 'splits_metric', 'device_name', 'upload_id_str'])
      expect(detail).not.toHaveProperty(field);
  });

  test('has another embed token each time, which is a secret', async () => {
    const { id } = pick(simulator.truth(), aRun);
    const tokens = [await detailText(id), await detailText(id)].map((text) => JSON.parse(text).embed_token);
    expect(tokens[0]).not.toBe(tokens[1]);
    expect(simulator.issuedSecrets()).toEqual(expect.arrayContaining(tokens));
  });

  test('is not found when unknown, another athlete’s, or no number', async () => {
    const [, other] = simulator.world.athletes;
    for (const id of [1, other?.activities[0]?.id, 'mine']) {
      const answer = await ask(simulator, `/activities/${id}`, token);
      expect(await problemOf(answer)).toEqual([404, 'Activity/id/not found']);
    }
  });

  test('of a private one is not found without activity:read_all', async () => {
    const { id } = pick(simulator.truth(), ({ visibility }) => visibility === 'only_me');
    const { accessToken } = simulator.grant({ scopes: ['activity:read'] });
    expect((await ask(simulator, `/activities/${id}`, accessToken)).status).toBe(404);
    expect((await ask(simulator, `/activities/${id}/streams`, accessToken)).status).toBe(404);
    expect((await ask(simulator, `/activities/${id}`, token)).status).toBe(200);
  });
});

describe('gear', () => {
  test('is answered, retired or not', async () => {
    for (const id of simulator.truth().gearIds()) {
      const answer = await ask(simulator, `/gear/${id}`, token);
      expect(await answer.json()).toEqual(simulator.truth().gear(id));
    }
    expect(simulator.truth().gearIds().length).toBeGreaterThan(5);
  });

  test('is not found when unknown', async () => {
    expect(await problemOf(await ask(simulator, '/gear/b1', token))).toEqual([404, 'Gear/id/not found']);
  });
});

test('a polyline is encoded as in the description of the format', () => {
  const points = [
    [38.5, -120.2],
    [40.7, -120.95],
    [43.252, -126.453],
  ] as const;
  expect(encodePolyline(points)).toBe('_p~iF~ps|U_ulLnnqC_mqNvxq`@');
});
