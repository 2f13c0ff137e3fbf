import fc from 'fast-check';
import { expect, test } from 'vitest';
import { archiveWith, type Row, runOn } from './rows.ts';

/** Decimetres of the parts of each day: small and many, so that days stand on the edge of a whole number. */
const anyDays = fc.array(fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 12,
});

/** By whole numbers alone: a mile is 16,093.44 decimetres. */
function numberOf(days: number[][], hundredths: number) {
  const sums = days.map((parts) => parts.reduce((total, part) => total + part, 0) * 100);
  const reaching = (number: number) => sums.filter((sum) => sum >= number * hundredths).length;
  let eddington = 0;
  while (reaching(eddington + 1) > eddington) eddington += 1;
  return { eddington, days_needed: eddington + 1 - reaching(eddington + 1) };
}

test('the Eddington numbers are exact, whatever the parts of the days add up to', () => {
  const edges = [
    [
      [3_333, 6_667],
      [19_999, 1],
    ],
    [
      [1_000, 9_000],
      [7_000, 13_000],
      [5_001, 4_999, 10_000],
    ],
  ];
  const lives = [...edges, ...fc.sample(anyDays, 60)];
  const dayOf = (day: number) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
  let id = 0;
  const activities = lives.flatMap((days, athlete_id) =>
    days.flatMap((parts, day) =>
      parts.map((part): Row => {
        id += 1;
        return runOn(id, `${dayOf(day)}T08:00:00`, { athlete_id, distance: part / 10 });
      }),
    ),
  );
  const { ask } = archiveWith({ activities });
  const expected = lives.flatMap((days, athlete_id) =>
    ['all', 'run'].flatMap((sport_group) => [
      { athlete_id, sport_group, unit: 'km', ...numberOf(days, 1_000_000) },
      { athlete_id, sport_group, unit: 'miles', ...numberOf(days, 1_609_344) },
    ]),
  );
  expect(ask('SELECT * FROM eddington ORDER BY athlete_id, sport_group, unit')).toEqual(expected);
});
