import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Source } from '../../src/derived/derivation.ts';
import { tiles } from '../../src/derived/tiles.ts';
import type { LatLng } from '../simulator/polyline.ts';
import { sized } from '../support/soak.ts';
import { column } from './recordings.ts';

const visited = (places: readonly LatLng[]) => {
  const source: Source = {
    ...{ streamsAt: '2026-11-24T10:00:00Z', isMeasured: false, isPaced: false, line: undefined },
    points: () => ({
      lat: column(places.map(([lat]) => lat)),
      lng: column(places.map(([, lng]) => lng)),
    }),
  };
  return [...tiles.derive(source)];
};

/** https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames */
function tileOf([lat, lng]: LatLng): [number, number] {
  const n = 2 ** 14;
  const radians = (lat * Math.PI) / 180;
  const x = n * ((lng + 180) / 360);
  const y = (n * (1 - Math.log(Math.tan(radians) + 1 / Math.cos(radians)) / Math.PI)) / 2;
  return [Math.floor(x), Math.floor(y)];
}

test('a tile is visited where a point of the way is in it', () => {
  const start = fc.tuple(
    fc.integer({ min: -84_000, max: 84_000 }),
    fc.integer({ min: -179_000, max: 179_000 }),
  );
  const steps = fc.array(fc.tuple(fc.integer({ min: -200, max: 200 }), fc.integer({ min: -200, max: 200 })), {
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(start, steps, ([lat, lng], all) => {
      let [north, east] = [lat / 1_000, lng / 1_000];
      const places: LatLng[] = [[north, east]];
      for (const [up, right] of all) {
        north += up / 1e5;
        east += right / 1e5;
        places.push([north, east]);
      }
      const expected = new Set(places.map((place) => tileOf(place).join()));
      expect(new Set(visited(places).map((row) => row.join()))).toEqual(expected);
    }),
    { numRuns: sized(100, 2_000) },
  );
});

test('no tile is filled in on the line of a jump', () => {
  const places: LatLng[] = [
    [47, 8],
    [47.0001, 8],
    [47.2, 8],
    [47.2001, 8],
  ];
  expect(visited(places)).toEqual([tileOf([47.2, 8]), tileOf([47, 8])]);
});

test('beyond the edge of the map there is no tile', () => {
  expect(
    visited([
      [86, 8],
      [86.0001, 8],
    ]),
  ).toEqual([]);
  expect(
    visited([
      [47, 180],
      [47.0001, 180],
    ]),
  ).toEqual([]);
});
