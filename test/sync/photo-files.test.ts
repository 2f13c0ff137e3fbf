import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mediaSize } from '../../src/archive/media.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { type ConnectedOptions, connected } from '../support/connected.ts';

const HOUR_MS = 3_600_000;
const ARCHIVE = 'activities,activity,photos,photo_files';

type Row = Record<'unique_id' | 'url' | 'sha256' | 'media_path', string | null> & { bytes: number | null };

/** A world in which the newest activities have so many photos each; nothing is archived yet. */
async function photographed(counts: number[] = [2, 1], options: Omit<ConnectedOptions, 'strava'> = {}) {
  const world = await connected({ environment: { ARCHIVE }, strava: { activities: 8 }, ...options });
  const { simulator, truth, sql, dataDir, pass, backfill } = world;
  const all = truth().summaries();
  for (const { id } of all)
    for (const { unique_id } of truth().photos(id)) simulator.removePhoto(id, unique_id);
  const ids = counts.map((count, n) => {
    const id = all[n]?.id ?? 0;
    for (let i = 0; i < count; i++) simulator.addPhoto(id);
    return id;
  });
  const rows = () => sql<Row>('SELECT * FROM photos ORDER BY unique_id');
  const lines = () => sql<Record<string, unknown>>("SELECT * FROM coverage WHERE resource = 'photo_files'");
  const files = () =>
    readdirSync(join(dataDir, 'media'), { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(dataDir, 'media', name)).isFile())
      .map((name) => `media/${name}`)
      .sort();
  let seen = 0;
  /** What was asked of whoever serves photos since the last look. */
  const fetched = () => {
    const asked = simulator.requests.slice(seen).filter(({ path }) => path.startsWith('/cdn/'));
    seen = simulator.requests.length;
    return asked.map(({ path }) => path);
  };
  const settle = async () => [...(await pass()), ...(await backfill())];
  /** Every picture is there to the byte, and nothing else. */
  const expectPictures = () => {
    const urls = ids.flatMap((id) => truth().photos(id)).flatMap((photo) => Object.values(photo.urls));
    const told = rows().map(({ sha256, bytes, media_path, url }) => {
      const picture = truth().picture(url ?? '');
      const hash = createHash('sha256').update(picture).digest('hex');
      expect([sha256, bytes]).toEqual([hash, picture.length]);
      expect(readFileSync(join(dataDir, media_path ?? ''))).toEqual(picture);
      return media_path;
    });
    expect(
      rows()
        .map(({ url }) => url)
        .sort(),
    ).toEqual(urls.sort());
    expect(files()).toEqual([...new Set(told)].sort());
  };
  return { ...world, ids, rows, lines, files, fetched, settle, expectPictures };
}

const cdn = /^\/cdn\//;

describe('the pictures of photos', () => {
  test('are fetched once, outside of the API and its budget', async () => {
    const { settle, fetched, expectPictures, rows, simulator } = await photographed();
    const reports = await settle();
    expectPictures();
    expect(fetched()).toHaveLength(rows().length);
    const asked = simulator.requests.filter(({ path }) => path.startsWith('/api/'));
    expect(reports.reduce((sum, { requests }) => sum + requests, 0)).toBe(asked.length);
    expect(simulator.tokensAtCdn).toEqual([]);
    await settle();
    expect(fetched()).toEqual([]);
  });

  test('come for those that are new, and not again for another address', async () => {
    const { settle, fetched, ids, simulator, rows } = await photographed();
    await settle();
    fetched();
    simulator.addPhoto(ids[0] ?? 0);
    const text = (all: string) => all.replaceAll('1536x2048', '99x99').replaceAll('2048x1365', '88x88');
    simulator.faults.add({ path: /\/photos$/, kind: { kind: 'changed', change: text } });
    await settle();
    expect(fetched()).toHaveLength(1);
    expect(rows().filter(({ url }) => /99x99|88x88/.test(url ?? '')).length).toBeGreaterThan(1);
  });

  test('of videos are not fetched', async () => {
    const { settle, fetched, ids, simulator, rows, lines } = await photographed([1]);
    simulator.addPhoto(ids[0] ?? 0, 'video');
    await settle();
    expect(rows()).toHaveLength(2);
    expect([fetched().length, lines().length]).toEqual([1, 1]);
  });

  test('stay when the photo is removed, and in a rebuild', async () => {
    const { settle, ids, simulator, rows, files, archive } = await photographed();
    await settle();
    const before = files();
    simulator.removePhoto(ids[0] ?? 0);
    await settle();
    expect(files()).toEqual(before);
    const made = rows();
    expect(rebuildTables(archive)).toEqual([]);
    expect(rows()).toEqual(made);
  });

  test('are counted among the files', async () => {
    const { settle, dataDir, rows } = await photographed();
    expect(mediaSize(dataDir)).toBeUndefined();
    await settle();
    const bytes = rows().reduce((sum, row) => sum + (row.bytes ?? 0), 0);
    expect(mediaSize(dataDir)).toEqual({ path: join(dataDir, 'media'), bytes });
  });
});

describe('a picture that does not come', () => {
  test.each([
    ['not there', { status: 404 }, 'not_found'],
    ['forbidden', { status: 403 }, 'forbidden'],
    ['a page', 'html-200', 'page'],
    ['JSON', { kind: 'json', json: {} }, 'wrong_shape'],
    ['elsewhere', { kind: 'redirect', to: 'http://photos.example.net/' }, 'redirect'],
  ] as const)('since it is %s costs itself, and comes later', async (_what, kind, fault) => {
    const { settle, lines, simulator, clock, expectPictures, pass } = await photographed();
    simulator.faults.add({ path: cdn, kind });
    const reports = await settle();
    expect(reports[0]).toMatchObject({ outcome: 'ok', failed: 1 });
    expect(lines().filter(({ status }) => status === 'failed')).toMatchObject([{ fault, tries: 1 }]);
    expect(lines().filter(({ status }) => status === 'done')).toHaveLength(2);
    await pass();
    clock.advance(HOUR_MS);
    await settle();
    expectPictures();
  });

  test('is parked in the end', async () => {
    const { settle, lines, simulator, clock } = await photographed([1]);
    simulator.faults.add({ path: cdn, every: 1, kind: { status: 410 } });
    for (let tries = 0; tries < 5; tries++) {
      await settle();
      clock.advance(73 * HOUR_MS);
    }
    expect(lines()).toMatchObject([{ status: 'parked', tries: 5, fault: 'not_found' }]);
  });

  test('comes at once when Strava says that it is elsewhere', async () => {
    const { settle, lines, simulator, ids, fetched } = await photographed([1]);
    const change = (text: string) => text.replaceAll('.jpg', '.gone').replaceAll('.png', '.gone');
    simulator.faults.add({ path: /\/photos$/, kind: { kind: 'changed', change } });
    await settle();
    expect(lines()).toMatchObject([{ status: 'failed', http_status: 404 }]);
    fetched();
    simulator.addPhoto(ids[0] ?? 0);
    await settle();
    expect(fetched()).toHaveLength(2);
    expect(lines()).toMatchObject([{ status: 'done' }, { status: 'done' }]);
  });

  test.each(['truncated', 'reset', 'text-503'] as const)('%s comes with another try', async (kind) => {
    const { settle, simulator, expectPictures } = await photographed();
    simulator.faults.add({ path: cdn, every: 2, kind });
    await settle();
    expectPictures();
  });
});

describe('an outage of whoever serves photos', () => {
  const OUT = { path: cdn, every: 1, kind: 'text-503' as const };

  test('ends them and nothing else, and is charged to none', async () => {
    const { settle, simulator, ids, lines, fetched, clock, expectPictures, sql } = await photographed([1]);
    await settle();
    for (let n = 0; n < 9; n++) simulator.addPhoto(ids[0] ?? 0);
    const { id } = simulator.addActivity();
    simulator.faults.add(OUT);
    fetched();
    const reports = await settle();
    for (const report of reports) expect(report).toMatchObject({ outcome: 'ok', failed: 0 });
    expect(lines().filter(({ tries }) => tries !== 0)).toEqual([]);
    // Three, and one that is known to be there, five times each.
    expect(new Set(fetched()).size).toBe(4);
    expect(sql(`SELECT 1 FROM activities WHERE id = ${id} AND resource_state = 3`)).toHaveLength(1);
    expect(await settle()).toHaveLength(1);
    expect(fetched()).toEqual([]);
    simulator.faults.clear();
    clock.advance(HOUR_MS / 2);
    await settle();
    expectPictures();
  });

  test('at the first of all lets others have a try first', async () => {
    const { settle, simulator, lines, fetched, clock, expectPictures } = await photographed([5]);
    simulator.faults.add(OUT);
    await settle();
    const first = new Set(fetched());
    expect(first.size).toBe(3);
    clock.advance(HOUR_MS / 2);
    await settle();
    expect(fetched().some((path) => first.has(path))).toBe(false);
    expect(lines().every(({ tries }) => Number(tries) <= 1)).toBe(true);
    simulator.faults.clear();
    clock.advance(HOUR_MS);
    await settle();
    expectPictures();
  });

  test('is none while others come', async () => {
    const { settle, simulator, ids, lines, rows } = await photographed([1]);
    await settle();
    const bad = [0, 1, 2, 3].map(() => simulator.addPhoto(ids[0] ?? 0));
    for (let n = 0; n < 3; n++) simulator.addPhoto(ids[0] ?? 0);
    const path = new RegExp(bad.join('|'), 'i');
    simulator.faults.add({ path, every: 1, kind: { status: 500 } });
    await settle();
    expect(
      lines()
        .filter(({ status }) => status === 'failed')
        .map(({ item }) => item)
        .sort(),
    ).toEqual(bad.sort());
    expect(rows().filter(({ sha256 }) => sha256 !== null)).toHaveLength(4);
  });
});

test('a file that was changed is mended when it comes again, and no other is written', async () => {
  const { settle, rows, dataDir, archive, expectPictures } = await photographed();
  await settle();
  const [{ media_path } = { media_path: '' }] = rows();
  writeFileSync(join(dataDir, media_path ?? ''), 'not a picture');
  archive.$client.exec(
    "UPDATE coverage SET next_try_at = '1970-01-01T00:00:00Z' WHERE resource = 'photo_files'",
  );
  await settle();
  expectPictures();
  rmSync(join(dataDir, media_path ?? ''));
  expect(() => expectPictures()).toThrow();
});
