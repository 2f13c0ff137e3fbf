import { describe, expect, test } from 'vitest';
import { type ConnectedOptions, connected } from '../support/connected.ts';
import { looker, worldOf } from './world-of.ts';

const DAY_MS = 86_400_000;
const ARCHIVE = 'athlete,stats,activities,activity,photos';
const LIMITS = { read: [10_000, 100_000] as [number, number] };

/** A world of 40 activities of which some have photos, archived. */
async function archived(options: Omit<ConnectedOptions, 'strava'> = {}) {
  const world = await worldOf(40, { environment: { ARCHIVE }, limits: LIMITS, ...options });
  const look = looker(world.simulator);
  const photosAsked = () => look().filter((path) => path.endsWith('/photos'));
  const settle = async () => {
    await world.pass();
    await world.backfill();
  };
  await settle();
  const withPhotos = () =>
    world
      .truth()
      .summaries()
      .filter(({ total_photo_count }) => total_photo_count > 0)
      .map(({ id }) => id);
  const rows = () =>
    world.sql<Record<string, unknown>>('SELECT * FROM photos ORDER BY activity_id, unique_id');
  return { ...world, photosAsked, settle, withPhotos, rows };
}

const pathOf = (id: number) => `/activities/${id}/photos`;

describe('photos', () => {
  test('are asked for once where there are some, and nowhere else', async () => {
    const { photosAsked, withPhotos, settle, rows, truth, ledger } = await archived();
    expect(withPhotos().length).toBeGreaterThan(2);
    expect(photosAsked().sort()).toEqual(withPhotos().map(pathOf).sort());
    const told = withPhotos().flatMap((id) => truth().photos(id));
    expect(
      rows().map(({ unique_id, activity_id, url, lat, video_url, duration }) => {
        return { unique_id, activity_id, url, lat, video_url, duration };
      }),
    ).toEqual(
      told
        .map(({ unique_id, activity_id, urls, location, video_url = null, duration = null }) => {
          return {
            unique_id,
            activity_id,
            url: urls['5000'],
            lat: location?.[0] ?? null,
            video_url,
            duration,
          };
        })
        .sort((a, b) => a.activity_id - b.activity_id || (a.unique_id < b.unique_id ? -1 : 1)),
    );
    expect(ledger()['photos done']).toBe(withPhotos().length);
    await settle();
    expect(photosAsked()).toEqual([]);
  });

  test('are asked for again when their count is another one, and those that are gone stay', async () => {
    const { photosAsked, withPhotos, settle, rows, simulator, truth } = await archived();
    photosAsked();
    const [id = 0] = withPhotos();
    const [first] = truth().photos(id);
    const added = simulator.addPhoto(id);
    await settle();
    expect(photosAsked()).toEqual([pathOf(id)]);
    expect(rows().map(({ unique_id }) => unique_id)).toContain(added);
    simulator.removePhoto(id, first?.unique_id);
    await settle();
    expect(photosAsked()).toEqual([pathOf(id)]);
    const gone = rows().filter(({ removed_at }) => removed_at !== null);
    expect(gone.map(({ unique_id }) => unique_id)).toEqual([first?.unique_id]);
    for (const { unique_id } of truth().photos(id)) simulator.removePhoto(id, unique_id);
    await settle();
    expect(rows().filter((row) => row.activity_id === id && row.removed_at === null)).toEqual([]);
  });

  test('that do not come are none that are gone', async () => {
    const { withPhotos, settle, rows, simulator, clock } = await archived();
    const before = rows().length;
    const [id = 0, other = 0] = withPhotos();
    for (const each of [id, other]) simulator.addPhoto(each);
    simulator.faults.add({ path: pathOf(id).replace('/', '/api/v3/'), kind: { kind: 'json', json: [] } });
    simulator.faults.add({
      path: pathOf(other).replace('/', '/api/v3/'),
      kind: { kind: 'json', json: { message: 'odd' } },
    });
    await settle();
    expect(rows()).toHaveLength(before);
    expect(rows().every(({ removed_at }) => removed_at === null)).toBe(true);
    clock.advance(DAY_MS);
    await settle();
    expect(rows().filter(({ activity_id }) => activity_id === other).length).toBeGreaterThan(1);
  });

  test('of an archive that did not have them are asked for without anything new', async () => {
    const { photosAsked, withPhotos, simulator, clock, dataDir } = await archived({
      environment: { ARCHIVE: ARCHIVE.replace(',photos', '') },
    });
    expect(photosAsked()).toEqual([]);
    const again = await connected({ simulator, clock, dataDir, environment: { ARCHIVE }, grant: 'stored' });
    await again.pass();
    await again.backfill();
    expect(photosAsked().sort()).toEqual(withPhotos().map(pathOf).sort());
  });
});
