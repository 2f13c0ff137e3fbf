import { beforeEach, describe, expect, test } from 'vitest';
import { simulate } from '../support/simulator.ts';
import { ask, problemOf } from './asking.ts';
import type { Simulator } from './index.ts';

let simulator: Simulator;
let token: string;
beforeEach(async () => {
  simulator = await simulate({ activities: 6, brevity: 1 });
  token = simulator.grant().accessToken;
});

const page = async (path: string, access = token) =>
  (await (await ask(simulator, path, access)).json()) as Record<string, unknown>[];

// As recorded in 2025.
const CLUB = [
  ...['id', 'resource_state', 'name', 'profile_medium', 'profile', 'cover_photo', 'cover_photo_small'],
  ...['activity_types', 'activity_types_icon', 'dimensions', 'sport_type', 'localized_sport_type'],
  ...['city', 'state', 'country', 'private', 'member_count', 'featured', 'verified', 'url'],
];
const SEGMENT = [
  ...['id', 'resource_state', 'name', 'activity_type', 'distance', 'average_grade', 'maximum_grade'],
  ...['elevation_high', 'elevation_low', 'start_latlng', 'end_latlng', 'elevation_profile'],
  ...['elevation_profiles', 'climb_category', 'city', 'state', 'country', 'private', 'hazardous'],
  ...['starred', 'pr_time', 'athlete_pr_effort', 'starred_date'],
];

test('clubs and starred segments have the fields that real ones have', async () => {
  const [clubs, segments] = [await page('/athlete/clubs'), await page('/segments/starred')];
  expect(clubs).toHaveLength(2);
  for (const club of clubs) expect(Object.keys(club).sort()).toEqual(CLUB.toSorted());
  for (const segment of segments) expect(Object.keys(segment).sort()).toEqual(SEGMENT.toSorted());
  expect(clubs.every(({ member_count: count }) => Number(count) > 0)).toBe(true);
  expect(segments.map(({ pr_time: best }) => best === null)).toEqual(expect.arrayContaining([true, false]));
});

test('a list comes by pages, of 30 unless told, of 200 at most', async () => {
  for (let number = 1; number < 300; number += 1) simulator.star(number);
  const all = simulator.truth().starredSegments();
  expect(await page('/segments/starred')).toHaveLength(30);
  const pages = await Promise.all([1, 2, 3].map((n) => page(`/segments/starred?per_page=200&page=${n}`)));
  expect(pages.map(({ length }) => length)).toEqual([200, all.length - 200, 0]);
  expect(pages.flat().map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  for (const query of ['per_page=201', 'per_page=0', 'page=0', 'page=x']) {
    const refused = await problemOf(await ask(simulator, `/athlete/clubs?${query}`, token));
    expect(refused[0], query).toBe(400);
  }
});

test('a private segment is for tokens with read_all, and nothing is for those without a scope', async () => {
  const isPrivate = ({ private: is }: Record<string, unknown>) => is === true;
  expect((await page('/segments/starred?per_page=200')).some(isPrivate)).toBe(true);
  const plain = simulator.grant({ scopes: ['read'] }).accessToken;
  expect((await page('/segments/starred?per_page=200', plain)).some(isPrivate)).toBe(false);
  const none = simulator.grant({ scopes: ['activity:read'] }).accessToken;
  for (const path of ['/athlete/clubs', '/segments/starred'])
    expect(await problemOf(await ask(simulator, path, none))).toEqual([
      401,
      'AccessToken/read_permission/missing',
    ]);
});

describe('what the athletes do', () => {
  test('who joins a club is on the list and in the profile, until they leave', async () => {
    const { id } = simulator.joinClub({ name: 'Owls 🦉' });
    expect((await page('/athlete/clubs'))[0]).toMatchObject({ id, name: 'Owls 🦉' });
    const profile = (await (await ask(simulator, '/athlete', token)).json()) as { clubs: { id: number }[] };
    expect(profile.clubs.map((club) => club.id)).toContain(id);
    simulator.leaveClub(id);
    expect((await page('/athlete/clubs')).map((club) => club.id)).not.toContain(id);
  });

  test('a star shows in the list and in the efforts on the segment', async () => {
    const efforts = () => {
      const { summaries, detail } = simulator.truth();
      return summaries().flatMap((each) => detail(each.id).segment_efforts);
    };
    const segmentOf = (effort: ReturnType<typeof efforts>[number] | undefined) =>
      effort?.segment as { id: number; starred: boolean };
    const listed = () =>
      simulator
        .truth()
        .starredSegments()
        .map(({ id }) => id);
    const agree = () =>
      efforts().every((effort) => listed().includes(segmentOf(effort).id) === segmentOf(effort).starred);
    expect(agree()).toBe(true);
    const other = efforts().find((effort) => !segmentOf(effort).starred);
    const number = (segmentOf(other).id - 1_100_000) / 7919;
    simulator.star(number);
    expect(listed()[0]).toBe(segmentOf(other).id);
    expect(agree()).toBe(true);
    simulator.unstar(number);
    expect(agree()).toBe(true);
  });

  test('gear that was removed is not there, until it is brought back', async () => {
    const [id = ''] = simulator.truth().gearIds();
    const bringBack = simulator.removeGear(id);
    expect((await ask(simulator, `/gear/${id}`, token)).status).toBe(404);
    bringBack();
    expect((await ask(simulator, `/gear/${id}`, token)).status).toBe(200);
  });

  test('gear that was retired is known by itself only, until it is used again', async () => {
    const bikes = async () => {
      const profile = (await (await ask(simulator, '/athlete', token)).json()) as { bikes: { id: string }[] };
      return profile.bikes.map((bike) => bike.id);
    };
    const [id = ''] = await bikes();
    const before = simulator.truth().gear(id);
    const useAgain = simulator.retireGear(id);
    expect(await bikes()).not.toContain(id);
    expect(await (await ask(simulator, `/gear/${id}`, token)).json()).toMatchObject({ id, retired: true });
    useAgain();
    expect(await bikes()).toContain(id);
    expect(simulator.truth().gear(id)).toEqual(before);
  });
});
