import { expect, test } from 'vitest';
import { nearest, type Recording, reached, rising, summaryOf } from '../../../src/web/charts/recording.ts';

test('a rising column never falls, whatever was recorded', () => {
  expect([...rising([null, 3, null, 2, 5])]).toEqual([3, 3, 3, 3, 5]);
  expect([...rising([null, null])]).toEqual([0, 0]);
});

test('the point at a time is the first that has come so far, or the nearest', () => {
  const time = rising([0, 10, 10, 20, 60]);
  expect([0, 5, 10, 11, 60, 99].map((at) => reached(time, at))).toEqual([0, 1, 1, 3, 4, 4]);
  expect([0, 4, 6, 14, 16, 45, 99].map((at) => nearest(time, at))).toEqual([0, 0, 1, 2, 3, 4, 4]);
});

test('a part comes to its way, its time, its climb and the means by time, without pauses', () => {
  const recording: Recording = {
    ...{ sport: 'Run', units: 'metric', isMeasured: false },
    columns: {
      time: [0, 1, 2, 62, 64],
      distance: [0, 3, 6, 6, 12],
      altitude: [100, 101, 103, 102, 110],
      heartrate: [100, 110, 200, 130, null],
      moving: [0, 1, 1, 0, 1],
    },
  };
  expect(summaryOf(recording, { first: 0, last: 4 })).toEqual({
    ...{ seconds: 64, moving: 4, metres: 12, climb: 3 + 8 },
    heartrate: (100 + 110 + 130 * 2) / 4,
  });
});
