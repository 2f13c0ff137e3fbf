import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeStreams, encodeStreams } from '../../src/streams/answer.ts';
import { BLOCK } from '../../src/streams/codec.ts';
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

  describe('leaves out what it does not understand, and says so', () => {
    const all = { time: { data: [0, 1, 2] }, watts: { data: [100, null, 120] } };
    const taken = (more: object): [object, string[]] => {
      const odd: string[] = [];
      const note = (where: string, what: unknown) => odd.push(`${where}: ${JSON.stringify(what)}`);
      const answer = decodeStreams(encodeStreams({ ...all, ...more }, { add: note, say: note }));
      return [answer, odd];
    };

    test.each<[string, object, string]>([
      ['a value short', { temp: { data: [20, 21] } }, 'temp: "2 points where others have 3"'],
      ['a value long', { temp: { data: [1, 2, 3, 4] } }, 'temp: "4 points where others have 3"'],
      ['without data', { temp: {} }, 'temp.data: undefined'],
      ['that is no object', { temp: [0, 1] }, 'temp: [0,1]'],
      ['of nothing but words', { temp: { data: ['a', 'b', null] } }, 'temp.0: "a"'],
      ['of numbers for moving', { moving: { data: [1, 0, 1] } }, 'moving.0: 1'],
      ['of no pairs', { latlng: { data: [[1], 'x', [1, null]] } }, 'latlng.0: [1]'],
    ])('a stream %s', (_what, more, note) => {
      const [answer, odd] = taken(more);
      expect(answer).toEqual(all);
      expect(odd[0]).toBe(note);
    });

    test.each<[string, string, unknown[], unknown[], string]>([
      ['text among numbers', 'temp', [20, '21', 22], [20, null, 22], 'temp.1: "21"'],
      ['infinity', 'temp', [20, Number.POSITIVE_INFINITY, 22], [20, null, 22], 'temp.1: null'],
      ['half a pair', 'latlng', [[1, 2], [1], [3, 4]], [[1, 2], null, [3, 4]], 'latlng.1: [1]'],
      [
        'a pair of which one is null',
        'latlng',
        [[1, 2], [1, null], null],
        [[1, 2], null, null],
        'latlng.1: [1,null]',
      ],
      ['a number for true', 'moving', [true, 1, false], [true, null, false], 'moving.1: 1'],
    ])('a point: %s', (_what, type, data, kept, note) => {
      expect(taken({ [type]: { data } })).toEqual([{ ...all, [type]: { data: kept } }, [note]]);
    });

    test('by the clock where as many have one length as another', () => {
      const answer = { watts: { data: [1, 2, 3] }, time: { data: [0, 1] } };
      expect(decodeStreams(encodeStreams(answer))).toEqual({ time: { data: [0, 1] } });
    });

    test('which may be everything', () => {
      expect(encodeStreams({ time: 7, watts: { data: ['x'] } })).toMatchObject({
        ...{ header: { types: [], points: 0 }, blocks: [] },
      });
    });
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
