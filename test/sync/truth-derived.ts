/** What is condensed from points, computed once more from what the simulated Strava sent, second by second. */
import { expect } from 'vitest';
import type { ActivityDetail, StreamSet } from '../simulator/index.ts';
import { type Archive, expectRows } from './truth-rows.ts';
import type { Known } from './truth-tables.ts';

const PAUSE = 10;
const DURATIONS = [
  ...[1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1200, 1500, 1800, 2400, 2700],
  ...[3600, 5400, 7200, 10800, 18000],
];
const DISTANCES = [
  ...[
    400, 800, 1000, 1609.344, 3000, 5000, 10000, 15000, 16093.44, 20000, 21097.5, 30000, 40000, 42195, 50000,
  ],
  ...[80467.2, 100000, 160934.4, 200000],
];
const PACED = ['Run', 'TrailRun', 'VirtualRun', 'Walk', 'Hike', 'Swim', 'Snowshoe', 'Wheelchair'];

type Values = readonly (number | null)[];

/** The value in each second; NaN where nothing is known. */
function bySecond(time: readonly number[], values: Values): number[] {
  const known = time.flatMap((at, i) => (values[i] === null ? [] : [{ at, value: values[i] as number }]));
  const seconds = Array.from({ length: time.at(-1) ?? 0 }, () => Number.NaN);
  known.forEach(({ at, value }, i) => {
    const end = known[i + 1]?.at ?? at;
    if (end - at <= PAUSE) seconds.fill(value, at, end);
  });
  return seconds;
}

function bestMean(seconds: number[], duration: number) {
  let best = { value: Number.NEGATIVE_INFINITY, at: 0 };
  for (let at = 0; at + duration <= seconds.length; at++) {
    let sum = 0;
    for (let i = at; i < at + duration; i++) sum += seconds[i] as number;
    if (sum / duration > best.value) best = { value: sum / duration, at };
  }
  return best.value > Number.NEGATIVE_INFINITY ? best : undefined;
}

/** The best mean by what was known of the second before: adding up each window anew would take minutes. */
function bestMeans(seconds: number[], duration: number) {
  if (duration <= 20) return bestMean(seconds, duration);
  let best = { value: Number.NEGATIVE_INFINITY, at: 0 };
  let sum = 0;
  let length = 0;
  seconds.forEach((value, i) => {
    if (Number.isNaN(value)) {
      sum = 0;
      length = 0;
      return;
    }
    sum += value;
    length += 1;
    if (length > duration) sum -= seconds[i - duration] as number;
    if (length >= duration && sum / duration > best.value)
      best = { value: sum / duration, at: i + 1 - duration };
  });
  return best.value > Number.NEGATIVE_INFINITY ? best : undefined;
}

/** The metres up to each second: none are made in a pause. */
function wayBySecond(time: readonly number[], distance: readonly number[]): number[] {
  const way = [0];
  time.slice(1).forEach((to, i) => {
    const seconds = to - (time[i] as number);
    const metres = seconds <= PAUSE ? (distance[i + 1] as number) - (distance[i] as number) : 0;
    const from = way.at(-1) as number;
    for (let second = 1; second <= seconds; second++) way.push(from + (metres * second) / seconds);
  });
  return way;
}

/** From each second until so much was gone. */
function bestTime(way: number[], distance: number): number | undefined {
  let best: number | undefined;
  let end = 0;
  for (let start = 0; start < way.length; start++) {
    const goal = (way[start] as number) + distance;
    while (end < way.length && (way[end] as number) < goal) end++;
    if (end === way.length) break;
    const before = way[end - 1] as number;
    const seconds = end - 1 + (goal - before) / ((way[end] as number) - before) - start;
    if (best === undefined || seconds < best) best = seconds;
  }
  return best;
}

/** From each second back to where so much was to go: the same way, gone backwards. */
function bestOf(way: number[], distance: number): number | undefined {
  const total = way.at(-1) as number;
  const back = way.map((metres) => total - metres).reverse();
  const [one, other] = [bestTime(way, distance), bestTime(back, distance)];
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}

type Row = Record<string, unknown>;

const rowsOf = (archive: Archive, table: string, id: number) =>
  archive.prepare(`SELECT * FROM ${table} WHERE activity_id = ?`).all(id) as Row[];

interface Activity {
  detail: ActivityDetail;
  set: StreamSet | undefined;
}

const activitiesIn = ({ details, truth }: Known): Activity[] =>
  details.map((detail) => ({ detail, set: truth.streams(detail.id) }));

function expectMeans(rows: Row[], kind: string, time: number[], values: Values | undefined): void {
  const found = rows
    .filter((row) => row.kind === kind)
    .map(({ duration, value, at }) => ({ duration, value, at }));
  if (!values) {
    expect(found).toEqual([]);
    return;
  }
  const seconds = bySecond(time, values);
  const wanted = DURATIONS.flatMap((duration) => {
    const best = bestMeans(seconds, duration);
    return best ? [{ duration, value: Math.round(best.value * 10) / 10, at: best.at }] : [];
  });
  expect(found.map(({ duration }) => duration)).toEqual(wanted.map(({ duration }) => duration));
  found.forEach((row, i) => {
    expect(Math.abs(Number(row.value) - Number(wanted[i]?.value)), `${kind} ${row.duration}`).toBeLessThan(
      0.11,
    );
    expect(row.at).toBe(wanted[i]?.at);
  });
}

function expectCurves(archive: Archive, known: Known): void {
  for (const { detail, set } of activitiesIn(known)) {
    const rows = rowsOf(archive, 'activity_curves', detail.id);
    const time = set?.time?.data ?? [];
    expectMeans(rows, 'heartrate', time, set?.heartrate?.data);
    expectMeans(rows, 'watts', time, detail.device_watts === true ? set?.watts?.data : undefined);
    const way = set?.distance ? wayBySecond(time, set.distance.data) : [0];
    const wanted = DISTANCES.flatMap((distance) => bestOf(way, distance) ?? []);
    const paces = rows.filter(({ kind }) => kind === 'pace');
    expect(paces.map(({ distance }) => distance)).toEqual(DISTANCES.slice(0, wanted.length));
    paces.forEach(({ duration, distance, value }, i) => {
      expect(Math.abs(Number(duration) - (wanted[i] as number))).toBeLessThan(0.051);
      expect(Math.abs(Number(value) - Number(distance) / Number(duration))).toBeLessThan(0.0006);
    });
  }
}

function histogramOf(time: number[], values: Values | undefined, width: number): Map<number, number> {
  const bins = new Map<number, number>();
  for (const value of values ? bySecond(time, values) : []) {
    if (Number.isNaN(value)) continue;
    const bin = Math.floor(Math.round((value / width) * 1e6) / 1e6);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  return bins;
}

function expectHistograms(archive: Archive, known: Known): void {
  const select = archive.prepare(
    'SELECT kind, value, seconds FROM activity_histograms WHERE activity_id = ? ORDER BY kind, value',
  );
  for (const { detail, set } of activitiesIn(known)) {
    const time = set?.time?.data ?? [];
    const alive = set?.heartrate?.data.map((beats) => (beats === 0 ? null : beats));
    const kinds: [string, Values | undefined, number][] = [
      ['heartrate', alive, 1],
      ['speed', PACED.includes(detail.sport_type) ? set?.velocity_smooth?.data : undefined, 0.05],
      ['watts', detail.device_watts === true ? set?.watts?.data : undefined, 5],
    ];
    const wanted = kinds.flatMap(([kind, values, width]) =>
      [...histogramOf(time, values, width)]
        .sort(([one], [other]) => one - other)
        .map(([bin, seconds]) => ({ kind, value: Math.round(bin * width * 100) / 100, seconds })),
    );
    expect(select.all(detail.id)).toEqual(wanted);
  }
}

/** https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames */
function tileOf([lat, lng]: readonly [number, number]): string {
  const radians = (lat * Math.PI) / 180;
  const y = (1 - Math.log(Math.tan(radians) + 1 / Math.cos(radians)) / Math.PI) / 2;
  return [Math.floor(2 ** 14 * ((lng + 180) / 360)), Math.floor(2 ** 14 * y)].join();
}

/** The simulated receiver is never at fault. */
function expectTiles(archive: Archive, known: Known): void {
  for (const { detail, set } of activitiesIn(known)) {
    const tiles = rowsOf(archive, 'explorer_tiles', detail.id).map(({ x, y }) => `${x},${y}`);
    expect(tiles.sort()).toEqual([...new Set(set?.latlng?.data.map(tileOf))].sort());
  }
}

/** Two levels of each way, within the bounds of what was recorded, and the coarse one no longer than the fine one. */
function expectTracks(archive: Archive, known: Known): void {
  for (const { detail, set } of activitiesIn(known)) {
    const rows = rowsOf(archive, 'activity_tracks', detail.id);
    const places = set?.latlng?.data ?? [];
    expect(rows.map(({ level }) => level)).toEqual(places.length > 1 ? [10, 50] : []);
    const [fine, coarse] = rows.map(({ points }) => (points as Buffer).length);
    expect(coarse ?? 0).toBeLessThanOrEqual(fine ?? 0);
    for (const { level, south, north, west, east } of rows as Record<string, number>[]) {
      const [lats, lngs] = [places.map(([lat]) => lat), places.map(([, lng]) => lng)];
      // Degrees of as many metres; a degree of longitude is shorter.
      const off = ((level ?? 0) + 1) / 111_195;
      expect(Math.abs((south ?? 0) - Math.min(...lats))).toBeLessThan(off);
      expect(Math.abs((north ?? 0) - Math.max(...lats))).toBeLessThan(off);
      const offEast = off / Math.cos(((south ?? 0) * Math.PI) / 180);
      expect(Math.abs((west ?? 0) - Math.min(...lngs))).toBeLessThan(offEast * 1.01);
      expect(Math.abs((east ?? 0) - Math.max(...lngs))).toBeLessThan(offEast * 1.01);
    }
  }
}

function expectMade(archive: Archive, known: Known): void {
  const streams = archive.prepare('SELECT fetched_at FROM activity_streams WHERE activity_id = ?').pluck();
  const rows = activitiesIn(known).flatMap(({ detail: { id, device_watts, sport_type }, set }) => {
    const of = set && `streams ${streams.get(id)}`;
    const watts = device_watts ? ', measured watts' : '';
    const pace = PACED.includes(sport_type) ? ', pace' : '';
    const made = { curves: of && of + watts, histograms: of && of + watts + pace, tracks: of, tiles: of };
    return Object.entries(made).map(([derivation, made_of]) => ({
      ...{ activity_id: id, athlete_id: known.athleteId, derivation, version: 1, made_of },
    }));
  });
  expectRows(archive, 'derivations', rows);
}

/** How each table of what is condensed is compared. */
export const DERIVED: Readonly<Record<string, (archive: Archive, known: Known) => void>> = {
  curve_rows: expectCurves,
  histogram_blocks: expectHistograms,
  activity_tracks: expectTracks,
  explorer_tiles: expectTiles,
  derivations: expectMade,
};
