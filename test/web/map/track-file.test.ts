import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GROUPS, placeOfGroup, readTracks, writeTracks } from '../../../src/web/map/track-file.ts';

const track = fc.record({
  id: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
  group: fc.nat(GROUPS.length - 1),
  year: fc.nat(9_999),
  points: fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes)),
});

test('what is written is read, ids beyond what a number holds too', () => {
  fc.assert(
    fc.property(fc.array(track), (tracks) => {
      expect(
        [...readTracks(writeTracks(tracks))].map((each) => ({ ...each, points: [...each.points] })),
      ).toEqual(tracks.map((each) => ({ ...each, points: [...each.points] })));
    }),
  );
});

test('a group that is not known is among the others', () => {
  expect([null, 'quidditch', 'other'].map(placeOfGroup)).toEqual([6, 6, 6]);
  expect(GROUPS.map(placeOfGroup)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});
