import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pick } from './activity-asking.ts';
import { type ActivitySummary, type Simulator, startSimulator } from './index.ts';

const NOON = Date.parse('2026-11-24T12:07:00Z');
const clock = { time: NOON, now: () => clock.time };
let simulator: Simulator;

beforeEach(async () => {
  clock.time = NOON;
  simulator = await startSimulator({ clock, activities: 40 });
});
afterEach(() => simulator.close());

const seconds = ({ start_date }: ActivitySummary) => Date.parse(start_date) / 1000;

describe('a world of forty', () => {
  const has = (wanted: (summary: ActivitySummary) => boolean) => () => pick(simulator.truth(), wanted);

  test.each<[string, (summary: ActivitySummary) => boolean]>([
    [
      'a manual activity',
      ({ manual, upload_id, start_latlng }) => manual && upload_id === null && start_latlng.length === 0,
    ],
    [
      'one on a trainer, without GPS',
      ({ trainer, distance, map }) => trainer && distance > 0 && map.summary_polyline === '',
    ],
    [
      'one without any sensor',
      (each) =>
        each.start_latlng.length > 0 &&
        !('average_heartrate' in each) &&
        !('average_cadence' in each) &&
        !('average_temp' in each) &&
        !('average_watts' in each),
    ],
    [
      'a sport nobody has heard of',
      ({ sport_type, type }) => sport_type === 'UnderwaterHockey' && type === 'Workout',
    ],
    ['an emoji', ({ name }) => name.includes('👩🏽‍🚒')],
    ['writing from right to left', ({ name }) => name.includes('סיבוב')],
    ['a hidden start', ({ start_date_local }) => start_date_local.endsWith('T00:00:01Z')],
    ['a private one', (each) => each.private && each.visibility === 'only_me'],
    ['one for followers', (each) => !each.private && each.visibility === 'followers_only'],
    ['a workout type', ({ workout_type }) => typeof workout_type === 'number'],
    ['a workout type of null', ({ workout_type }) => workout_type === null],
    ['no workout type', (each) => !('workout_type' in each)],
    ['no upload_id_str', (each) => !('upload_id_str' in each)],
    ['estimated watts', (each) => each.device_watts === false && !('max_watts' in each)],
  ])('has %s', (_what, wanted) => {
    expect(has(wanted)).not.toThrow();
  });

  test('has two that began in the same second', () => {
    const starts = simulator.truth().summaries().map(seconds);
    expect(new Set(starts).size).toBe(starts.length - 1);
  });

  test('has ids about 2·10¹⁰ that do not grow with time', () => {
    const ids = simulator
      .truth()
      .summaries()
      .map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Math.min(...ids)).toBeGreaterThan(1.9e10);
    expect(Math.max(...ids)).toBeLessThan(2.1e10);
    expect([...ids].sort((a, b) => b - a)).not.toEqual(ids);
  });

  test('has retired gear, which the profile does not list', () => {
    const { bikes, shoes } = simulator.world.athletes[0]?.detail ?? { bikes: [], shoes: [] };
    const listed = [...bikes, ...shoes].map(({ id }) => id);
    const retired = pick(simulator.truth(), ({ gear_id }) => gear_id !== null && !listed.includes(gear_id));
    expect(simulator.truth().gear(retired.gear_id ?? '')).toMatchObject({ retired: true });
  });

  test('has local times with a false Z', () => {
    const summer = pick(simulator.truth(), ({ utc_offset }) => utc_offset === 7200);
    expect(Date.parse(summer.start_date_local) - Date.parse(summer.start_date)).toBe(7_200_000);
    expect(summer.timezone).toBe('(GMT+01:00) Europe/Berlin');
  });
});

test('without a number, the world is a history that goes on', async () => {
  const { athleteId } = simulator.consent;
  await using usual = await startSimulator({ clock });
  const before = usual.truth().summaries().length;
  expect(before).toBeGreaterThan(600);
  expect(usual.world.activitiesOf(athleteId, NOON)).toHaveLength(before);
  clock.time += 30 * 86_400_000;
  expect(usual.truth().summaries().length).toBeGreaterThan(before + 10);
});

test('the statistics are those of the public activities', () => {
  const stats = simulator.world.statsOf(simulator.consent.athleteId, NOON);
  const rides = simulator
    .truth()
    .summaries()
    .filter(({ type, visibility }) => type.endsWith('Ride') && visibility === 'everyone');
  expect(stats.all_ride_totals.count).toBe(rides.length);
  expect(stats.all_ride_totals.moving_time).toBe(rides.reduce((sum, ride) => sum + ride.moving_time, 0));
});

test('five thousand activities are there at once, over twenty years', async () => {
  const begun = process.cpuUsage();
  await using large = await startSimulator({ clock, activities: 5000 });
  const all = large.world.activitiesOf(large.consent.athleteId, NOON);
  expect(process.cpuUsage(begun).user).toBeLessThan(1_000_000);
  expect(all).toHaveLength(5000);
  expect(new Set(all.map(({ id }) => id)).size).toBe(5000);
  expect(all[0]?.start_date.slice(0, 4)).toBe('2006');
});
