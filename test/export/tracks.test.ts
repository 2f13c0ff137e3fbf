import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openArchive } from '../../src/archive/open.ts';
import { tempDir } from '../support/temp-dir.ts';
import { archiveAll, historyOf } from '../sync/history-world.ts';
import { exporterOf } from './exporting.ts';
import { faultsIn, idsOf } from './xml-rules.ts';
import { allOf, parseXml, type Tree, textOf } from './xml-tree.ts';
import { hasSchemas, validate } from './xsd.ts';

type Truth = ReturnType<Awaited<ReturnType<typeof historyOf>>['truth']>;
type Summary = ReturnType<Truth['summaries']>[number];

let life: { bytes: Buffer; truth: Truth } | undefined;

/** A life with everything odd in it, in recordings of a minute or so: archived once for all tests. */
async function lived(): Promise<{ bytes: Buffer; truth: Truth }> {
  const history = await historyOf({ activities: 40, brevity: 60 });
  await archiveAll(history);
  const { $client } = history.app.archive;
  $client.pragma('wal_checkpoint(TRUNCATE)');
  return { bytes: readFileSync($client.name), truth: history.truth() };
}

/** That archive, in which a test may write, and what Strava knows. */
async function world() {
  life ??= await lived();
  const dataDir = tempDir();
  writeFileSync(join(dataDir, 'archive.db'), life.bytes, { mode: 0o600 });
  return { ...exporterOf(dataDir), truth: life.truth, write: (sql: string) => writeTo(dataDir, sql) };
}

function writeTo(dataDir: string, sql: string): void {
  const { $client } = openArchive(dataDir);
  $client.exec(sql);
  $client.close();
}

const read = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');

/** The file of an activity in a folder of many. */
function fileOf(folder: string, id: number): string | undefined {
  const name = readdirSync(folder).find((each) => each.includes(`-${id}.`));
  return name && read(folder, name);
}

/** The points that Strava sent, each as its streams say. */
function pointsOf(truth: Truth, { id }: Summary): Record<string, unknown>[] {
  const streams = (truth.streams(id) ?? {}) as Record<string, { data: unknown[] } | undefined>;
  const count = Object.values(streams)[0]?.data.length ?? 0;
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(Object.entries(streams).map(([name, stream]) => [name, stream?.data[i]])),
  );
}

const at = ({ start_date }: Summary, point: Record<string, unknown>) =>
  new Date(Date.parse(start_date) + Number(point.time) * 1_000).toISOString().replace('.000Z', 'Z');

const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));

/** Points as texts, which are compared faster. */
const linesOf = (points: object[]) => points.map((point) => JSON.stringify(point));

/** What a sensor sent, as far as a format has such values. */
const between = (value: unknown, least: number, most: number) =>
  typeof value === 'number' && value >= least && value <= most ? value : undefined;

describe('GPX', () => {
  test('of each activity with GPS is what Strava sent, point by point, and fits its schema', async () => {
    const { run, at: place, truth, terminal } = await world();
    await run('tracks', { to: place('gpx') });
    const withGps = truth.summaries().filter(({ id }) => truth.streams(id)?.latlng);
    expect(readdirSync(place('gpx'))).toHaveLength(withGps.length);
    expect(withGps.length).toBeGreaterThan(5);
    for (const summary of withGps) {
      const text = fileOf(place('gpx'), summary.id) ?? '';
      const tree = parseXml(text);
      expect(faultsIn(tree)).toEqual([]);
      if (hasSchemas) validate(text);
      expect([textOf(tree, 'name') ?? '', textOf(tree, 'type')]).toEqual([summary.name, summary.sport_type]);
      const found = allOf(tree, 'trkpt').map((point) => ({
        latlng: [Number(point.attributes.lat), Number(point.attributes.lon)],
        ...{ altitude: number(textOf(point, 'ele')), time: textOf(point, 'time') },
        ...{ heartrate: number(textOf(point, 'hr')), cadence: number(textOf(point, 'cad')) },
        ...{ watts: number(textOf(point, 'PowerInWatts')), temp: number(textOf(point, 'atemp')) },
      }));
      const sent = pointsOf(truth, summary).map((point) => ({
        ...{ latlng: point.latlng, altitude: point.altitude, time: at(summary, point) },
        ...{ heartrate: between(point.heartrate, 1, 255), cadence: between(point.cadence, 0, 254) },
        ...{ watts: between(point.watts, 0, 65_535), temp: point.temp ?? undefined },
      }));
      expect(linesOf(found)).toEqual(linesOf(sent));
    }
    const others = truth.summaries().length - withGps.length;
    expect(terminal.notes.join('\n')).toMatch(
      new RegExp(
        `Exported ${withGps.length} activities as gpx .*: ${withGps.length} new or changed, 0 as before`,
      ),
    );
    const without = terminal.notes.map((note) =>
      Number(/^Not among them: (\d+) activit/.exec(note)?.[1] ?? 0),
    );
    expect(without.reduce((sum, count) => sum + count, 0)).toBe(others);
  });

  test('for Strava has power as Strava reads it', async () => {
    const { run, truth } = await world();
    const powered = truth.summaries().find(({ id }) => truth.streams(id)?.latlng && truth.streams(id)?.watts);
    const text = await run('tracks', { id: [String(powered?.id)], for: 'strava' });
    const watts = truth.streams(powered?.id ?? 0)?.watts?.data.filter((each) => each !== null);
    expect(allOf(parseXml(text), 'power').map((each) => Number(each.text))).toEqual(watts);
    expect(text).not.toContain('PowerInWatts>');
  });
});

describe('TCX', () => {
  test('of each activity is what Strava sent, with its laps, and fits its schema', async () => {
    const { run, at: place, truth } = await world();
    await run('tracks', { to: place('tcx'), format: 'tcx' });
    expect(readdirSync(place('tcx'))).toHaveLength(truth.summaries().length);
    for (const summary of truth.summaries()) {
      const text = fileOf(place('tcx'), summary.id) ?? '';
      const tree = parseXml(text);
      expect(faultsIn(tree)).toEqual([]);
      if (hasSchemas) validate(text);
      expectTcx(tree, summary, truth);
    }
  });

  function expectTcx(tree: Tree, summary: Summary, truth: Truth): void {
    const { laps = [], calories = 0 } = truth.detail(summary.id) as {
      laps?: Record<string, number>[];
      calories?: number;
    };
    const isRun = ['Run', 'TrailRun', 'VirtualRun'].includes(summary.sport_type);
    const found = allOf(tree, 'Trackpoint').map((point) => ({
      ...{ time: textOf(point, 'Time'), distance: number(textOf(point, 'DistanceMeters')) },
      latlng:
        textOf(point, 'Position') === undefined
          ? undefined
          : ['LatitudeDegrees', 'LongitudeDegrees'].map((name) => Number(textOf(point, name))),
      ...{ altitude: number(textOf(point, 'AltitudeMeters')), heartrate: number(textOf(point, 'Value')) },
      ...{
        cadence: number(textOf(point, isRun ? 'RunCadence' : 'Cadence')),
        watts: number(textOf(point, 'Watts')),
      },
    }));
    const sent = pointsOf(truth, summary).map((point) => ({
      ...{
        time: at(summary, point),
        distance: point.distance,
        latlng: point.latlng,
        altitude: point.altitude,
      },
      ...{ heartrate: between(point.heartrate, 1, 255), cadence: between(point.cadence, 0, 254) },
      watts: between(point.watts, 0, 65_535),
    }));
    expect(linesOf(found)).toEqual(linesOf(sent));
    const parts = allOf(tree, 'Lap');
    if (laps.length > 1)
      expect(parts.map((lap) => Number(textOf(lap, 'DistanceMeters')))).toEqual(
        laps.map(({ distance }) => distance),
      );
    const burnt = parts.map((lap) => Number(textOf(lap, 'Calories'))).reduce((sum, each) => sum + each, 0);
    expect(burnt).toBe(Math.round(calories));
  }

  test('of all in one file has no two activities of the same time', async () => {
    const { run, truth } = await world();
    const text = await run('tracks', { format: 'tcx', oneFile: true });
    const tree = parseXml(text);
    expect(faultsIn(tree)).toEqual([]);
    if (hasSchemas) validate(text);
    const starts = truth.summaries().map(({ start_date }) => start_date);
    expect(new Set(starts).size).toBeLessThan(starts.length);
    expect(new Set(idsOf(tree)).size).toBe(starts.length);
  });
});

describe('GeoJSON', () => {
  test('has a feature for each activity, with places, heights, times and sensors', async () => {
    const { run, truth } = await world();
    const { type, features } = JSON.parse(await run('tracks', { format: 'geojson' }));
    expect(type).toBe('FeatureCollection');
    const all = truth.summaries().toReversed();
    expect(features.map(({ id }: { id: string }) => Number(id)).sort()).toEqual(
      all.map(({ id }) => id).sort(),
    );
    for (const summary of all) {
      const feature = features.find(({ id }: { id: string }) => Number(id) === summary.id);
      const points = pointsOf(truth, summary).filter(({ latlng }) => latlng);
      expect(feature.properties).toMatchObject({
        sport_type: summary.sport_type,
        distance: summary.distance,
      });
      if (points.length === 0) {
        expect(feature.geometry).toBeNull();
        continue;
      }
      const place = ({ latlng, altitude }: Record<string, unknown>) => [
        ...(latlng as number[]).toReversed(),
        altitude,
      ];
      expect(feature.geometry).toEqual({ type: 'LineString', coordinates: points.map(place) });
      const { times, heartrate } = feature.properties.coordinateProperties;
      expect(times).toEqual(points.map((point) => at(summary, point)));
      expect(heartrate).toEqual(
        points[0]?.heartrate === undefined ? undefined : points.map((point) => point.heartrate),
      );
    }
  });
});

describe('tracks', () => {
  test('are written again only where something changed', async () => {
    const { run, at: place, terminal, truth, write } = await world();
    await run('tracks', { to: place('tcx'), format: 'tcx' });
    await run('tracks', { to: place('tcx'), format: 'tcx' });
    expect(terminal.notes.at(-1)).toMatch(/: 0 new or changed, 40 as before\.$/);
    const [changed] = truth.summaries();
    write(`UPDATE activities SET name = 'Another' WHERE id = ${changed?.id}`);
    await run('tracks', { to: place('tcx'), format: 'tcx' });
    expect(terminal.notes.at(-1)).toMatch(/: 1 new or changed, 39 as before\.$/);
    expect(fileOf(place('tcx'), changed?.id ?? 0)).toContain('<Notes>Another');
    expect(readdirSync(place('tcx'))).toHaveLength(40);
  });

  test('of deleted activities are left out, unless they are asked for', async () => {
    const { run, terminal, truth, write } = await world();
    const id = truth.summaries()[0]?.id;
    write(`UPDATE activities SET deleted_at = '2026-11-24T10:00:00Z' WHERE id = ${id}`);
    const count = async (options = {}) =>
      JSON.parse(await run('tracks', { format: 'geojson', ...options })).features.length;
    expect(await count()).toBe(39);
    expect(terminal.notes).toContain(
      'Not among them: 1 activity deleted at Strava (--deleted has them, too).',
    );
    expect(await count({ deleted: true })).toBe(40);
    expect(await run('tracks', { format: 'geojson', id: [String(id)] })).toBe('');
    expect(terminal.notes.at(-1)).toMatch(/^Nothing to export/);
  });
});
