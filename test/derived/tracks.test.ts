import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Source } from '../../src/derived/derivation.ts';
import type { Part } from '../../src/derived/places.ts';
import { decodePolyline } from '../../src/derived/polyline.ts';
import { simplify } from '../../src/derived/simplify.ts';
import { tracks } from '../../src/derived/tracks.ts';
import { encodePolyline, type LatLng } from '../simulator/polyline.ts';
import { sized } from '../support/soak.ts';
import { column } from './recordings.ts';

/** What a reader of the format makes of the bytes, digit by digit. */
function unpacked(bytes: Buffer): LatLng[][] {
  const numbers: number[] = [];
  let [value, factor] = [0n, 1n];
  for (const byte of bytes) {
    value += BigInt(byte & 127) * factor;
    factor *= 128n;
    if (byte >= 128) continue;
    numbers.push(Number(value));
    [value, factor] = [0n, 1n];
  }
  const signed = (number: number) => (number % 2 === 1 ? -(number + 1) / 2 : number / 2);
  const parts: LatLng[][] = [];
  let [north, east] = [0, 0];
  for (let i = 0; i < numbers.length; ) {
    const count = numbers[i++] as number;
    parts.push(
      Array.from({ length: count }, () => {
        north += signed(numbers[i++] as number);
        east += signed(numbers[i++] as number);
        return [north / 1e5, east / 1e5] as const;
      }),
    );
  }
  return parts;
}

const streamed = (places: readonly (LatLng | null)[], time = places.map((_, i) => i)): Source => ({
  streamsAt: '2026-11-24T10:00:00Z',
  points: () => ({
    time: column(time),
    lat: column(places.map((place) => place?.[0] ?? null)),
    lng: column(places.map((place) => place?.[1] ?? null)),
  }),
  ...{ isMeasured: false, isPaced: false, line: undefined },
});

const lined = (text: string): Source => ({
  ...streamed([]),
  streamsAt: undefined,
  line: { column: 'map_polyline', text },
});

type Row = [number, number, number, number, number, Buffer];
const levels = (source: Source) => [...tracks.derive(source)] as unknown as Row[];
const fineParts = (source: Source) =>
  levels(source)
    .slice(0, 1)
    .flatMap((row) => unpacked(row[5]));

/** Metres from a place to a line, on a plane. */
function metresTo([lat, lng]: LatLng, line: readonly LatLng[]): number {
  const perLng = 111_195 * Math.cos((lat * Math.PI) / 180);
  const flat = line.map(([north, east]) => [(east - lng) * perLng, (north - lat) * 111_195] as const);
  const distances = flat.slice(1).map(([x1, y1], i) => {
    const [x0, y0] = flat[i] as readonly [number, number];
    const [dx, dy] = [x1 - x0, y1 - y0];
    const along = Math.min(1, Math.max(0, -(x0 * dx + y0 * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(x0 + along * dx, y0 + along * dy);
  });
  return Math.min(...distances);
}

const walk = fc
  .array(fc.tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -30, max: 30 })), {
    minLength: 2,
    maxLength: 80,
  })
  .map((steps) => {
    let [north, east] = [4_740_000, 853_000];
    return steps.map(([up, right]): LatLng => {
      north += up;
      east += right;
      return [north / 1e5, east / 1e5];
    });
  });

describe('a track', () => {
  test('is nowhere further from the recorded points than its level, and has the ends of the way', () => {
    fc.assert(
      fc.property(walk, (places) => {
        const rows = levels(streamed(places));
        expect(rows.map(([level]) => level)).toEqual([10, 50]);
        for (const [level, south, west, north, east, bytes] of rows) {
          const [line = []] = unpacked(bytes);
          expect(line.at(0)).toEqual(places[0]);
          expect(line.at(-1)).toEqual(places.at(-1));
          // A place is written to half a metre.
          expect(Math.max(...places.map((place) => metresTo(place, line)))).toBeLessThan(level + 1);
          const [lats, lngs] = [line.map(([lat]) => lat), line.map(([, lng]) => lng)];
          expect([south, north]).toEqual([Math.min(...lats), Math.max(...lats)]);
          expect([west, east]).toEqual([Math.min(...lngs), Math.max(...lngs)]);
        }
      }),
      { numRuns: sized(40, 1_000) },
    );
  });

  const at = (metres: number): LatLng => [47 + Math.round((metres / 111_195) * 1e5) / 1e5, 8];

  test('is divided by a jump, and by a pause after which one is elsewhere', () => {
    const jump = streamed([at(0), at(5), at(600), at(605)]);
    expect(fineParts(jump)).toEqual([
      [at(0), at(5)],
      [at(600), at(605)],
    ]);
    const places = [at(0), at(5), at(10), at(15)];
    expect(fineParts(streamed(places, [0, 1, 100, 101]))).toEqual([[at(0), at(15)]]);
    const moved = streamed([at(0), at(5), at(100), at(105)], [0, 1, 100, 101]);
    expect(fineParts(moved)).toHaveLength(2);
  });

  test('is not divided by pauses where all points are far apart', () => {
    const places = [at(0), at(100), at(200), at(300)];
    expect(fineParts(streamed(places, [0, 20, 40, 60]))).toEqual([[at(0), at(300)]]);
  });

  test('has none of a place that the receiver was never at', () => {
    const places: LatLng[] = [at(0), at(5), [0, 0], at(10), [12, 100], at(15), at(20)];
    expect(fineParts(streamed(places)).flat()).not.toContainEqual([12, 100]);
    expect(fineParts(streamed(places)).flat()).not.toContainEqual([0, 0]);
    expect(fineParts(streamed(places)).flat()).toEqual(expect.arrayContaining([at(0), at(20)]));
  });

  test('is made of the line where there is no recording, long straights and all', () => {
    const places: LatLng[] = [
      [38.5, -120.2],
      [40.7, -120.95],
      [43.252, -126.453],
    ];
    expect(fineParts(lined(encodePolyline(places)))).toEqual([places]);
    expect(levels(lined(''))).toEqual([]);
  });
});

describe('a polyline', () => {
  test('is read as it was written', () => {
    const degrees = (most: number) =>
      fc.integer({ min: -most * 1e5, max: most * 1e5 }).map((units) => units / 1e5);
    fc.assert(
      fc.property(fc.array(fc.tuple(degrees(90), degrees(180))), (places) => {
        const { lat, lng } = decodePolyline(encodePolyline(places));
        expect(lat.map((north, i) => [north, lng[i]])).toEqual(places.map(([a, b]) => [a + 0, b + 0]));
      }),
    );
  });

  test('that is none ends where it is none', () => {
    fc.assert(
      fc.property(fc.uint16Array({ maxLength: 40 }), (codes) => {
        const { lat, lng } = decodePolyline(String.fromCharCode(...codes));
        expect(lat).toHaveLength(lng.length);
        expect(lat.every((north) => Math.abs(north) <= 90)).toBe(true);
      }),
    );
    expect(decodePolyline('_p~iF~ps|U_ulL')).toEqual({ lat: [38.5], lng: [-120.2] });
  });
});

test('a straight line keeps its ends, and a spike its point', () => {
  const straight: Part = { lat: [47, 47.001, 47.002], lng: [8, 8, 8] };
  expect(simplify(straight, 10)).toEqual({ lat: [47, 47.002], lng: [8, 8] });
  const there: Part = { lat: [47, 47.01, 47], lng: [8, 8, 8] };
  expect(simplify(there, 10)).toEqual(there);
});
