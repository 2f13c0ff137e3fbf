import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clock, day, weekday } from '../../../src/web/format/dates.ts';
import { clockOf, duration } from '../../../src/web/format/duration.ts';
import {
  difference,
  distance,
  elevation,
  power,
  temperature,
  weight,
} from '../../../src/web/format/measures.ts';
import { asText, grouped, type Quantity, signed } from '../../../src/web/format/quantity.ts';
import { cadence, speed } from '../../../src/web/format/speed.ts';

/** With plain blanks, so that a test can be read. */
const told = (quantity: Quantity | undefined) =>
  quantity && asText(quantity).replaceAll('\u202f', ' ').replaceAll('\u00a0', ' ').replaceAll('\u2212', '-');
const numberIn = (text: string) =>
  Number(text.replaceAll('\u202f', '').replace('\u2212', '-').replace('+', ''));

describe('numbers', () => {
  test.each([
    [0, 0, '0'],
    [-0.2, 0, '0'],
    [999, 0, '999'],
    [1_000, 0, '1\u202f000'],
    [1_234_567.25, 1, '1\u202f234\u202f567.3'],
    [-1_020, 0, '\u22121\u202f020'],
  ])('%d with %i decimals is %s', (number, decimals, text) => {
    expect(grouped(number, decimals)).toBe(text);
  });

  test('say in full what they say, to half of their last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.nat(3), (number, decimals) => {
        expect(Math.abs(numberIn(grouped(number, decimals)) - number)).toBeLessThanOrEqual(
          0.5 * 10 ** -decimals + 1e-6,
        );
      }),
    );
  });

  test('have a sign where they are a difference, unless they are nothing', () => {
    expect([12, -12, 0, 0.04].map((number) => signed(number, 1))).toEqual([
      '+12.0',
      '\u221212.0',
      '0.0',
      '0.0',
    ]);
  });
});

describe('durations', () => {
  test.each([
    [0, '0:00'],
    [59.6, '1:00'],
    [2_530, '42:10'],
    [4_092, '1:08:12'],
    [3_599.5, '1:00:00'],
    [359_999, '99:59:59'],
    [3_636_000, '1 010 h'],
  ])('%d s is %s', (seconds, text) => {
    expect(told(duration(seconds))).toBe(text);
  });

  test('never have a 60 behind a colon, and are right to half a second', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 359_999, noNaN: true }), (seconds) => {
        const parts = clockOf(seconds).split(':').map(Number);
        expect(Math.max(...parts.slice(1))).toBeLessThan(60);
        expect(Math.abs(parts.reduce((sum, part) => sum * 60 + part, 0) - seconds)).toBeLessThanOrEqual(0.5);
      }),
    );
  });
});

describe('measures', () => {
  test.each([
    [distance(14_230, 'metric'), '14.2 km'],
    [distance(14_234, 'metric', { closeness: 'page' }), '14.23 km'],
    [distance(3_214_499, 'metric'), '3 214 km'],
    [distance(160_934.4, 'imperial'), '100.0 mi'],
    [distance(1_500, 'metric', { sport: 'Swim' }), '1 500 m'],
    [distance(914.4, 'imperial', { sport: 'Swim' }), '1 000 yd'],
    [elevation(145.4, 'metric'), '145 m'],
    [elevation(30.48, 'imperial'), '100 ft'],
    [weight(71.25, 'metric'), '71.3 kg'],
    [weight(45.359237, 'imperial'), '100.0 lb'],
    [temperature(-1.6, 'metric'), '-2 °C'],
    [temperature(100, 'imperial'), '212 °F'],
    [power(180.4, false), '~180 W'],
    [power(180.4, true), '180 W'],
    [cadence(88, 'Run'), '176 spm'],
    [cadence(88, 'Ride'), '88 rpm'],
  ])('%o is told as %s', (quantity, text) => {
    expect(told(quantity)).toBe(text);
  });

  test('differ with a sign, in the unit of what differs', () => {
    const kilometres = (metres: number) => distance(metres, 'metric');
    expect(told(difference(412_000, kilometres))).toBe('+412.0 km');
    expect(told(difference(-1_412_000, kilometres))).toBe('-1 412 km');
    expect(told(difference(0, kilometres))).toBe('0.0 km');
    expect(told(difference(-8, duration))).toBe('-0:08');
  });
});

describe('speed', () => {
  const way = { metres: 14_230, seconds: 4_092 };
  test.each([
    ['Run', 'metric', '4:48 /km'],
    ['Run', 'imperial', '7:43 /mi'],
    ['Swim', 'metric', '0:29 /100 m'],
    ['Rowing', 'imperial', '2:24 /500 m'],
    ['Sail', 'metric', '6.8 kn'],
    ['Ride', 'metric', '12.5 km/h'],
    ['Ride', 'imperial', '7.8 mph'],
    ['Jetpack', 'metric', '12.5 km/h'],
    [null, 'metric', '12.5 km/h'],
  ] as const)('of %s, %s, is %s', (sport, units, text) => {
    expect(told(speed(way, sport, units))).toBe(text);
  });

  test.each([
    { metres: 0, seconds: 4_092 },
    { metres: null, seconds: 4_092 },
    { metres: 14_230, seconds: 0 },
    { metres: 14_230, seconds: null },
  ])('of %o is not told', (nothing) => {
    expect(speed(nothing, 'Run', 'metric')).toBeUndefined();
  });

  test('of a mile is told in minutes for a mile, whatever the pace', () => {
    fc.assert(
      fc.property(fc.double({ min: 60, max: 3_000, noNaN: true }), (seconds) => {
        const pace = speed({ metres: 1609.344, seconds }, 'Run', 'imperial');
        expect(pace?.value).toBe(clockOf(seconds));
      }),
    );
  });
});

describe('dates', () => {
  test('are in the order of the athlete', () => {
    expect(day('2026-11-04T07:02:00', 'day first')).toBe('4\u00a0Nov 2026');
    expect(day('2026-11-04', 'month first')).toBe('Nov\u00a04, 2026');
    expect(day('no day', 'day first')).toBe('no day');
    expect(weekday('2026-11-24')).toBe('Tue');
  });

  test('have the clock of the place, unless Strava hides it', () => {
    expect(clock('2026-11-24T07:02:30')).toBe('07:02');
    expect(clock('2026-11-24T00:00:01')).toBeUndefined();
    expect(clock('2026-11-24')).toBeUndefined();
  });
});
