import fc from 'fast-check';
import { expect, test } from 'vitest';
import { homeOf } from '../../../src/web/map/home.ts';
import { eastOf, southOf, unitsOf, WORLD } from '../../../src/web/map/mercator.ts';
import { passing } from '../../../src/web/map/passing.ts';
import { trace } from '../../../src/web/map/trace.ts';
import { anyTracks, madeOf } from './made-tracks.ts';

const everywhere = { west: 0, north: 0, east: WORLD, south: WORLD };

test('points lie where the web puts them', () => {
  expect([eastOf(-180), eastOf(0), eastOf(180)]).toEqual([0, WORLD / 2, WORLD]);
  expect([southOf(85.0511287798), southOf(0)]).toEqual([southOf(90), WORLD / 2]);
  // A tile of zoom 14 in Berlin.
  expect([eastOf(13.4) / 2 ** 16, southOf(52.52) / 2 ** 16].map(Math.floor)).toEqual([8801, 5373]);
  expect(unitsOf(40_075_017, 0)).toBe(WORLD);
  expect(unitsOf(100, 60)).toBeCloseTo(2 * unitsOf(100, 0), 6);
});

test('a track has all its points, in its parts, within its bounds', () => {
  fc.assert(
    fc.property(anyTracks, (made) => {
      const { count, parts, begins, points, boxes, ids } = madeOf(made);
      expect([count, ids]).toEqual([made.length, made.map((_, i) => String(i))]);
      const laid = made.map((_, i) =>
        Array.from({ length: (parts[i + 1] ?? 0) - (parts[i] ?? 0) }, (_, p) => [
          ...points.slice(2 * (begins[(parts[i] ?? 0) + p] ?? 0), 2 * (begins[(parts[i] ?? 0) + p + 1] ?? 0)),
        ]),
      );
      const flat = made.map((track) =>
        track.map(({ lat, lng }) => [...lat].flatMap((each, p) => [eastOf(lng[p] ?? 0), southOf(each)])),
      );
      expect(laid).toEqual(flat);
      for (const [i, track] of flat.entries()) {
        const all = track.flat();
        const [x, y] = [all.filter((_, p) => p % 2 === 0), all.filter((_, p) => p % 2 === 1)];
        expect([...boxes.slice(4 * i, 4 * i + 4)]).toEqual([
          ...[Math.min(...x), Math.min(...y)],
          ...[Math.max(...x), Math.max(...y)],
        ]);
      }
    }),
  );
});

test('a place is passed by what has a point there, and by nothing that is elsewhere', () => {
  fc.assert(
    fc.property(anyTracks, fc.nat(), (made, which) => {
      const tracks = madeOf(made);
      const places = tracks.points.length / 2;
      if (places === 0) return;
      const [x = 0, y = 0] = tracks.points.slice(2 * (which % places));
      const around = unitsOf(30, 52);
      const found = passing(tracks, { x, y, around });
      const withPoint = made.flatMap((track, i) =>
        track.some(({ lat, lng }) =>
          [...lat].some((each, p) => Math.hypot(eastOf(lng[p] ?? 0) - x, southOf(each) - y) <= around),
        )
          ? [i]
          : [],
      );
      expect(found).toEqual(expect.arrayContaining(withPoint));
      expect(passing(tracks, { x: eastOf(-70), y: southOf(40), around })).toEqual([]);
    }),
  );
});

test('a line is passed between its points, and not beyond its ends or over the gap between its parts', () => {
  const tracks = madeOf([
    [
      { lat: [52, 52], lng: [13, 13.01] },
      { lat: [52, 52], lng: [13.02, 13.03] },
    ],
  ]);
  const near = (lng: number) =>
    passing(tracks, { x: eastOf(lng), y: southOf(52.0005), around: unitsOf(100, 52) });
  expect([12.99, 13.005, 13.015, 13.025, 13.04].map((lng) => near(lng).length)).toEqual([0, 1, 0, 1, 0]);
});

test('what is drawn has its ends where they are, nothing outside, and no point within a pixel of the one before', () => {
  fc.assert(
    fc.property(anyTracks, fc.integer({ min: 2, max: 20 }), (made, zoom) => {
      const tracks = madeOf(made);
      const view = { ...everywhere, scale: 2 ** (zoom - 22) };
      for (let track = 0; track < tracks.count; track++) {
        const drawn: [string, number, number][] = [];
        const pen = {
          moveTo: (x: number, y: number) => drawn.push(['M', x, y]),
          lineTo: (x: number, y: number) => drawn.push(['L', x, y]),
        };
        const lines = trace(pen, tracks, track, view);
        expect(lines).toBe(drawn.filter(([letter]) => letter === 'L').length);
        const parts = made[track]?.filter(({ lat }) => lat.length > 1) ?? [];
        expect(drawn.filter(([letter]) => letter === 'M')).toHaveLength(parts.length);
        const ends = drawn.filter((_, i) => i === drawn.length - 1 || drawn[i + 1]?.[0] === 'M');
        expect(ends.map(([, x, y]) => [x, y])).toEqual(
          parts.map(({ lat, lng }) => [
            eastOf(lng.at(-1) ?? 0) * view.scale,
            southOf(lat.at(-1) ?? 0) * view.scale,
          ]),
        );
        for (const [i, [letter, x, y]] of drawn.entries()) {
          const [, beforeX = 0, beforeY = 0] = drawn[i - 1] ?? [];
          const isEnd = ends.includes(drawn[i] as (typeof drawn)[number]);
          if (letter === 'L' && !isEnd)
            expect(Math.max(Math.abs(x - beforeX), Math.abs(y - beforeY))).toBeGreaterThanOrEqual(1);
        }
        const elsewhere = { west: 0, north: 0, east: 1_000, south: 1_000, scale: view.scale };
        expect(trace(pen, tracks, track, elsewhere)).toBe(0);
      }
    }),
  );
});

test('home is where most tracks are, whatever a journey adds', () => {
  const home = Array.from({ length: 40 }, () => [{ lat: [52, 52.1], lng: [13, 13.1] }]);
  const away = [[{ lat: [-33], lng: [151] }]];
  const area = { west: eastOf(13), north: southOf(52.1), east: eastOf(13.1), south: southOf(52) };
  expect(homeOf(madeOf([...home, ...away]))).toEqual(area);
  expect(homeOf(madeOf([]))).toBeUndefined();
});
