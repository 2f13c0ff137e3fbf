import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { everyPage, pick } from './activity-asking.ts';
import { ask } from './asking.ts';
import { type ActivitySummary, type Simulator, startSimulator } from './index.ts';

const NOON = Date.parse('2026-11-24T12:07:00Z');
const clock = { time: NOON, now: () => clock.time };
let simulator: Simulator;
let token: string;

beforeEach(async () => {
  clock.time = NOON;
  simulator = await startSimulator({ clock, activities: 40 });
  token = simulator.grant().accessToken;
});
afterEach(() => simulator.close());

const summary = (id: number) => pick(simulator.truth(), (each) => each.id === id);
const aRun = ({ sport_type, map, gear_id }: ActivitySummary) =>
  sport_type === 'Run' && map.summary_polyline !== '' && gear_id !== null;

describe('a new activity', () => {
  test('is the newest of the list, from now on', async () => {
    clock.time += 5000;
    const { id } = simulator.addActivity({ name: 'Just now', sport_type: 'Run' });
    const [first] = await everyPage(simulator, token);
    expect(first).toMatchObject({
      id,
      name: 'Just now',
      sport_type: 'Run',
      start_date: '2026-11-24T12:07:05Z',
    });
    expect((await ask(simulator, `/activities/${id}`, token)).status).toBe(200);
    expect((await ask(simulator, `/activities/${id}/streams`, token)).status).toBe(200);
  });

  test('can be uploaded late: then it stands among the old ones', async () => {
    const { id } = simulator.addActivity({ start_date: '2026-10-20T07:00:00Z' });
    const ids = (await everyPage(simulator, token)).map((each) => each.id);
    expect(ids).toHaveLength(41);
    expect(ids.indexOf(id)).toBeGreaterThan(10);
  });

  test('can be one of many that were uploaded late and at once', async () => {
    const ids = new Set(simulator.importActivities(250, { sport_type: 'Walk' }).map(({ id }) => id));
    expect(ids.size).toBe(250);
    const listed = await everyPage(simulator, token);
    expect(listed).toHaveLength(290);
    const late = listed.filter(({ id }) => ids.has(id)).map(({ start_date }) => start_date);
    expect([late[0], late[1], new Set(late).size]).toEqual([
      '2026-10-25T12:07:00Z',
      '2026-10-24T12:07:00Z',
      250,
    ]);
  });

  test('moves what follows to the next page while the list is read', async () => {
    const page = async (number: number) => {
      const answer = await ask(simulator, `/athlete/activities?per_page=20&page=${number}`, token);
      return ((await answer.json()) as ActivitySummary[]).map(({ id }) => id);
    };
    const first = await page(1);
    simulator.addActivity();
    const second = await page(2);
    expect(second[0]).toBe(first[19]);
  });

  test('counts in the statistics and wears its gear', () => {
    const { athleteId } = simulator.consent;
    const gearId = simulator.world.athletes[0]?.detail.shoes[0]?.id ?? '';
    const [runs, metres] = [
      simulator.world.statsOf(athleteId, NOON).all_run_totals,
      simulator.truth().gear(gearId).distance,
    ];
    simulator.addActivity({ sport_type: 'Run', gear_id: gearId, distance: 5000, moving_time: 1500 });
    expect(simulator.world.statsOf(athleteId, NOON).all_run_totals.count).toBe(runs.count + 1);
    expect(simulator.truth().gear(gearId).distance).toBe(metres + 5000);
    expect(simulator.world.athletes[0]?.detail.shoes[0]?.distance).toBe(metres + 5000);
  });

  test('can be another athlete’s', () => {
    const athleteId = simulator.world.athletes[2]?.detail.id ?? 0;
    const { id } = simulator.addActivity({ athleteId });
    expect(
      simulator
        .truth(athleteId)
        .summaries()
        .map((each) => each.id),
    ).toEqual([id]);
    expect(() => summary(id)).toThrow();
  });
});

describe('an edit', () => {
  test('changes name, sport, gear and visibility, but not the recording', () => {
    const { id } = pick(simulator.truth(), aRun);
    const before = simulator.truth().streams(id);
    simulator.editActivity(id, { name: 'Renamed', sport_type: 'Walk', gear_id: null, private: true });
    expect(summary(id)).toMatchObject({
      name: 'Renamed',
      type: 'Walk',
      gear_id: null,
      visibility: 'only_me',
      private: true,
    });
    expect(simulator.truth().detail(id)).not.toHaveProperty('gear');
    expect(simulator.truth().streams(id)).toEqual(before);
    simulator.editActivity(id, { visibility: 'followers_only' });
    expect(summary(id)).toMatchObject({ visibility: 'followers_only', private: false });
  });

  test('of what is written shows in the detail alone', () => {
    const { id } = pick(simulator.truth(), aRun);
    const before = summary(id);
    simulator.editActivity(id, { description: 'Hot.', private_note: 'Too fast.' });
    expect(simulator.truth().detail(id)).toMatchObject({ description: 'Hot.', private_note: 'Too fast.' });
    expect(summary(id)).toEqual(before);
  });

  test('that crops shortens everything alike', () => {
    const run = pick(simulator.truth(), aRun);
    simulator.editActivity(run.id, { crop: { from: 120, to: 1500 } });
    const [short, streams] = [summary(run.id), simulator.truth().streams(run.id)];
    expect(short.distance).toBeLessThan(run.distance);
    expect(short.elapsed_time).toBeLessThanOrEqual(1380);
    expect(streams?.time?.data[0]).toBe(0);
    expect(streams?.time?.data.at(-1)).toBe(short.elapsed_time);
    expect(streams?.distance?.data.at(-1)).toBeCloseTo(short.distance, 5);
    expect(short.start_latlng).toEqual(streams?.latlng?.data[0]);
    expect(Date.parse(short.start_date) - Date.parse(run.start_date)).toBeGreaterThanOrEqual(120_000);
  });

  test('can crop a second time', () => {
    const { id } = pick(simulator.truth(), aRun);
    simulator.editActivity(id, { crop: { from: 60 } });
    simulator.editActivity(id, { crop: { to: 600 } });
    expect(simulator.truth().streams(id)?.time?.data.at(-1)).toBe(summary(id).elapsed_time);
    expect(summary(id).elapsed_time).toBeLessThanOrEqual(600);
  });

  test('can hide when it began: the first second of its local day', () => {
    const { id, start_date_local } = pick(simulator.truth(), aRun);
    simulator.editActivity(id, { hideStart: true });
    expect(summary(id).start_date_local).toBe(start_date_local.replace(/T.*/, 'T00:00:01Z'));
    expect(summary(id).start_date < start_date_local).toBe(true);
  });

  test('takes the metres from one shoe to the other', () => {
    const { id, gear_id, distance } = pick(simulator.truth(), aRun);
    const before = simulator.truth().gear(gear_id ?? '').distance;
    simulator.editActivity(id, { gear_id: null });
    expect(simulator.truth().gear(gear_id ?? '').distance).toBe(before - Math.round(distance));
    simulator.editActivity(id, { gear_id });
    expect(simulator.truth().gear(gear_id ?? '').distance).toBe(before);
  });
});

test('a deleted activity is gone, until it is brought back as it was', async () => {
  const { id, gear_id } = pick(simulator.truth(), aRun);
  const before = [simulator.truth().detail(id), simulator.truth().gear(gear_id ?? '')];
  const place = async () => (await everyPage(simulator, token)).findIndex((each) => each.id === id);
  const former = await place();
  const bringBack = simulator.deleteActivity(id);
  expect((await everyPage(simulator, token)).map((each) => each.id)).not.toContain(id);
  for (const path of [`/activities/${id}`, `/activities/${id}/streams`]) {
    expect((await ask(simulator, path, token)).status).toBe(404);
  }
  expect(() => simulator.truth().detail(id)).toThrow();
  expect(() => simulator.deleteActivity(id)).toThrow();
  bringBack();
  expect(await place()).toBe(former);
  expect([simulator.truth().detail(id), simulator.truth().gear(gear_id ?? '')]).toEqual(before);
});

test('a hidden activity is not on the list, and answers all the same', async () => {
  const { id } = pick(simulator.truth(), aRun);
  const ids = async () => (await everyPage(simulator, token)).map((each) => each.id);
  const show = simulator.hideActivity(id);
  expect(await ids()).not.toContain(id);
  expect((await ask(simulator, `/activities/${id}`, token)).status).toBe(200);
  show();
  expect(await ids()).toContain(id);
});

test('kudos are counted', () => {
  const { id, kudos_count } = pick(simulator.truth(), aRun);
  simulator.giveKudos(id);
  expect(summary(id).kudos_count).toBe(kudos_count + 1);
});
