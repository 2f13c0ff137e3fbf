import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFragment, writeFragment } from '../../../src/web/islands/activity/address.ts';
import { clockMarks, evenMarks, speedMarks } from '../../../src/web/islands/activity/marks.ts';

test('an address says again what was written into it', () => {
  const chosen = fc
    .tuple(fc.nat(100_000), fc.integer({ min: 1, max: 100_000 }))
    .map(([from, length]) => ({ from, to: from + length }));
  const said = fc.record({
    chosen: fc.option(chosen, { nil: undefined }),
    by: fc.constantFrom('time' as const, 'distance' as const, undefined),
  });
  fc.assert(fc.property(said, (each) => void expect(readFragment(writeFragment(each))).toEqual(each)));
});

test('an address that says something else says nothing', () => {
  for (const fragment of ['', '#content', '#t=', '#t=5-5', '#t=9-3', '#t=a-b', '#t=1-2-3', '#x=speed'])
    expect(readFragment(fragment)).toEqual({ chosen: undefined, by: undefined });
});

test('marks stand between the ends of an axis, in their order, and are few', () => {
  const ends = fc.tuple(
    fc.double({ min: 0, max: 1e5, noNaN: true }),
    fc.double({ min: 0.5, max: 1e5, noNaN: true }),
  );
  fc.assert(
    fc.property(ends, fc.constantFrom('/km', '/mi', 'km/h', 'mph', 'kn', '/100 m'), ([low, length], unit) => {
      const high = low + length;
      for (const marks of [
        evenMarks(low, high, 3.6, 4),
        clockMarks(low, high, 4),
        speedMarks(low, high, unit, 4),
      ]) {
        expect(marks.length).toBeLessThanOrEqual(7);
        expect(marks).toEqual(marks.toSorted((a, b) => a - b));
        for (const mark of marks) {
          expect(mark).toBeGreaterThanOrEqual(low * 0.999_999 - 1e-6);
          expect(mark).toBeLessThanOrEqual(high * 1.000_001 + 1e-6);
        }
      }
    }),
  );
});
