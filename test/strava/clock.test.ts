import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createStravaClock, describeDifference } from '../../src/strava/clock.ts';
import { SkewedClock } from '../support/skewed-clock.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const HOUR = 3_600_000;

/** Our clock, Strava's, and answers that travel between. */
function setting(ahead = 0) {
  const right = new VirtualClock();
  const own = new SkewedClock(right);
  own.ahead = ahead;
  const clock = createStravaClock(own);
  const answer = (there = 0, back = 0) => {
    const sentAt = own.now();
    right.advance(there);
    const date = new Date(right.now()).toUTCString();
    right.advance(back);
    clock.heard(date, { sentAt, receivedAt: own.now() });
  };
  return { right, own, clock, answer };
}

describe("Strava's time", () => {
  test('is that of this machine until an answer tells, and stays it to the millisecond when they agree', () => {
    const { right, clock, answer } = setting();
    right.advance(123);
    expect(clock.now()).toBe(right.now());
    answer(400, 700);
    answer();
    expect([clock.now(), clock.ahead]).toEqual([right.now(), 0]);
  });

  test.each([9 * HOUR, -24 * HOUR, 63_072_000_000, 90_000])(
    'is known to a second when ours is %i ms ahead',
    (ahead) => {
      const { right, clock, answer } = setting(ahead);
      answer(100, 100);
      expect(Math.abs(clock.now() - right.now())).toBeLessThan(1_000);
    },
  );

  test('is that of the last answer when the clock of this machine is set', () => {
    const { right, own, clock, answer } = setting();
    for (const ahead of [0, 9 * HOUR, -HOUR, 0]) {
      own.ahead = ahead;
      answer(50, 50);
      expect(Math.abs(clock.now() - right.now())).toBeLessThan(1_000);
    }
    expect(clock.ahead).toBe(0);
  });

  test.each([
    ['two years on', 730 * 24 * HOUR],
    ['a day ago', -24 * HOUR],
  ])('is not told by one answer that alone says it is %s, but by two', (_when, off) => {
    const { right, own, clock, answer } = setting();
    answer();
    const say = (at: number) =>
      clock.heard(new Date(at).toUTCString(), { sentAt: own.now(), receivedAt: own.now() });
    right.advance(HOUR);
    say(right.now() + off);
    expect(clock.ahead).toBe(0);
    answer();
    say(right.now() + off);
    expect(clock.ahead).toBe(0);
    say(right.now() + off);
    expect(Math.abs(clock.ahead - off)).toBeLessThan(1_000);
  });

  test.each([
    ['the clock of this machine', 9 * HOUR, 0, 0],
    ['the answer', 0, 9 * HOUR, 9 * HOUR],
  ])('is at first that of which the last run was nearer: %s is wrong', (_who, ahead, dateAhead, off) => {
    const { right, own } = setting(ahead);
    const clock = createStravaClock(own, right.now() - HOUR);
    const date = new Date(right.now() + dateAhead).toUTCString();
    clock.heard(date, { sentAt: own.now(), receivedAt: own.now() });
    expect(Math.abs(clock.now() - right.now())).toBeLessThan(1_000);
    clock.heard(date, { sentAt: own.now(), receivedAt: own.now() });
    expect(Math.abs(clock.now() - right.now() - off)).toBeLessThan(1_000);
  });

  test('is not told by what is no date, nor by an answer that travelled while the clock was set', () => {
    const { own, clock } = setting();
    const now = own.now();
    for (const date of [undefined, '', 'soon']) clock.heard(date, { sentAt: now, receivedAt: now });
    clock.heard(new Date(now).toUTCString(), { sentAt: now + HOUR, receivedAt: now });
    expect(clock.ahead).toBe(0);
  });

  test('is never further off than an answer takes and a second, whatever the ways and the steps', () => {
    const steps = fc.array(
      fc.record({
        there: fc.nat(20_000),
        back: fc.nat(20_000),
        pause: fc.nat(5 * HOUR),
        set: fc.option(fc.integer({ min: -500 * HOUR, max: 500 * HOUR })),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const { right, own, clock, answer } = setting();
        for (const { there, back, pause, set } of all) {
          if (set !== null) own.ahead = set;
          // One that is unlikely is believed when a second one says so too.
          answer(there, back);
          answer(there, back);
          expect(Math.abs(clock.now() - right.now())).toBeLessThanOrEqual(there + back + 1_000);
          right.advance(pause);
        }
      }),
    );
  });
});

test.each([
  [9 * HOUR, '9 hours ahead of'],
  [-24 * HOUR, '24 hours behind'],
  [2 * 365 * 24 * HOUR, '730 days ahead of'],
  [-90_000, '2 minutes behind'],
  [59_000, undefined],
])('a clock that is %i ms ahead is spoken of: %s', (ahead, words) => {
  const { clock, answer } = setting(ahead);
  answer();
  const said = describeDifference(clock, 'Europe/Berlin');
  if (words === undefined) expect(said).toBeUndefined();
  else expect(said).toContain(`is ${words} Strava's, where it is Tue, 24 Nov 2026, 11:00.`);
});
