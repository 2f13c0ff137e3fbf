import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestTimes } from '../../src/derived/best-time.ts';
import { column } from './recordings.ts';

const times = (time: number[], metres: (number | null)[], distances: number[]) =>
  bestTimes(column(time), column(metres), distances);

/** The way at each tenth of a second, even between two points and none in a pause. */
function wayByTenths(time: number[], metres: number[]): number[] {
  const way = [0];
  for (let i = 1; i < time.length; i++) {
    const seconds = (time[i] as number) - (time[i - 1] as number);
    const gone = seconds <= 10 ? (metres[i] as number) - (metres[i - 1] as number) : 0;
    const from = way.at(-1) as number;
    for (let tenth = 1; tenth <= seconds * 10; tenth++) way.push(from + (gone * tenth) / (seconds * 10));
  }
  return way;
}

/** The least tenths in which so much was gone, by trying each beginning. */
function byHand(way: number[], distance: number): number | undefined {
  let best: number | undefined;
  way.forEach((from, start) => {
    const end = way.findIndex((to, i) => i >= start && to - from >= distance - 1e-9);
    if (end >= 0 && (best === undefined || end - start < best)) best = end - start;
  });
  return best;
}

const steps = fc.array(
  fc.record({
    seconds: fc.oneof(
      { weight: 9, arbitrary: fc.constant(1) },
      { weight: 2, arbitrary: fc.integer({ min: 2, max: 10 }) },
      { weight: 1, arbitrary: fc.integer({ min: 11, max: 60 }) },
    ),
    speed: fc.integer({ min: 0, max: 60 }).map((tenths) => tenths / 10),
  }),
  { minLength: 5, maxLength: 30 },
);

test('the best time over each distance is that of the best beginning, to a tenth of a second', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const time = [0];
      const metres = [0];
      for (const { seconds, speed } of all) {
        time.push((time.at(-1) as number) + seconds);
        metres.push((metres.at(-1) as number) + seconds * speed);
      }
      const way = wayByTenths(time, metres);
      for (const distance of [20, 50, 130]) {
        const [found] = times(time, metres, [distance]);
        const tenths = byHand(way, distance);
        if (tenths === undefined) expect(found).toBeUndefined();
        // Beginning and end may both lie between two tenths.
        else expect(Math.abs((found?.seconds ?? Number.NaN) - tenths / 10)).toBeLessThanOrEqual(0.2);
        if (found && tenths) expect(found.seconds).toBeLessThanOrEqual(tenths / 10 + 1e-5);
      }
    }),
    { numRuns: 60 },
  );
});

test('ends and begins between two points, where the way is even', () => {
  expect(times([0, 10, 20], [0, 50, 150], [120])).toEqual([{ distance: 120, seconds: 14, at: 6 }]);
});

test('a distance that was gone to the decimetre is found, though its parts do not add up to it in binary', () => {
  const steps = [4.5, 6, 1.1, 5.8, 1, 1.6];
  const metres = [0];
  for (const step of steps) metres.push((metres.at(-1) as number) + step);
  const time = metres.map((_, i) => i);
  expect(times(time, metres, [20])).toEqual([{ distance: 20, seconds: 6, at: 0 }]);
});

test('in a pause the clock runs on', () => {
  expect(times([0, 10, 40, 50], [0, 100, 100, 200], [200])).toEqual([{ distance: 200, seconds: 50, at: 0 }]);
});

test('what was gone in a pause is not counted', () => {
  expect(times([0, 10, 40, 50], [0, 100, 500, 600], [150, 250])).toEqual([
    { distance: 150, seconds: 45, at: 0 },
  ]);
});

test('a leap of the distance costs itself', () => {
  const metres = [0, 5, 1e18, 15, 20, 25];
  expect(times([0, 1, 2, 3, 4, 5], metres, [10])).toEqual([{ distance: 10, seconds: 2, at: 3 }]);
});

test('a clock that was set back is a new beginning', () => {
  expect(times([0, 1, 2, 0, 1, 2], [0, 5, 10, 15, 20, 25], [10, 12])).toEqual([
    { distance: 10, seconds: 2, at: 0 },
  ]);
});
