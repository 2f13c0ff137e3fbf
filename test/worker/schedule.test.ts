import fc from 'fast-check';
import pino from 'pino';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createSchedule } from '../../src/worker/schedule.ts';

const at = Date.parse;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const silent = pino({ level: 'silent' });

afterEach(() => void vi.useRealTimers());

/** The times at which a schedule really calls for a run, on a machine whose clock runs from `from` to `until`. */
async function firings(expression: string, zone: string, from: string, until: string): Promise<string[]> {
  vi.useFakeTimers({ now: at(from) });
  const fired: string[] = [];
  const onRun = async () => void fired.push(new Date().toISOString());
  using _task = createSchedule(expression, zone).start(onRun, silent);
  await vi.advanceTimersByTimeAsync(at(until) - at(from));
  return fired;
}

describe('whether a run was wanted', () => {
  const hourly = createSchedule('17 * * * *', 'Europe/Berlin');

  test.each([
    ['2026-11-24T10:16:59Z', '2026-11-24T10:17:00Z', true],
    ['2026-11-24T10:17:00Z', '2026-11-24T10:17:00Z', false],
    ['2026-11-24T10:17:00Z', '2026-11-24T11:16:59Z', false],
    ['2026-11-24T10:17:00Z', '2026-11-24T11:17:00Z', true],
    ['2026-11-24T10:17:01Z', '2026-11-24T10:30:00Z', false],
    ['2026-11-24T12:00:00Z', '2026-11-24T10:00:00Z', false],
  ])('after %s until %s: %s', (since, until, wanted) => {
    expect(hourly.firedBetween(at(since), at(until))).toBe(wanted);
  });

  test('holds in the zone of the schedule', () => {
    const nightly = createSchedule('30 0 * * *', 'Asia/Kolkata');
    expect(nightly.firedBetween(at('2026-11-24T18:59:00Z'), at('2026-11-24T19:00:00Z'))).toBe(true);
    expect(nightly.firedBetween(at('2026-11-24T19:00:00Z'), at('2026-11-25T18:59:59Z'))).toBe(false);
  });

  test('knows seconds', () => {
    const often = createSchedule('*/20 * * * * *', 'UTC');
    const since = at('2026-11-24T10:00:20Z');
    expect(often.firedBetween(since, since + 19_999)).toBe(false);
    expect(often.firedBetween(since, since + 20_000)).toBe(true);
    expect(often.firedBetween(since - 1, since)).toBe(true);
  });

  test('is yes for a time long ago', () => {
    expect(hourly.firedBetween(0, at('2026-11-24T10:00:00Z'))).toBe(true);
  });

  test.each([
    ['0 0 1 1 *', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['0 0 1 */3 *', '2026-10-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['30 12 29 2 *', '2096-02-29T12:30:00Z', '2104-02-29T12:30:00Z'],
    ['0 0 L 2 *', '2026-02-28T00:00:00Z', '2027-02-28T00:00:00Z'],
    ['0 0 13 * 5', '2026-11-13T00:00:00Z', '2027-08-13T00:00:00Z'],
  ])('of %s is no for as long as it takes after %s, and then yes', (expression, last, next) => {
    const rare = createSchedule(expression, 'UTC');
    expect(rare.firedBetween(at(last), at(next) - 1)).toBe(false);
    expect(rare.firedBetween(at(last), at(next))).toBe(true);
    expect(rare.firedBetween(at(last) - 1, at(last))).toBe(true);
  });

  test.each([
    ['17 * * * *', 'Europe/Berlin', '2026-10-25T00:17:00Z', '2026-10-25T01:17:00Z'],
    ['30 2 * * *', 'Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'],
    ['17 * * * *', 'America/New_York', '2026-11-01T05:17:00Z', '2026-11-01T06:17:00Z'],
  ])('is yes for %s in %s both times in the hour that comes twice', (expression, zone, first, second) => {
    const { firedBetween } = createSchedule(expression, zone);
    for (const time of [first, second]) expect(firedBetween(at(time) - 1, at(time)), time).toBe(true);
    expect(firedBetween(at(first), at(second) - 1)).toBe(false);
  });

  test('is the same for a span as for its parts', () => {
    const start = at('2026-10-24T00:00:00Z');
    const moment = fc.integer({ min: 0, max: 2 * DAY }).map((ms) => start + ms);
    const expressions = fc.constantFrom('17 * * * *', '*/7 2,3 * * *', '30 2 * * *', '10,40 5 3 * * *');
    fc.assert(
      fc.property(expressions, fc.tuple(moment, moment, moment), (expression, moments) => {
        const [a = 0, b = 0, c = 0] = [...moments].sort((x, y) => x - y);
        const { firedBetween } = createSchedule(expression, 'Europe/Berlin');
        expect(firedBetween(a, c)).toBe(firedBetween(a, b) || firedBetween(b, c));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a running schedule', () => {
  test('calls for a run at each scheduled time', async () => {
    const times = await firings('17 * * * *', 'UTC', '2026-11-24T10:00:00Z', '2026-11-24T13:00:00Z');
    expect(times.map((time) => time.slice(11, 19))).toEqual(['10:17:00', '11:17:00', '12:17:00']);
  });

  /** The minutes in which it runs, and those of which it says that a run is wanted. */
  async function firedAndSaid(expression: string, zone: string, from: string, until: string) {
    const fired = await firings(expression, zone, from, until);
    const { firedBetween } = createSchedule(expression, zone);
    const said: string[] = [];
    for (let minute = at(from) + 60_000; minute <= at(until); minute += 60_000) {
      if (firedBetween(minute - 1, minute)) said.push(new Date(minute).toISOString());
    }
    return { fired: fired.map((time) => time.replace(/\.\d+Z/, '.000Z')), said };
  }

  test.each([
    ['17 * * * *', 'Europe/Berlin', '2026-03-28T22:00:00Z', '2026-03-29T06:00:00Z'],
    ['0 */2 * * *', 'America/New_York', '2026-03-08T03:00:00Z', '2026-03-08T12:00:00Z'],
    ['17 * * * *', 'Asia/Kolkata', '2026-10-24T22:00:00Z', '2026-10-25T06:00:00Z'],
  ])('%s in %s runs from %s exactly when it says that it does', async (expression, zone, from, until) => {
    const { fired, said } = await firedAndSaid(expression, zone, from, until);
    expect(fired.length).toBeGreaterThan(0);
    expect(said).toEqual(fired);
  });

  // In the hour that comes twice it may run once only; the runner of passes catches up on the other.
  test.each([
    ['17 * * * *', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T06:00:00Z'],
    ['30 2 * * *', 'Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T06:00:00Z'],
    ['17 * * * *', 'America/New_York', '2026-11-01T03:00:00Z', '2026-11-01T10:00:00Z'],
  ])('%s in %s runs from %s only when it says that it does', async (expression, zone, from, until) => {
    const { fired, said } = await firedAndSaid(expression, zone, from, until);
    expect(fired.length).toBeGreaterThan(0);
    expect(said).toEqual(expect.arrayContaining(fired));
  });

  test('is quiet after it was disposed of', async () => {
    vi.useFakeTimers({ now: at('2026-11-24T10:00:00Z') });
    const onRun = vi.fn(async () => {});
    createSchedule('* * * * *', 'UTC').start(onRun, silent)[Symbol.dispose]();
    await vi.advanceTimersByTimeAsync(HOUR);
    expect(onRun).not.toHaveBeenCalled();
  });

  test('does not begin a run while one is under way', async () => {
    vi.useFakeTimers({ now: at('2026-11-24T10:00:30Z') });
    let begun = 0;
    const onRun = () => {
      begun++;
      return new Promise<void>((resolve) => setTimeout(resolve, 150_000));
    };
    using _task = createSchedule('* * * * *', 'UTC').start(onRun, silent);
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(begun).toBe(2);
  });
});

describe('a schedule', () => {
  test('knows its next run', () => {
    vi.useFakeTimers({ now: at('2026-11-24T10:20:00Z') });
    expect(createSchedule('17 * * * *', 'UTC').next()).toBe(at('2026-11-24T11:17:00Z'));
    expect(createSchedule('0 6 * * *', 'Europe/Berlin').next()).toBe(at('2026-11-25T05:00:00Z'));
  });

  test('says what it means in words', async () => {
    expect(await createSchedule('17 * * * *', 'UTC').describe()).toBe('At 17 minutes past the hour');
    expect(await createSchedule('30 18 * * 1', 'UTC').describe()).toBe('At 18:30, only on Monday');
  });
});
