import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DERIVATIONS } from '../../../src/derived/index.ts';
import { activity } from '../../../src/resources/activity/detail.ts';
import { activityList } from '../../../src/resources/activity/list.ts';
import { streams } from '../../../src/resources/activity/streams.ts';
import { encodePolyline, type LatLng } from '../../simulator/polyline.ts';
import { anyAnswer } from '../../streams/stream-archive.ts';
import { sized } from '../../support/soak.ts';
import { ATHLETE, DETAIL, LATER, SUMMARY, storing } from '../storing.ts';

const LINE: LatLng[] = [
  [47, 8],
  [47.01, 8.01],
  [47.03, 8.01],
];
const MEASURED = { ...DETAIL, device_watts: true, map: { polyline: encodePolyline(LINE) } };

const count = (seconds: number) => Array.from({ length: seconds }, (_, i) => i);
/** So many seconds of an even ride. */
const ride = (seconds: number, more: object = {}) => ({
  time: { data: count(seconds) },
  distance: { data: count(seconds).map((second) => second * 8) },
  latlng: { data: count(seconds).map((second) => [47 + second * 7e-5, 8]) },
  heartrate: { data: count(seconds).map((second) => 120 + (second % 20)) },
  watts: { data: count(seconds).map(() => 200) },
  ...more,
});

function derived() {
  const { store, rows, archive } = storing();
  return {
    ...{ store, rows, archive },
    made: () => Object.fromEntries(rows('derivations').map((row) => [row.derivation as string, row.made_of])),
    kinds: (table: string) => [...new Set(rows(table).map(({ kind }) => kind))].sort(),
  };
}

describe('what is condensed from points', () => {
  test('is made with the recording, and says of what', () => {
    const { store, rows, made, kinds } = derived();
    store(activityList, 'newest', [SUMMARY]);
    store(activity, 42, MEASURED);
    store(streams, 42, ride(200), { fetchedAt: LATER });
    const of = `streams ${LATER}`;
    expect(made()).toEqual({
      ...{ curves: `${of}, measured watts`, histograms: `${of}, measured watts`, tracks: of, tiles: of },
    });
    expect(kinds('activity_curves')).toEqual(['heartrate', 'pace', 'watts']);
    expect(kinds('activity_histograms')).toEqual(['heartrate', 'watts']);
    expect(rows('activity_curves', "kind = 'watts' AND duration = 120")).toEqual([
      expect.objectContaining({ activity_id: 42, athlete_id: ATHLETE, value: 200, at: 0, distance: null }),
    ]);
    expect(rows('activity_curves', "kind = 'pace' AND distance = 800")).toEqual([
      expect.objectContaining({ duration: 100, value: 8, at: 0 }),
    ]);
    expect(rows('activity_histograms', "kind = 'watts'")).toEqual([
      { activity_id: 42, athlete_id: ATHLETE, kind: 'watts', value: 200, seconds: 199 },
    ]);
    expect(rows('activity_tracks')).toMatchObject([{ level: 10 }, { level: 50 }]);
    expect(rows('explorer_tiles').length).toBeGreaterThan(0);
  });

  test('never counts watts that Strava estimated', () => {
    const { store, rows, kinds } = derived();
    store(activity, 42, { ...MEASURED, device_watts: false });
    store(streams, 42, ride(200));
    expect(kinds('activity_curves')).toEqual(['heartrate', 'pace']);
    expect(kinds('activity_histograms')).toEqual(['heartrate']);
    // It turns out that they were measured.
    store(activity, 42, MEASURED, { fetchedAt: LATER });
    expect(kinds('activity_curves')).toEqual(['heartrate', 'pace', 'watts']);
    expect(rows('derivations')).toHaveLength(DERIVATIONS.length);
  });

  test('is made again of a recording that was cut', () => {
    const { store, rows } = derived();
    store(activity, 42, MEASURED);
    store(streams, 42, ride(200));
    store(streams, 42, ride(70), { fetchedAt: LATER });
    const longest = rows('activity_curves', "kind = 'heartrate'").map(({ duration }) => Number(duration));
    expect(Math.max(...longest)).toBe(60);
    expect(rows('activity_histograms', "kind = 'watts'")).toMatchObject([{ seconds: 69 }]);
  });

  test('is left as it is while nothing of it changes', () => {
    const { store, archive, rows } = derived();
    store(activity, 42, MEASURED);
    store(streams, 42, ride(200));
    archive.$client.exec("UPDATE curve_rows SET best0 = 1; UPDATE derivations SET failure = 'told'");
    store(activity, 42, { ...MEASURED, name: 'Another name' }, { fetchedAt: LATER });
    expect(rows('curve_rows').every(({ best0 }) => best0 === 1)).toBe(true);
    expect(rows('derivations').every(({ failure }) => failure === 'told')).toBe(true);
  });

  test('of an algorithm that is older is made again, and nothing else', () => {
    const { store, archive, rows } = derived();
    store(activity, 42, MEASURED);
    store(streams, 42, ride(200));
    archive.$client.exec(`UPDATE derivations SET version = 0 WHERE derivation = 'curves';
      UPDATE curve_rows SET best0 = 1; UPDATE histogram_blocks SET s0 = 1 WHERE kind = 'watts'`);
    store(activity, 42, MEASURED, { fetchedAt: LATER });
    expect(rows('activity_curves', "kind = 'watts'").every(({ value }) => value === 200)).toBe(true);
    expect(rows('activity_histograms', "kind = 'watts'")).toMatchObject([{ seconds: 1 }]);
  });

  test('is a track from the line until the recording comes', () => {
    const { store, rows, made } = derived();
    store(activity, 42, MEASURED);
    expect(made()).toMatchObject({ curves: null, tracks: expect.stringMatching(/^map_polyline \w{12}$/) });
    expect(rows('activity_tracks')).toMatchObject([
      { level: 10, south: 47, west: 8, north: 47.03, east: 8.01 },
      { level: 50 },
    ]);
    expect(rows('explorer_tiles')).toEqual([]);
    store(streams, 42, ride(50));
    expect(rows('activity_tracks')).toMatchObject([{ level: 10, east: 8 }, { level: 50 }]);
  });

  test('waits for the activity itself', () => {
    const { store, rows } = derived();
    store(streams, 42, ride(50));
    expect(rows('derivations')).toEqual([]);
    store(activity, 42, MEASURED, { fetchedAt: LATER });
    expect(rows('activity_curves').length).toBeGreaterThan(0);
    expect(rows('derivations')).toHaveLength(DERIVATIONS.length);
  });

  test.each<[string, object]>([
    ['no time', { time: { data: [] } }],
    ['a point alone', { time: { data: [0] }, watts: { data: [100] }, latlng: { data: [[47, 8]] } }],
    [
      'nulls alone',
      { time: { data: [0, 1] }, watts: { data: [null, null] }, latlng: { data: [null, null] } },
    ],
    ['a clock that stands', { time: { data: [5, 5, 5] }, watts: { data: [1, 2, 3] } }],
    ['whole numbers of 19 digits', { time: { data: [0, 1] }, watts: { data: [3265366675164236881n, 1] } }],
  ])('is nothing of %s, without a fault', (_what, answer) => {
    const { store, rows } = derived();
    store(activity, 42, { ...MEASURED, map: {} });
    store(streams, 42, answer);
    expect(rows('derivations').map(({ failure }) => failure)).toEqual([null, null, null, null]);
    expect(rows('activity_curves')).toEqual([]);
  });

  test('is the same at once as later from the tables, whatever the streams are', () => {
    fc.assert(
      fc.property(anyAnswer, (answer) => {
        const { store, archive, rows } = derived();
        store(activity, 42, MEASURED);
        store(streams, 42, answer);
        const tables = ['curve_rows', 'histogram_blocks', 'activity_tracks', 'explorer_tiles', 'derivations'];
        const all = () => tables.map((table) => rows(table));
        const atOnce = all();
        expect(rows('derivations').map(({ failure }) => failure)).toEqual([null, null, null, null]);
        for (const table of tables) archive.$client.exec(`DELETE FROM ${table}`);
        store(activity, 42, MEASURED, { fetchedAt: LATER });
        expect(all()).toEqual(atOnce);
      }),
      { numRuns: sized(20, 600) },
    );
  });

  test('costs nothing else where it fails, and is not tried for ever', () => {
    const { store, archive, rows } = derived();
    store(activity, 42, MEASURED);
    archive.$client.exec(`CREATE TRIGGER broken BEFORE INSERT ON curve_rows
      BEGIN SELECT raise(ABORT, 'a fault of ours'); END`);
    store(streams, 42, ride(200));
    expect(rows('activity_streams')).toMatchObject([{ points: 200 }]);
    expect(rows('activity_curves')).toEqual([]);
    expect(rows('activity_histograms').length).toBeGreaterThan(0);
    const failures = () => rows('derivations').map(({ derivation, failure }) => [derivation, failure]);
    expect(failures()).toContainEqual(['curves', 'a fault of ours']);
    archive.$client.exec('DROP TRIGGER broken');
    store(activity, 42, MEASURED, { fetchedAt: LATER });
    expect(rows('activity_curves')).toEqual([]);
    store(streams, 42, ride(200), { fetchedAt: LATER });
    expect(rows('activity_curves').length).toBeGreaterThan(0);
    expect(failures()).toContainEqual(['curves', null]);
  });
});
