import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Source } from '../../src/derived/derivation.ts';
import { histograms } from '../../src/derived/histograms.ts';
import { sized } from '../support/soak.ts';
import { column, type Recorded, recorded, seconds } from './recordings.ts';

const source = (points: ReturnType<Source['points']>, more: Partial<Source> = {}): Source => ({
  ...{ streamsAt: '2026-11-24T10:00:00Z', points: () => points, isMeasured: true, isPaced: true },
  line: undefined,
  ...more,
});

/** The number of each bin and its seconds. */
function binsOf(of: Source): Record<string, Record<number, number>> {
  const kinds: Record<string, Record<number, number>> = {};
  for (const [kind, first, ...held] of histograms.derive(of) as Iterable<[string, number, ...unknown[]]>)
    held.forEach((sum, i) => {
      if (sum !== null) kinds[kind] = { ...kinds[kind], [first + i]: sum as number };
    });
  return kinds;
}

function byHand(recording: Recorded, most: number, binOf: (value: number) => number) {
  const bins: Record<number, number> = {};
  for (const { values } of seconds(recording, (value) => value >= 0 && value <= most))
    for (const value of values) bins[binOf(value)] = (bins[binOf(value)] ?? 0) + 1;
  return Object.keys(bins).length > 0 ? bins : undefined;
}

test('a bin has the seconds for which a value of it held', () => {
  const any = fc.tuple(
    recorded(fc.integer({ min: -5, max: 5_100 })),
    // Thousandths of a metre a second, as Strava says them.
    recorded(fc.integer({ min: -50, max: 110_000 }).map((thousandths) => thousandths / 1_000)),
  );
  fc.assert(
    fc.property(any, ([power, speed]) => {
      const time = column(power.time);
      expect(binsOf(source({ time, watts: column(power.values) })).watts).toEqual(
        byHand(power, 5_000, (watts) => Math.floor(watts / 5)),
      );
      const of = source({ time: column(speed.time), velocity_smooth: column(speed.values) });
      expect(binsOf(of).speed).toEqual(
        byHand(speed, 100, (value) => Math.floor(Math.round(value * 1_000) / 50)),
      );
    }),
    { numRuns: sized(50, 1_000) },
  );
});

test('estimated watts, and the speed of sports without a pace, have none', () => {
  const points = { time: column([0, 1]), watts: column([100, 100]), velocity_smooth: column([5, 5]) };
  expect(binsOf(source(points))).toEqual({ watts: { 20: 1 }, speed: { 100: 1 } });
  expect(binsOf(source(points, { isMeasured: false, isPaced: false }))).toEqual({});
});

test('a sensor that has lost the heart gives no heart rate', () => {
  const points = { time: column([0, 1, 2, 3]), heartrate: column([120, 0, 0, 121]) };
  expect(binsOf(source(points))).toEqual({ heartrate: { 120: 3 } });
});
