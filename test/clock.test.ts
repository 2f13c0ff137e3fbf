import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { dayInZone, inWords, machineZone, systemClock, toInstant } from '../src/clock.ts';
import { Stopped } from '../src/errors.ts';

const at = Date.parse;

describe('the day in a zone', () => {
  test.each([
    // Summer time begins in Berlin: the day has 23 hours.
    ['Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28'],
    ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    // It ends: 25 hours.
    ['Europe/Berlin', '2026-10-24T21:59:59Z', '2026-10-24'],
    ['Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['America/New_York', '2026-03-08T04:59:59Z', '2026-03-07'],
    ['America/New_York', '2026-03-08T05:00:00Z', '2026-03-08'],
    ['America/New_York', '2026-03-09T03:59:59Z', '2026-03-08'],
    ['America/New_York', '2026-03-09T04:00:00Z', '2026-03-09'],
    ['Asia/Kolkata', '2026-12-31T18:29:59Z', '2026-12-31'],
    ['Asia/Kolkata', '2026-12-31T18:30:00Z', '2027-01-01'],
    ['Pacific/Auckland', '2026-04-04T10:59:59Z', '2026-04-04'],
    ['Pacific/Auckland', '2026-04-04T11:00:00Z', '2026-04-05'],
    ['Pacific/Kiritimati', '2026-02-28T09:59:59Z', '2026-02-28'],
    ['Pacific/Kiritimati', '2026-02-28T10:00:00Z', '2026-03-01'],
    ['UTC', '2024-02-29T23:59:59.999Z', '2024-02-29'],
  ])('in %s at %s is %s', (zone, instant, day) => {
    expect(dayInZone(at(instant), zone)).toBe(day);
  });

  test('is the date of the instant moved by the offset of the zone', () => {
    const offsetMs = (instant: number, zone: string) => {
      const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
      const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
      const [, sign, hours, minutes] = /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(name) ?? [];
      return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
    };
    const instants = fc.integer({ min: at('1980-01-01T00:00:00Z'), max: at('2060-01-01T00:00:00Z') });
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const moved = new Date(instant + offsetMs(instant, zone)).toISOString().slice(0, 10);
        expect(dayInZone(instant, zone)).toBe(moved);
      }),
      { numRuns: 500 },
    );
  });

  test('of this machine is that of its zone, summer and winter', () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    const instants = fc.integer({ min: at('1980-01-01T00:00:00Z'), max: at('2060-01-01T00:00:00Z') });
    const zones = fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Pacific/Kiritimati', 'UTC');
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        vi.stubEnv('TZ', zone);
        expect([machineZone(), dayInZone(instant, undefined)]).toEqual([zone, dayInZone(instant, zone)]);
        expect(inWords(instant, undefined)).toBe(inWords(instant, zone));
      }),
    );
  });

  test('has four digits for the year', () => {
    expect(dayInZone(at('0987-06-05T12:00:00Z'), 'UTC')).toBe('0987-06-05');
  });
});

describe('an instant', () => {
  test('is UTC text to the second', () => {
    expect(toInstant(at('2026-11-24T10:07:09.999Z'))).toBe('2026-11-24T10:07:09Z');
  });

  test('keeps the second it was made from', () => {
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
    const parts = fc.tuple(seconds, fc.integer({ min: 0, max: 999 }));
    fc.assert(fc.property(parts, ([second, ms]) => at(toInstant(second * 1_000 + ms)) === second * 1_000));
  });

  test('is shown to a person in their zone', () => {
    expect(inWords(at('2026-11-24T23:17:00Z'), 'Europe/Berlin')).toBe('Wed, 25 Nov 2026, 00:17');
  });
});

describe('the system clock', () => {
  const HOUR = 3_600_000;

  test('sleeps until its signal aborts, and gives its reason', async () => {
    const controller = new AbortController();
    const sleep = systemClock.sleep(HOUR, controller.signal);
    const reason = new Stopped();
    controller.abort(reason);
    await expect(sleep).rejects.toBe(reason);
  });

  test('does not begin to sleep when the signal has aborted', async () => {
    await expect(systemClock.sleep(HOUR, AbortSignal.abort(new Stopped()))).rejects.toThrow(Stopped);
  });

  test('sleeps as long as asked', async () => {
    const before = performance.now();
    await systemClock.sleep(20);
    expect(performance.now() - before).toBeGreaterThan(18);
  });
});
