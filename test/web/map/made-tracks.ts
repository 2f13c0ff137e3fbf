import fc from 'fast-check';
import type { Part } from '../../../src/derived/places.ts';
import { pack } from '../../../src/derived/track-points.ts';
import { writeTracks } from '../../../src/web/map/track-file.ts';
import { type Tracks, tracksOf } from '../../../src/web/map/tracks.ts';

const point = fc.record({
  lat: fc.integer({ min: -100, max: 100 }).map((step) => 52 + step / 1e4),
  lng: fc.integer({ min: -100, max: 100 }).map((step) => 13 + step / 1e4),
});

/** A part of a track around one town. */
const part = fc.array(point, { minLength: 1, maxLength: 12 }).map(
  (points): Part => ({
    lat: points.map(({ lat }) => lat),
    lng: points.map(({ lng }) => lng),
  }),
);

/** Some tracks, each of some parts. */
export const anyTracks = fc.array(fc.array(part, { minLength: 1, maxLength: 3 }), { maxLength: 8 });

/** Tracks as a map gets them. */
export const madeOf = (tracks: readonly Part[][]): Tracks =>
  tracksOf(
    writeTracks(
      tracks.map((parts, i) => ({ id: String(i), group: i % 7, year: 2_000 + i, points: pack(parts).bytes })),
    ),
  );
