import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeStreams, encodeStreams } from '../../src/streams/answer.ts';
import { BLOCK, UnknownStreams } from '../../src/streams/codec.ts';
import { anyAnswer } from './stream-archive.ts';

const roundTrip = (answer: Parameters<typeof encodeStreams>[0]) => decodeStreams(encodeStreams(answer));

/** -0 comes back as 0. */
const withoutMinusZero = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, each) => (each === 0 ? 0 : each));

describe('the stream codec', () => {
  test('gives back any streams number by number, in their order', () => {
    fc.assert(
      fc.property(anyAnswer, (answer) => {
        expect(JSON.stringify(roundTrip(answer))).toBe(JSON.stringify(withoutMinusZero(answer)));
      }),
    );
  });

  test('keeps what Strava says of the streams', () => {
    const about = { series_type: 'distance', original_size: 2, resolution: 'high' };
    const answer = { moving: { data: [true, null], ...about }, time: { data: [0, 1], ...about } };
    expect(roundTrip(answer)).toEqual(answer);
  });

  test.each([0, 1, BLOCK, BLOCK + 1, 90_000])('gives back %i points', (points) => {
    const data = Array.from({ length: points }, (_, i) => Math.round(Math.sin(i) * 1e4) / 10 + 0);
    expect(roundTrip({ altitude: { data } })).toEqual({ altitude: { data } });
  });

  test('tells a stream of nothing but nulls from one that is missing', () => {
    expect(roundTrip({ watts: { data: [null, null] } })).toEqual({ watts: { data: [null, null] } });
  });

  test('keeps whole numbers beyond 53 bits', () => {
    const data = [1n, 3265366675164236881n, -(2n ** 63n)].map((value) => (value === 1n ? 1 : value));
    expect(roundTrip({ watts: { data } })).toEqual({ watts: { data } });
  });

  test('names the types that it does not know, and stores the others', () => {
    const { unknownTypes, header } = encodeStreams({ core_temp: { data: [37] }, time: { data: [0, 1] } });
    expect(unknownTypes).toEqual(['core_temp']);
    expect(header).toMatchObject({ types: ['time'], points: 2 });
  });

  test.each([
    ['streams of unequal length', { time: { data: [0, 1] }, temp: { data: [20] } }],
    ['a stream without data', { time: { series_type: 'time' } }],
    ['a stream that is no object', { time: [0, 1] }],
    ['text among numbers', { time: { data: ['0'] } }],
    ['a number that is not finite', { time: { data: [Number.POSITIVE_INFINITY] } }],
    ['numbers for moving', { moving: { data: [1] } }],
    ['half a pair', { latlng: { data: [[1]] } }],
    ['a pair that holds null', { latlng: { data: [[1, null]] } }],
  ])('refuses %s', (_, answer) => {
    expect(() => encodeStreams(answer)).toThrow(UnknownStreams);
  });

  test('writes no character that could upset a terminal', () => {
    fc.assert(
      fc.property(anyAnswer, (answer) => {
        for (const { fields } of encodeStreams(answer).blocks) {
          for (const { codes } of Object.values(fields)) expect(codes ?? '').not.toMatch(/[\p{Cc}\p{Cs}]/u);
        }
      }),
    );
  });
});
