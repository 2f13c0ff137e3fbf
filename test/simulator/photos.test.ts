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

const photos = (id: number, query = '?size=5000&photo_sources=true') =>
  ask(simulator, `/activities/${id}/photos${query}`, token);
const withPhotos = () => pick(simulator.truth(), ({ total_photo_count }) => total_photo_count > 0);
const countOf = (id: number) => [
  simulator.truth().detail(id).total_photo_count,
  (simulator.truth().detail(id).photos as { count: number }).count,
  simulator.truth().photos(id).length,
];

describe('the photos of an activity', () => {
  test('are the truth, as many as list and detail count', async () => {
    const { id, total_photo_count } = withPhotos();
    expect(await (await photos(id)).json()).toEqual(simulator.truth().photos(id));
    expect(countOf(id)).toEqual([total_photo_count, total_photo_count, total_photo_count]);
    const none = pick(simulator.truth(), (each) => each.total_photo_count === 0);
    expect(await (await photos(none.id)).json()).toEqual([]);
  });

  test('come in the size that is asked for', async () => {
    const [photo] = (await (await photos(withPhotos().id, '')).json()) as { urls: object }[];
    expect(Object.keys(photo?.urls ?? {})).toEqual(['0']);
  });

  test('are added and removed', () => {
    const { id, total_photo_count: count } = withPhotos();
    const video = simulator.addPhoto(id, 'video');
    expect(simulator.truth().photos(id).at(-1)).toMatchObject({ unique_id: video, type: 2, duration: 4 });
    expect(countOf(id)).toEqual([count + 1, count + 1, count + 1]);
    const [first] = simulator.truth().photos(id);
    simulator.removePhoto(id, first?.unique_id);
    simulator.removePhoto(id);
    expect(countOf(id)).toEqual([count - 1, count - 1, count - 1]);
    expect(simulator.addPhoto(id)).not.toBe(video);
  });

  test('need the scope of activities', async () => {
    const { accessToken } = simulator.grant({ scopes: ['read'] });
    const answer = await ask(simulator, `/activities/${withPhotos().id}/photos`, accessToken);
    expect((await problemOf(answer))[0]).toBe(401);
    expect((await photos(1)).status).toBe(404);
  });
});
