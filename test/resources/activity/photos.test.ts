import { describe, expect, test } from 'vitest';
import { activityList } from '../../../src/resources/activity/list.ts';
import { activityPhotos } from '../../../src/resources/activity/photos.ts';
import { NoAnswer } from '../../../src/resources/resource.ts';
import { rebuildTables } from '../../../src/sync/rebuild.ts';
import { dump } from '../../archive/dump.ts';
import { ATHLETE, LATER, NOW, SUMMARY, storing } from '../storing.ts';

const at = (day: number) => `2026-12-${String(day).padStart(2, '0')}T10:00:00Z`;

/** A photo as Strava gave it in October 2025. */
const photo = (unique_id: string, more: object = {}) => ({
  ...{ unique_id, athlete_id: 22448937, activity_id: 42, activity_name: 'Morning Run', post_id: null },
  ...{ resource_state: 2, caption: '', type: 1, source: 1, status: 3 },
  ...{ uploaded_at: '2025-10-18T15:28:11Z', created_at: '2025-10-16T22:33:02Z' },
  urls: { '5000': `https://photos.example.net/${unique_id}-1536x2048.jpg` },
  ...{ placeholder_image: null, sizes: { '5000': [1536, 2048] }, default_photo: true, cursor: null },
  location: [-48.872374, -123.389947],
  ...more,
});

function setting() {
  const all = storing();
  const count = (total_photo_count: number, fetchedAt = NOW) =>
    all.store(activityList, ATHLETE, [{ ...SUMMARY, total_photo_count }], { fetchedAt });
  const say = (answer: unknown[] | string, fetchedAt = NOW) =>
    all.store(activityPhotos, 42, answer, { fetchedAt });
  const removed = () =>
    Object.fromEntries(all.rows('photos').map((row) => [String(row.unique_id), row.removed_at]));
  return { ...all, count, say, removed };
}

test('are asked for in the largest size, those of Strava itself too', () => {
  expect(activityPhotos.request('42', 1)).toEqual({
    path: '/activities/42/photos',
    query: { size: 5000, photo_sources: 'true' },
  });
});

describe('a photo', () => {
  test('has a row with what Strava says', () => {
    const { say, rows, ledger } = setting();
    say([photo('A-1', { caption: 'Up 🏔️' })]);
    expect(rows('photos')).toEqual([
      {
        ...{ unique_id: 'A-1', activity_id: 42, athlete_id: ATHLETE, fetched_at: NOW, type: 1, source: 1 },
        ...{ caption: 'Up 🏔️', created_at: '2025-10-16T22:33:02Z', lat: -48.872374, lng: -123.389947 },
        ...{ url: 'https://photos.example.net/A-1-1536x2048.jpg', sha256: null, bytes: null },
        ...{ media_path: null, video_url: null, duration: null, removed_at: null },
      },
    ]);
    expect(ledger('photos', 42)).toMatchObject({ status: 'done', note: null });
  });

  test('of several sizes has the address of the largest', () => {
    const { say, rows, ledger } = setting();
    const urls = { '100': 'https://x.example.net/s', '5000': 'https://x.example.net/l', '600': 7, huge: 'y' };
    say([photo('A', { urls })]);
    expect(rows('photos')).toMatchObject([{ url: 'https://x.example.net/l' }]);
    expect(ledger('photos', 42)?.note).toBe('photos.0.urls.600: 7; photos.0.urls.huge: "y"');
  });

  test('that is a video has the address of it', () => {
    const { say, rows } = setting();
    say('[{"unique_id":"V","type":2,"video_url":"https://x.example.net/v.m3u8","duration":4.0}]');
    expect(rows('photos')).toMatchObject([
      { type: 2, video_url: 'https://x.example.net/v.m3u8', duration: 4, url: null, lat: null },
    ]);
  });

  test('with something odd about it costs nobody else anything', () => {
    const { say, rows, ledger } = setting();
    say([null, photo('A', { type: 'odd', location: [1] }), { caption: 'no id' }, photo('B')]);
    expect(rows('photos')).toMatchObject([
      { unique_id: 'A', type: null, lat: null },
      { unique_id: 'B', type: 1, lat: -48.872374 },
    ]);
    expect(ledger('photos', 42)?.note).toMatch(/photos\.0: null.*photos\.1\.type.*photos\.2\.unique_id/);
  });

  test('is as it was said last, also on another activity', () => {
    const { say, store, rows, removed } = setting();
    say([photo('A'), photo('B')]);
    store(activityPhotos, 43, [photo('A', { caption: 'moved' })], { fetchedAt: LATER });
    expect(rows('photos', "unique_id = 'A'")).toMatchObject([{ activity_id: 43, caption: 'moved' }]);
    say([photo('B')], at(1));
    expect(removed()).toEqual({ A: null, B: null });
  });
});

describe('a photo that is not shown any more', () => {
  test('keeps its row with a date, and loses that when it is back', () => {
    const { count, say, rows, removed } = setting();
    count(2);
    say([photo('A'), photo('B')]);
    count(1, at(1));
    say([photo('B')], at(1));
    expect(removed()).toEqual({ A: at(1), B: null });
    say([photo('B')], at(2));
    expect(removed()).toEqual({ A: at(1), B: null });
    expect(rows('photos', "unique_id = 'A'")).toMatchObject([{ fetched_at: NOW }]);
    count(2, at(3));
    say([photo('A'), photo('B')], at(3));
    expect(removed()).toEqual({ A: null, B: null });
  });

  test('may be the last one', () => {
    const { count, say, removed } = setting();
    count(1);
    say([photo('A')]);
    count(0, at(1));
    say([], at(1));
    expect(removed()).toEqual({ A: at(1) });
  });

  test('is not removed while there should be as many as before', () => {
    const { count, say, removed, ledger } = setting();
    count(2);
    say([photo('A'), photo('B')]);
    say([photo('B')], LATER);
    say([photo('B'), { caption: 'odd' }], LATER);
    say([], LATER);
    expect(removed()).toEqual({ A: null, B: null });
    // Not all that there should be: once more while such things settle.
    expect(ledger('photos', 42)).toMatchObject({ status: 'done', nextTryAt: '2026-12-04T06:00:00Z' });
  });

  test('is not removed where nobody says how many there are', () => {
    const { say, removed } = setting();
    say([photo('A')]);
    say([], LATER);
    expect(removed()).toEqual({ A: null });
  });
});

describe('an activity', () => {
  test('wants its photos for their count, and none where there are none', () => {
    const { store, ledger } = setting();
    const list = (counts: unknown[]) =>
      counts.map((total_photo_count, i) => ({ ...SUMMARY, id: 40 + i, total_photo_count }));
    store(activityList, ATHLETE, list([3, 0, undefined, 'odd']));
    expect([40, 41, 42, 43].map((id) => ledger('photos', id)?.basis)).toEqual([
      '3',
      ...[undefined, undefined, undefined],
    ]);
  });

  test('wants them again when the count is another one, zero too', () => {
    const { count, say, ledger } = setting();
    count(1);
    say([photo('A')]);
    expect(ledger('photos', 42)?.nextTryAt).toBeNull();
    count(1, LATER);
    expect(ledger('photos', 42)?.nextTryAt).toBeNull();
    count(0, at(1));
    expect(ledger('photos', 42)).toMatchObject({ status: 'done', basis: '0', nextTryAt: at(1) });
  });
});

test('what is no list is no answer', () => {
  for (const json of [null, {}, { photos: [] }, 'photos', 7])
    expect(() => activityPhotos.accept('42', json)).toThrow(NoAnswer);
});

test('a rebuild gives the same rows, with what no answer says', () => {
  const { archive, count, say } = setting();
  count(2);
  say([photo('A'), photo('B', { lat: 'odd' })]);
  count(1, at(1));
  say([photo('B', { caption: 'new' })], at(1));
  archive.$client.exec("UPDATE photos SET sha256 = 'ab', bytes = 2, media_path = 'media/ab/ab.jpg'");
  const before = dump(archive);
  expect(rebuildTables(archive)).toEqual([]);
  expect(dump(archive)).toEqual(before);
});
