import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { immediate } from '../../src/sqlite/open.ts';
import { createPages } from '../../src/web/app.tsx';
import { FIELDS, type Recording } from '../../src/web/charts/recording.ts';
import { allOf, parseXml } from '../export/xml-tree.ts';
import { archiveAll, historyOf } from '../sync/history-world.ts';

const HOSTILE = '"><script>alert(1)</script>';
const OTHER = 7;

/** A small life with photos, archived whole, and the pages over it; one activity belongs to somebody else. */
async function lookedAt() {
  const ARCHIVE = 'activities,activity,streams,photos,photo_files,activity_zones,athlete,athlete_zones,gear';
  const history = await historyOf({ activities: 10, environment: { ARCHIVE } });
  const { simulator, app, sql, dataDir, athleteId } = history;
  const [renamed, photographed] = history
    .truth()
    .summaries()
    .filter(({ manual }) => !manual);
  simulator.editActivity(renamed?.id ?? 0, { name: HOSTILE });
  simulator.addPhoto(photographed?.id ?? 0);
  await archiveAll(history);
  const write = (text: string, ...values: unknown[]) =>
    immediate(app.archive, () => app.archive.$client.prepare(text).run(...values));
  const ids = sql<{ id: number }>('SELECT activity_id AS id FROM activity_streams ORDER BY 1').map(
    ({ id }) => id,
  );
  const foreign = ids.pop() ?? 0;
  write(`INSERT INTO athletes (id, raw, fetched_at) VALUES (?, '{}', '2026-11-24T10:00:00Z')`, OTHER);
  write('UPDATE activities SET athlete_id = ? WHERE id = ?', OTHER, foreign);
  const house = { dataDir, archive: app.archive.$client.name, status: undefined, orders: undefined };
  const pages = createPages({
    ...{
      archive: app.archive,
      allowedHosts: [],
      password: undefined,
      zone: 'UTC',
      now: () => app.clock.now(),
    },
    house: { ...house, tiles: undefined, zoneSet: undefined },
  });
  const headers = { host: '127.0.0.1:8788' };
  const ask = (path: string, of = athleteId) => pages.request(`/a/${of}${path}`, { headers });
  const told = async (path: string) => {
    const answer = await ask(path);
    expect(answer.status, path).toBe(200);
    return answer.text();
  };
  return { ...history, ask, told, write, ids, foreign, renamed, photographed };
}

type Point = Record<(typeof FIELDS)[number], number | null>;

const DECIMALS: Record<string, number> = {
  ...{ lat: 6, lng: 6, distance: 1, altitude: 1, velocity_smooth: 3, grade_smooth: 1 },
};

test('the series of an activity has every point that was recorded, and no column without a value', async () => {
  const { told, sql, ids } = await lookedAt();
  expect(ids.length).toBeGreaterThan(3);
  for (const id of ids) {
    const { columns, units } = JSON.parse(await told(`/activities/${id}/series.json`)) as Recording;
    expect(units).toBe('metric');
    const points = sql<Point>('SELECT * FROM stream_points WHERE activity_id = ? ORDER BY point', id);
    for (const field of FIELDS) {
      const values = points.map((point) => point[field]);
      if (values.every((value) => value === null)) {
        expect(columns, field).not.toHaveProperty(field);
        continue;
      }
      const decimals = DECIMALS[field];
      const expected = values.map((value) =>
        value === null || decimals === undefined ? value : Number(value.toFixed(decimals)),
      );
      expect(columns[field], field).toEqual(expected);
    }
  }
});

test('what belongs to somebody else, or is not there, is nowhere', async () => {
  const { ask, foreign } = await lookedAt();
  const parts = ['', '/series.json', '/versions', '/raw', '.gpx', '.tcx', '.csv', '.json'];
  // Who owns it has it, but for the way of one that was indoors.
  for (const part of parts.filter((each) => each !== '.gpx'))
    expect((await ask(`/activities/${foreign}${part}`, OTHER)).status, part).toBe(200);
  for (const id of [foreign, 1, '9999999999999999999'])
    for (const part of parts)
      expect((await ask(`/activities/${id}${part}`)).status, `${id}${part}`).toBe(404);
  for (const path of ['/activities/1.exe', '/activities/x.json', '/activities/1/other'])
    expect((await ask(path)).status, path).toBe(404);
});

test('a row of laps and efforts says where in the recording it is', async () => {
  const { told, sql, ids } = await lookedAt();
  let count = 0;
  for (const id of ids) {
    const html = await told(`/activities/${id}`);
    expect(html).toMatch(new RegExp(`data-series="/a/\\d+/activities/${id}/series.json"`));
    expect(html).not.toContain('data-tiles');
    const said = [...html.matchAll(/data-from="(\d+)" data-to="(\d+)"/g)].map((found) =>
      found.slice(1).map(Number),
    );
    const times = sql<{ time: number }>('SELECT time FROM stream_points WHERE activity_id = ?', id);
    const last = times.at(-1)?.time ?? 0;
    for (const [from = -1, to = -1] of said) {
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeGreaterThan(from);
      expect(to).toBeLessThanOrEqual(last);
    }
    const efforts = sql<{ start_index: number; end_index: number }>(
      'SELECT start_index, end_index FROM best_efforts WHERE activity_id = ? AND start_index < end_index',
      id,
    );
    for (const { start_index, end_index } of efforts) {
      expect(said).toContainEqual([times[start_index]?.time, times[end_index]?.time]);
      count += 1;
    }
    const splits = sql<{ moving_time: number }>(
      `SELECT moving_time FROM splits WHERE activity_id = ? AND system = 'metric'`,
      id,
    );
    if (splits.length > 1) expect(said.length).toBeGreaterThan(1);
  }
  expect(count).toBeGreaterThan(0);
});

test('what is taken away says the same as the archive', async () => {
  const { ask, told, sql, ids } = await lookedAt();
  for (const id of ids) {
    const points = sql<Record<string, number | null>>(
      'SELECT * FROM stream_points WHERE activity_id = ? ORDER BY point',
      id,
    );
    const lines = (await told(`/activities/${id}.csv`)).trimEnd().split('\n');
    const [names = [], ...rows] = lines.map((line) => line.split(','));
    expect(rows).toHaveLength(points.length);
    for (const [i, row] of rows.entries())
      expect(row).toEqual(
        names.map((name) => ((points[i]?.[name] ?? null) === null ? '' : String(points[i]?.[name]))),
      );
    const told1 = JSON.parse(await told(`/activities/${id}.json`));
    const [activity] = sql<{ name: string; distance: number }>('SELECT * FROM activities WHERE id = ?', id);
    expect(told1.activity).toMatchObject({
      id: String(id),
      name: activity?.name,
      distance: activity?.distance,
    });
    expect(told1.laps).toHaveLength(sql('SELECT 1 FROM laps WHERE activity_id = ?', id).length);
    const tcx = await ask(`/activities/${id}.tcx`);
    expect(tcx.headers.get('content-disposition')).toMatch(
      new RegExp(`^attachment; filename="(\\d{4}-\\d\\d-\\d\\d|undated)-${id}\\.tcx"$`),
    );
    expect(allOf(parseXml(await tcx.text()), 'Trackpoint')).toHaveLength(points.length);
    const places = points.filter(({ lat }) => lat !== null).length;
    const gpx = await ask(`/activities/${id}.gpx`);
    expect(gpx.status).toBe(places > 0 ? 200 : 404);
    if (places > 0) expect(allOf(parseXml(await gpx.text()), 'trkpt')).toHaveLength(places);
  }
});

test('what others have written is text on every page of it, and on none a script of theirs', async () => {
  const { told, renamed, photographed, write } = await lookedAt();
  write('UPDATE photos SET caption = ?', HOSTILE);
  for (const [id, parts] of [
    [renamed?.id, ['', '/versions', '/raw']],
    [photographed?.id, ['']],
  ] as const)
    for (const part of parts) {
      const html = await told(`/activities/${id}${part}`);
      expect(html).toContain('&lt;script&gt;alert(1)');
      expect(html).not.toContain('<script>');
    }
  expect(await told(`/activities/${photographed?.id}`)).toContain('alt="&quot;&gt;&lt;script&gt;');
});

test('the versions of an activity are told field by field', async () => {
  const { told, simulator, renamed, pass, clock } = await lookedAt();
  simulator.editActivity(renamed?.id ?? 0, { name: 'Afterwards' });
  clock.advance(3_600_000);
  await pass();
  const html = await told(`/activities/${renamed?.id}/versions`);
  expect(html).toMatch(/name<\/th><td><span dir="auto">&quot;&gt;&lt;script.*Afterwards/s);
});

test('a photo is sent as the picture that it is, in a box', async () => {
  const { ask, sql, dataDir } = await lookedAt();
  const all = sql<{ unique_id: string; media_path: string }>(
    'SELECT * FROM photos WHERE media_path IS NOT NULL',
  );
  expect(all.length).toBeGreaterThan(0);
  for (const { unique_id, media_path } of all) {
    const answer = await ask(`/photos/${unique_id}`);
    const { headers } = answer;
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(readFileSync(join(dataDir, media_path)));
    expect(headers.get('content-type')).toMatch(/^image\//);
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('no photo leads out of the folder of photos, nor to a file that is no picture', async () => {
  const { ask, sql, write, dataDir, foreign } = await lookedAt();
  const [photo] = sql<{ unique_id: string }>('SELECT * FROM photos WHERE media_path IS NOT NULL');
  const hash = 'ab'.repeat(32);
  mkdirSync(join(dataDir, 'media', 'ab'), { recursive: true });
  writeFileSync(join(dataDir, 'media', 'ab', `${hash}.html`), '<script>');
  for (const path of [
    ...['credentials.db', '../credentials.db', 'media/../credentials.db', 'media/ab/../../archive.db'],
    ...['/etc/passwd', `media/ab/${hash}.html`, `media/ab/${'cd'.repeat(32)}.jpg`, 'media/download.part'],
  ]) {
    write('UPDATE photos SET media_path = ? WHERE unique_id = ?', path, photo?.unique_id);
    expect((await ask(`/photos/${photo?.unique_id}`)).status, path).toBe(404);
  }
  for (const path of ['..%2f..%2fcredentials.db', '%2e%2e/credentials.db', 'media/x', ''])
    expect((await ask(`/photos/${path}`)).status, path).toBe(404);
  write(`UPDATE photos SET activity_id = ?, media_path = ?`, foreign, `media/ab/${hash}.jpg`);
  writeFileSync(join(dataDir, 'media', 'ab', `${hash}.jpg`), 'a picture');
  expect((await ask(`/photos/${photo?.unique_id}`)).status).toBe(404);
  expect((await ask(`/photos/${photo?.unique_id}`, OTHER)).status).toBe(200);
});
