import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TrackFile } from '../../src/export/tracks/format.ts';
import { geojsonFile } from '../../src/export/tracks/geojson.ts';
import { gpxFile } from '../../src/export/tracks/gpx.ts';
import type { Activity, Lap, Point, Recorded } from '../../src/export/tracks/recorded.ts';
import { tcxFile } from '../../src/export/tracks/tcx.ts';
import { faultsIn } from './xml-rules.ts';
import { allOf, parseXml, textOf } from './xml-tree.ts';
import { hasSchemas, validate } from './xsd.ts';

const ODD_NUMBERS = [
  0, -0, -1, 1, 0.5, 255, 254.6, 256, 65_536, 1e-7, 1e21, 1e300, 180, -180, 90, 91, 179.9999999,
];
const NO_NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, '9'.repeat(30), '', true];
const ODD_TEXTS = [
  ...['', ' ', ']]>', '<!--', '&amp;', '"\'', 'a\u0000b\u0008', '\r\n\t', '\u202eabc\u200f', '🚴‍♀️'],
  ...['\ud800', 'x\udc00y', '\ufffe\uffff', '日本語', '\u2028', 'Ultra '.repeat(500)],
];

const anyNumber = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -200, max: 400, noNaN: true }) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 300 }) },
  { weight: 2, arbitrary: fc.constantFrom(...ODD_NUMBERS) },
  { weight: 1, arbitrary: fc.constantFrom(...NO_NUMBERS) },
  { weight: 2, arbitrary: fc.constant(null) },
) as fc.Arbitrary<number | null>;
const anyText = fc.oneof(
  fc.constantFrom(...ODD_TEXTS, null),
  fc.string({ unit: 'binary', maxLength: 20 }),
) as fc.Arbitrary<string | null>;
const anyInstant = fc.constantFrom(
  ...['2026-11-24T10:00:00Z', '1969-12-31T23:59:59Z', '2024-02-29T00:00:00Z'],
  ...['0000-01-01T00:00:00Z', 'yesterday', '', null],
) as fc.Arbitrary<string | null>;

const recordOf = <Key extends string, Value>(keys: readonly Key[], value: fc.Arbitrary<Value>) =>
  fc.array(value, { minLength: keys.length, maxLength: keys.length }).map((values) => {
    return Object.fromEntries(keys.map((key, i) => [key, values[i]])) as Record<Key, Value>;
  });

const POINT = [
  ...(['time', 'distance', 'lat', 'lng', 'altitude'] as const),
  ...(['heartrate', 'cadence', 'watts', 'temp'] as const),
];
const anyPoint: fc.Arbitrary<Point> = recordOf(POINT, anyNumber);
const LAP = ['elapsed_time', 'distance', 'max_speed', 'average_heartrate', 'max_heartrate'] as const;
const anyLap: fc.Arbitrary<Lap> = fc
  .tuple(recordOf(LAP, anyNumber), anyInstant, fc.option(fc.integer({ min: -1, max: 12 })))
  .map(([lap, start_date, start_index]) => ({ ...lap, start_date, start_index }));
const NUMBERS = [...LAP, 'moving_time', 'total_elevation_gain', 'calories'] as const;
const TEXTS = ['name', 'description', 'sport_type', 'start_date_local', 'gear_id', 'deleted_at'] as const;
const anyActivity: fc.Arbitrary<Activity> = fc
  .tuple(
    recordOf(NUMBERS, anyNumber),
    recordOf(TEXTS, anyText),
    anyInstant,
    fc.constantFrom('run', 'ride', 'other', null),
  )
  .map(([numbers, texts, start_date, sport_group]) => {
    return { id: '7', ...numbers, ...texts, start_date, sport_group };
  });

const anyRecorded: fc.Arbitrary<Recorded> = fc.record({
  activity: anyActivity,
  laps: fc.array(anyLap, { maxLength: 4 }),
  points: fc.array(anyPoint, { maxLength: 12 }),
});

/** The file of one activity; undefined where the format cannot hold it. */
function written(file: TrackFile, recorded: Recorded): string | undefined {
  if (file.lacks(recorded) !== undefined) return undefined;
  return [file.head, ...file.pieces(recorded), file.tail].join('');
}

const isPlace = ({ lat, lng }: Point) =>
  typeof lat === 'number' && typeof lng === 'number' && Math.abs(lat) <= 90 && Math.abs(lng) <= 180;

/** Of so many odd things, what a reader of XML gives back. */
const clean = (text: string | null) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold them.
  (text ?? '').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '');

describe('odd recordings', () => {
  test('are GPX that its schema allows, with every point that was somewhere', () => {
    fc.assert(
      fc.property(anyRecorded, (recorded) => {
        const text = written(gpxFile(false), recorded);
        const places = recorded.points.filter(isPlace);
        expect(text === undefined).toBe(places.length === 0);
        if (text === undefined) return;
        const tree = parseXml(text);
        expect(faultsIn(tree)).toEqual([]);
        if (hasSchemas) validate(text);
        const found = allOf(tree, 'trkpt').map(({ attributes: { lat, lon } }) => [Number(lat), Number(lon)]);
        expect(found).toEqual(
          places.map(({ lat, lng }) => [lat, lng === 180 ? -180 : lng].map((each) => Number(each) + 0)),
        );
        expect(textOf(tree, 'name') ?? '').toBe(clean(recorded.activity.name));
      }),
    );
  });

  test('are TCX that its schema allows, with every point that has a time', () => {
    fc.assert(
      fc.property(anyRecorded, (recorded) => {
        const text = written(tcxFile(), recorded);
        if (text === undefined) return;
        const tree = parseXml(text);
        expect(faultsIn(tree)).toEqual([]);
        if (hasSchemas) validate(text);
        const start = Date.parse(recorded.activity.start_date ?? '');
        const times = recorded.points
          .map(({ time }) => (typeof time === 'number' ? Math.trunc(start + time * 1_000) : Number.NaN))
          .filter((time) => Math.abs(time) < 253_402_300_800_000 && time > -62_135_596_800_000);
        expect(allOf(tree, 'Time').map((each) => Date.parse(each.text))).toEqual(times);
      }),
    );
  });

  test('are GeoJSON with every place, and no line that goes round the world', () => {
    fc.assert(
      fc.property(anyRecorded, (recorded) => {
        const { features } = JSON.parse(written(geojsonFile(), recorded) ?? '');
        const { geometry, properties } = features[0];
        const places = recorded.points.filter(isPlace);
        const kinds = [[undefined], ['Point']][places.length] ?? ['LineString', 'MultiLineString'];
        expect(kinds).toContain(geometry?.type);
        if (!geometry) return;
        const lines: number[][][] =
          geometry.type === 'MultiLineString'
            ? geometry.coordinates
            : [[geometry.coordinates].flat(places.length > 1 ? 1 : 0)];
        for (const line of lines)
          for (const [i, [lng = 0]] of line.entries())
            expect(Math.abs(lng - (line[Math.max(0, i - 1)]?.[0] ?? 0))).toBeLessThanOrEqual(180.000001);
        const { times } = properties.coordinateProperties;
        expect([times].flat(2)).toHaveLength(lines.flat().length);
      }),
    );
  });
});

test('a way across the 180th meridian is two lines', () => {
  const at = (lng: number, time: number): Point => ({
    ...{ time, lat: -17.5, lng, altitude: null, distance: null },
    ...{ heartrate: 100 + time, cadence: null, watts: null, temp: null },
  });
  const [base] = fc.sample(anyActivity, 1);
  const activity = { ...(base as Activity), start_date: '2026-11-24T10:00:00Z' };
  const points = [at(179.9, 0), at(179.99, 1), at(-179.99, 2), at(-179.9, 3)];
  const { features } = JSON.parse(written(geojsonFile(), { activity, laps: [], points }) ?? '');
  expect(features[0].geometry).toEqual({
    type: 'MultiLineString',
    coordinates: [
      [
        [179.9, -17.5],
        [179.99, -17.5],
      ],
      [
        [-179.99, -17.5],
        [-179.9, -17.5],
      ],
    ],
  });
  expect(features[0].properties.coordinateProperties.heartrate).toEqual([
    [100, 101],
    [102, 103],
  ]);
});
