import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestMeans } from '../../src/derived/best-mean.ts';
import { WATTS } from '../../src/derived/held.ts';
import { sized } from '../support/soak.ts';
import { column, type Recorded, recorded, seconds } from './recordings.ts';

const DURATIONS = [1, 2, 5, 17, 60];

/** Each stretch of whole seconds added up by itself. */
function byHand(recording: Recorded, duration: number) {
  let best: { duration: number; mean: number; at: number } | undefined;
  for (const { from, values } of seconds(recording, (value) => value >= 0 && value <= 5_000))
    for (let start = 0; start + duration <= values.length; start++) {
      const sum = values.slice(start, start + duration).reduce((one, other) => one + other, 0);
      if (!best || sum / duration > best.mean) best = { duration, mean: sum / duration, at: from + start };
    }
  return best ? [best] : [];
}

const means = ({ time, values }: Recorded, durations = DURATIONS) =>
  bestMeans(column(time), column(values), WATTS, durations);

test('the best mean over each duration is that of the best stretch between two gaps', () => {
  fc.assert(
    fc.property(recorded(fc.integer({ min: -20, max: 6_000 })), (recording) => {
      expect(means(recording)).toEqual(DURATIONS.flatMap((duration) => byHand(recording, duration)));
    }),
    { numRuns: sized(150, 3_000) },
  );
});

test('a value holds until the next one, and the last one for no time', () => {
  expect(means({ time: [0, 4, 5], values: [100, 300, 900] }, [1, 5])).toEqual([
    { duration: 1, mean: 300, at: 4 },
    { duration: 5, mean: 140, at: 0 },
  ]);
});

test('a pause is neither bridged nor counted as nothing', () => {
  const time = [0, 1, 2, 13, 14, 15];
  expect(means({ time, values: [200, 200, 200, 300, 300, 300] }, [2, 3])).toEqual([
    { duration: 2, mean: 300, at: 13 },
  ]);
});

test('a value that nobody has costs itself', () => {
  const time = [0, 1, 2, 3, 4];
  expect(means({ time, values: [100, 65_535, 100, 100, 100] }, [4])).toEqual([
    { duration: 4, mean: 100, at: 0 },
  ]);
});
