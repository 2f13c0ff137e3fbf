import fc from 'fast-check';
import cron from 'node-cron';
import { describe, expect, test } from 'vitest';
import { firstFireAfter, type Pattern, rememberedFires } from '../../src/worker/fires.ts';
import { sized } from '../support/soak.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const at = Date.parse;

/** A pattern that counts how often node-cron is asked. */
function patternOf(expression: string, zone = 'UTC'): Pattern & { asked: () => number } {
  const task = cron.createTask(expression, () => {}, { timezone: zone });
  let asked = 0;
  const matches = (when: Date) => {
    asked += 1;
    return task.match(when);
  };
  return { fields: cron.parse(expression), matches, zone, asked: () => asked };
}

/** The same by looking at every minute of a day and a half. */
function bySearch({ fields, matches }: Pattern, since: number): number | undefined {
  for (let minute = since - (since % MINUTE); minute < since + 1.5 * DAY; minute += MINUTE) {
    for (const second of fields.second) {
      const instant = minute + second * 1_000;
      if (instant > since && matches(new Date(instant))) return instant;
    }
  }
  return undefined;
}

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Havana',
  'Pacific/Apia',
];
const EXPRESSIONS = [
  '17 * * * *',
  '30 2 * * *',
  '0 0 * * *',
  '*/7 0,1,23 * * 0,6',
  '59 23 * * *',
  '15 10 4 3 1 *',
  '0 3 8 3 *',
  '5 0 L * *',
];

describe('the first fire after an instant', () => {
  test('is that of a search through every minute, also where clocks change', () => {
    // Around the changes of summer time in these zones, and any time at all.
    const changes = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'];
    const around = fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -36 * 60, max: 36 * 60 }))
      .map(([day, minutes]) => at(`${day}T00:00:00Z`) + minutes * MINUTE);
    const anyTime = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') });
    fc.assert(
      fc.property(
        fc.constantFrom(...EXPRESSIONS),
        fc.constantFrom(...ZONES),
        fc.oneof(around, anyTime),
        (expression, zone, since) => {
          const pattern = patternOf(expression, zone);
          const found = firstFireAfter(pattern, since);
          const expected = bySearch(pattern, since);
          if (expected === undefined)
            expect(found ?? Number.POSITIVE_INFINITY).toBeGreaterThan(since + 1.4 * DAY);
          else expect(found).toBe(expected);
        },
      ),
      { numRuns: sized(20, 300) },
    );
  });

  test.each(['0 0 1 1 *', '0 0 29 2 *', '30 6 L 12 *'])('of %s asks of few minutes only', (expression) => {
    const pattern = patternOf(expression);
    expect(firstFireAfter(pattern, at('2026-03-01T00:00:00Z'))).toBeDefined();
    // Two minutes of each hour: of each day of a month for `L`, of a day for the others.
    expect(pattern.asked()).toBeLessThanOrEqual((expression.includes('L') ? 31 : 1) * 48);
  });

  test('is none where no day ever comes', () => {
    const never = { ...patternOf('0 0 30 * *'), fields: { ...cron.parse('0 0 30 * *'), month: [2] } };
    expect(firstFireAfter(never, at('2026-03-01T00:00:00Z'))).toBeUndefined();
    expect(never.asked()).toBe(0);
  });
});

describe('remembering', () => {
  test('asks nothing again until the fire is over', () => {
    const pattern = patternOf('0 0 1 1 *');
    const fireAfter = rememberedFires(pattern);
    const since = at('2026-02-01T00:00:00Z');
    const fire = fireAfter(since);
    const asked = pattern.asked();
    for (let day = 0; day < 300; day++) expect(fireAfter(since + day * DAY)).toBe(fire);
    expect(pattern.asked()).toBe(asked);
    expect(fireAfter(fire ?? 0)).toBe(at('2028-01-01T00:00:00Z'));
  });

  test('is never wrong, whatever is asked in whatever order', () => {
    const moment = fc.integer({ min: at('2026-10-24T00:00:00Z'), max: at('2026-10-27T00:00:00Z') });
    fc.assert(
      fc.property(
        fc.constantFrom('17 * * * *', '30 2 * * *'),
        fc.array(moment, { maxLength: 8 }),
        (expression, all) => {
          const pattern = patternOf(expression, 'Europe/Berlin');
          const fireAfter = rememberedFires(pattern);
          for (const since of all) expect(fireAfter(since)).toBe(firstFireAfter(pattern, since));
        },
      ),
      { numRuns: 40 },
    );
  });
});
