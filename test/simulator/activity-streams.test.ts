import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pick } from './activity-asking.ts';
import { ask, problemOf } from './asking.ts';
import { type ActivitySummary, type Simulator, type StreamSet, startSimulator } from './index.ts';
import { STREAM_KEYS } from './stream-shape.ts';

const clock = { now: () => Date.parse('2026-11-24T12:07:00Z') };
let simulator: Simulator;
let token: string;

beforeEach(async () => {
  simulator = await startSimulator({ clock, activities: 40 });
  token = simulator.grant().accessToken;
});
afterEach(() => simulator.close());

const streams = (id: number, query = '') => ask(simulator, `/activities/${id}/streams${query}`, token);
const truthOf = (wanted: (summary: ActivitySummary) => boolean) => {
  const summary = pick(simulator.truth(), wanted);
  return { summary, streams: simulator.truth().streams(summary.id) ?? {} };
};
const full = ({ has_heartrate, device_watts, average_temp, average_cadence }: ActivitySummary) =>
  has_heartrate && device_watts === true && average_temp !== undefined && average_cadence !== undefined;
const ALL = `?keys=${STREAM_KEYS.join(',')}`;

describe('the streams of an activity', () => {
  test('are the truth', async () => {
    const { summary, streams: truth } = truthOf(full);
    const answer = await streams(summary.id, `${ALL}&key_by_type=true`);
    expect(answer.headers.get('x-ratelimit-usage')).toBeNull();
    expect(await answer.json()).toEqual(truth);
    expect(Object.keys(truth).sort()).toEqual([...STREAM_KEYS].sort());
  });

  test('are an array with types unless keyed', async () => {
    const { summary, streams: truth } = truthOf(full);
    const items = (await (await streams(summary.id, '?keys=time,watts')).json()) as {
      type: keyof StreamSet;
    }[];
    expect(items.map(({ type }) => type)).toEqual(['distance', 'watts', 'time']);
    expect(items[1]).toEqual({ type: 'watts', ...truth.watts });
  });

  test('have distance even when not asked for, and only that without keys', async () => {
    const { summary } = truthOf(full);
    const keysOf = async (query: string) =>
      Object.keys((await (await streams(summary.id, query)).json()) as object);
    expect(await keysOf('?keys=heartrate&key_by_type=true')).toEqual(['distance', 'heartrate']);
    expect(await keysOf('?key_by_type=true')).toEqual(['distance']);
  });

  test('write whole metres as floats and whole seconds as integers', async () => {
    const text = await (await streams(truthOf(full).summary.id, '?keys=time&key_by_type=true')).text();
    expect(text).toContain('"distance":{"data":[0.0,');
    expect(text).toContain('"time":{"data":[0,1,');
  });

  test('of a manual activity are not found', async () => {
    const { id } = pick(simulator.truth(), ({ manual }) => manual);
    expect(await problemOf(await streams(id, ALL))).toEqual([404, 'Activity/id/not found']);
    expect(simulator.truth().streams(id)).toBeUndefined();
  });

  test('of an indoor one have no position', () => {
    const ride = truthOf(({ trainer, distance }) => trainer && distance > 0).streams;
    expect(Object.keys(ride)).toEqual(expect.arrayContaining(['time', 'distance', 'heartrate', 'watts']));
    expect(ride.latlng).toBeUndefined();
    const yoga = truthOf(({ sport_type, has_heartrate }) => sport_type === 'Yoga' && has_heartrate).streams;
    expect(Object.keys(yoga)).toEqual(['heartrate', 'time']);
    expect(yoga.time?.series_type).toBe('time');
  });

  test('without sensors have only what a phone knows', () => {
    const { latlng, altitude, ...others } = truthOf(({ name }) => name === 'With the old phone').streams;
    expect(latlng && altitude).toBeDefined();
    expect(Object.keys(others)).toEqual(['moving', 'velocity_smooth', 'grade_smooth', 'distance', 'time']);
  });

  test('can have more than 13,000 points, and nulls among the watts', () => {
    expect(truthOf(({ name }) => name === 'The long way').streams.time?.data.length).toBeGreaterThan(13_000);
    const gaps = simulator
      .truth()
      .summaries()
      .map(({ id }) => simulator.truth().streams(id)?.watts?.data);
    expect(gaps.some((watts) => watts?.includes(null) && watts.some((each) => each !== null))).toBe(true);
  });
});

describe('every recording', () => {
  const recorded = () =>
    simulator
      .truth()
      .summaries()
      .flatMap((summary) => {
        const set = simulator.truth().streams(summary.id);
        return set ? [{ summary, set }] : [];
      });

  test('has streams of one length that end where the summary says', () => {
    for (const { summary, set } of recorded()) {
      const sizes = Object.values(set).map(({ data }) => data.length);
      expect(new Set(sizes).size).toBe(1);
      expect(set.time?.data.at(-1)).toBe(summary.elapsed_time);
      if (set.distance) expect(set.distance.data.at(-1)).toBe(summary.distance);
    }
  });

  test('moves as long as the summary says, with pauses as gaps in time', () => {
    const moved = recorded().filter(({ set }) => set.moving);
    for (const { summary, set } of moved) {
      expect(set.moving?.data.filter(Boolean)).toHaveLength(summary.moving_time + 1);
    }
    const steps = moved.flatMap(
      ({ set }) => set.time?.data.map((at, index, all) => at - (all[index - 1] ?? -1)) ?? [],
    );
    expect(Math.max(...new Set(steps))).toBeGreaterThan(60);
    expect(steps.filter((step) => step === 1).length / steps.length).toBeGreaterThan(0.99);
  });

  test('climbs and beats about as much as the summary says', () => {
    for (const { summary, set } of recorded()) {
      const rise = set.altitude?.data.reduce(
        (sum, at, i, all) => sum + Math.max(0, at - (all[i - 1] ?? at)),
        0,
      );
      if (rise !== undefined)
        expect(Math.abs(rise - summary.total_elevation_gain)).toBeLessThan(rise * 0.2 + 5);
      const beats = set.heartrate?.data ?? [];
      const mean = beats.reduce((sum, each) => sum + each, 0) / beats.length;
      if (summary.average_heartrate) expect(Math.abs(mean - summary.average_heartrate)).toBeLessThan(2);
    }
  });
});
