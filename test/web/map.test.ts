import { describe, expect, test } from 'vitest';
import { immediate } from '../../src/sqlite/open.ts';
import { createPages } from '../../src/web/app.tsx';
import { GROUPS, readTracks } from '../../src/web/map/track-file.ts';
import { archiveAll, historyOf } from '../sync/history-world.ts';

const HOSTILE = ['<script>alert(1)</script>', '"\'><img src=x onerror=alert(1)>', '\u202Eright to left'];

interface Kept {
  id: string;
  sport_type: string;
  sport_group: string;
  year: number;
  name: string;
  south: number;
  west: number;
  north: number;
  east: number;
  points: Buffer;
}

/** A small life with hostile names, archived whole, and the map over it. */
async function lookedAt() {
  const history = await historyOf({ activities: 24 });
  const { activities } = history.simulator.world.athleteOf(history.athleteId);
  for (const [i, name] of HOSTILE.entries()) history.simulator.editActivity(activities[i]?.id ?? 0, { name });
  await archiveAll(history);
  const { archive, clock, config } = history.app;
  const house = {
    ...{ dataDir: config.dataDir, archive: '', status: undefined, orders: undefined },
    ...{ tiles: undefined, zoneSet: undefined },
  };
  const options = { allowedHosts: [], password: undefined, zone: 'UTC', now: () => clock.now() };
  const pages = createPages({ archive, house, ...options });
  const ask = (path: string) => pages.request(path, { headers: { host: '127.0.0.1:8788' } });
  const tracksAt = async (path: string) => {
    const answer = await ask(path);
    expect(answer.status, path).toBe(200);
    return [...readTracks(new Uint8Array(await answer.arrayBuffer()))];
  };
  const kept = (level: 10 | 50) =>
    archive.$client
      .prepare(
        `SELECT CAST(a.id AS TEXT) AS id, a.sport_type, a.sport_group, a.year, a.name, t.south, t.west, t.north, t.east, t.points
         FROM activities_local AS a JOIN activity_tracks AS t ON t.activity_id = a.id
         WHERE t.level = ? AND a.deleted = 0 ORDER BY a.start_date, a.id`,
      )
      .all(level) as Kept[];
  const change = (sql: string, ...values: unknown[]) =>
    immediate(archive, () => archive.$client.prepare(sql).run(...values));
  return { ask, tracksAt, kept, change };
}

const asFiled = ({ id, sport_group, year, points }: Kept) => ({
  ...{ id, year, group: (GROUPS as readonly string[]).indexOf(sport_group) },
  points: points.toString('hex'),
});

const asRead = <T extends { points: Uint8Array }>(track: T) => ({
  ...track,
  points: Buffer.from(track.points).toString('hex'),
});

describe('the file of the tracks', () => {
  test('has every track of a filter as it is kept, the newest last', async () => {
    const { tracksAt, kept } = await lookedAt();
    for (const level of [10, 50] as const) {
      const all = kept(level);
      expect(all.length).toBeGreaterThan(5);
      expect((await tracksAt(`/map/tracks.bin?level=${level}`)).map(asRead)).toEqual(all.map(asFiled));
      for (const part of ['sport_type', 'year'] as const) {
        for (const value of new Set(all.map((each) => each[part]))) {
          const name = part === 'year' ? 'year' : 'sport';
          const filed = await tracksAt(`/map/tracks.bin?level=${level}&${name}=${value}`);
          expect(filed.map(asRead)).toEqual(all.filter((each) => each[part] === value).map(asFiled));
        }
      }
    }
    expect(await tracksAt('/map/tracks.bin?sport=Quidditch')).toEqual([]);
  });

  test('has of a box what reaches into it', async () => {
    const { tracksAt, kept } = await lookedAt();
    const all = kept(10);
    for (const box of all) {
      const filed = await tracksAt(
        `/map/tracks.bin?level=10&bbox=${[box.west, box.south, box.east, box.north].map((each) => each.toFixed(5))}`,
      );
      const reaching = all.filter(
        (each) =>
          each.west <= box.east &&
          each.east >= box.west &&
          each.south <= box.north &&
          each.north >= box.south,
      );
      expect(filed.map(({ id }) => id)).toEqual(reaching.map(({ id }) => id));
    }
    expect(await tracksAt('/map/tracks.bin?level=10&bbox=-179,-89,-178,-88')).toEqual([]);
  });

  test('has nothing that is deleted at Strava, also where a search finds it', async () => {
    const { ask, tracksAt, kept, change } = await lookedAt();
    const [first] = kept(50);
    change(
      "UPDATE activities SET deleted_at = '2026-01-01T00:00:00Z' WHERE id = CAST(? AS INTEGER)",
      first?.id,
    );
    for (const path of ['/map/tracks.bin', `/map/tracks.bin?q=${encodeURIComponent(first?.name ?? '')}`])
      expect((await tracksAt(path)).map(({ id }) => id)).not.toContain(first?.id);
    expect(await (await ask(`/map/here.json?ids=${first?.id}`)).json()).toEqual([]);
  });
});

test('what passes somewhere is told by name and day, the newest first, and what others have written is text', async () => {
  const { ask, kept } = await lookedAt();
  const all = kept(50);
  const answer = await ask(`/map/here.json?ids=${all.map(({ id }) => id)}`);
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  const told = (await answer.json()) as { id: string; name: string; day: string }[];
  expect(told.map(({ id, name }) => [id, name])).toEqual(all.toReversed().map(({ id, name }) => [id, name]));
  expect(told.every(({ day }) => /\d{4}$/.test(day))).toBe(true);
  const html = await (await ask('/map')).text();
  expect(html).not.toMatch(/<script(?! type="module" src="\/assets\/)|\s(on\w+|style)=/);
});

test('the tiles are those that were visited', async () => {
  const { ask } = await lookedAt();
  const { tiles, square, cluster } = (await (await ask('/map/tiles.json')).json()) as {
    tiles: number[];
    square: { size: number };
    cluster: number[];
  };
  expect(tiles.length % 3).toBe(0);
  expect(tiles.length).toBeGreaterThan(0);
  expect(square.size).toBeGreaterThan(0);
  expect(cluster.every((place) => 3 * place < tiles.length)).toBe(true);
  const html = await (await ask('/map?layer=tiles')).text();
  expect(html).toContain(`<b class="n">${square.size} × ${square.size}</b>`);
});

test('the map says how many tracks there are, and is a picture for whom nothing moves', async () => {
  const { ask, kept } = await lookedAt();
  const html = await (await ask('/map')).text();
  expect(html).toContain(`<b class="n">${kept(50).length}</b> tracks of`);
  const [, src = ''] = /<noscript>.*<img[^>]* src="([^"]*)"/.exec(html) ?? [];
  const picture = await ask(src);
  expect(picture.headers.get('content-type')).toBe('image/svg+xml');
  expect(await picture.text()).toMatch(/^<svg [^>]*><path d="M\d+ /);
  expect(await (await ask('/map/tracks.svg?sport=Quidditch')).text()).not.toContain('<path');
  expect(await (await ask('/map?sport=Quidditch')).text()).toContain('No activity like that has a track');
});

test('there is nothing at any other address of the map', async () => {
  const { ask } = await lookedAt();
  const others = [
    'tracks.bin?level=7',
    'tracks.bin?level=constructor',
    'tracks.bin?bbox=',
    'tracks.bin?bbox=1,2,3',
    'tracks.bin?bbox=3,0,1,0',
    'tracks.bin?bbox=a,b,c,d',
    'here.json',
    'here.json?ids=',
    'here.json?ids=1,',
    "here.json?ids=1'--",
    'here.json?ids=99999999999999999999',
    `here.json?ids=${Array.from({ length: 201 }, (_, i) => i)}`,
    'tracks.json',
  ];
  for (const path of others) expect((await ask(`/map/${path}`)).status, path).toBe(404);
});
