import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NoAnswer } from '../../src/resources/resource.ts';
import { athleteStats } from '../../src/resources/stats.ts';
import { newArchive, rowsOf } from '../archive/open-archive.ts';
import { ATHLETE_ID, storeStats } from './received.ts';
import { storing } from './storing.ts';

const PERIODS = ['all', 'recent', 'ytd'];
const SPORTS = ['ride', 'run', 'swim'];
const KEYS = PERIODS.flatMap((period) => SPORTS.map((sport) => `${period}_${sport}_totals`));

const total = (n: number) =>
  `{"count":${n},"distance":${n}.5,"moving_time":${n * 10},"elapsed_time":${n * 20},"elevation_gain":${n}.25}`;
/** The body with these groups, or some text of its own for a group. */
const body = (groups: Record<string, string>, more = '"biggest_ride_distance":1000.5,') =>
  `{${more}${Object.entries(groups)
    .map(([key, value]) => `"${key}":${value}`)
    .join(', ')}}`;
const NINE = Object.fromEntries(KEYS.map((key, i) => [key, total(i + 1)]));

const later = { fetchedAt: '2026-11-24T18:30:00Z' };
const only = (period: string, sport: string) => `period = '${period}' AND sport = '${sport}'`;

describe('the stats', () => {
  test('make a row for each of the nine totals', () => {
    const archive = newArchive();
    storeStats(archive, body(NINE));
    const expected = KEYS.map((key, i) => {
      const [period, sport] = key.split('_');
      const n = i + 1;
      return {
        athlete_id: ATHLETE_ID,
        captured_on: '2026-11-24',
        period,
        sport,
        count: n,
        distance: n + 0.5,
        moving_time: n * 10,
        elapsed_time: n * 20,
        elevation_gain: n + 0.25,
        achievement_count: null,
        fetched_at: '2026-11-24T10:00:00Z',
      };
    });
    expect(rowsOf(archive, 'stats_totals')).toEqual(expected);
  });

  test('keep the body byte for byte', () => {
    const archive = newArchive();
    const raw = `\n${body(NINE)}  `;
    storeStats(archive, raw);
    expect(rowsOf(archive, 'stats_snapshots')).toEqual([
      {
        athlete_id: ATHLETE_ID,
        captured_on: '2026-11-24',
        captured_at: '2026-11-24T10:00:00Z',
        biggest_ride_distance: 1000.5,
        biggest_climb_elevation_gain: null,
        raw,
        fetched_at: '2026-11-24T10:00:00Z',
      },
    ]);
  });

  test.each([
    ['absent', ''],
    ['null', '"biggest_ride_distance":null,"biggest_climb_elevation_gain":null,'],
  ])('have NULL for a record that is %s', (_how, more) => {
    const archive = newArchive();
    storeStats(archive, body(NINE, more));
    expect(rowsOf(archive, 'stats_snapshots')).toMatchObject([
      { biggest_ride_distance: null, biggest_climb_elevation_gain: null },
    ]);
  });

  test('keep the digits of floating-point noise', () => {
    const archive = newArchive();
    const noisy = total(1).replace('1.5', '302230.89999999997').replace('1.25', '0.1');
    storeStats(archive, body({ ...NINE, all_run_totals: noisy }));
    expect(rowsOf(archive, 'stats_totals', only('all', 'run'))).toMatchObject([
      { distance: 302230.89999999997, elevation_gain: 0.1 },
    ]);
  });

  test('take whole numbers that are written with a decimal point', () => {
    const archive = newArchive();
    const text =
      '{"count":1,"distance":0.0,"moving_time":474287.0,"elapsed_time":5.0,"elevation_gain":-0.0,"achievement_count":3}';
    storeStats(archive, body({ ...NINE, ytd_run_totals: text }));
    const [row] = rowsOf(archive, 'stats_totals', only('ytd', 'run'));
    expect(row).toMatchObject({ moving_time: 474_287, elapsed_time: 5, distance: 0, achievement_count: 3 });
    expect(row?.elevation_gain === 0).toBe(true);
    const types = archive.$client
      .prepare(
        `SELECT typeof(moving_time) || ' ' || typeof(distance) FROM stats_totals WHERE ${only('ytd', 'run')}`,
      )
      .pluck()
      .get();
    expect(types).toBe('integer real');
  });

  test('keep any numbers exactly', () => {
    const archive = newArchive();
    const metres = fc.double({ min: 0, max: 1e9, noNaN: true }).map((value) => value + 0);
    const totals = fc.record({
      count: fc.nat(),
      distance: metres,
      moving_time: fc.nat(),
      elapsed_time: fc.nat(),
      elevation_gain: metres,
      achievement_count: fc.option(fc.nat()),
    });
    fc.assert(
      fc.property(totals, (values) => {
        storeStats(archive, body({ ...NINE, recent_swim_totals: JSON.stringify(values) }));
        expect(rowsOf(archive, 'stats_totals', only('recent', 'swim'))).toMatchObject([values]);
      }),
    );
  });
});

describe('a group that is missing', () => {
  test.each([
    ['absent', Object.fromEntries(Object.entries(NINE).filter(([key]) => key !== 'ytd_swim_totals'))],
    ['null', { ...NINE, ytd_swim_totals: 'null' }],
  ])('makes no row and costs the others none: %s', (_how, groups) => {
    const archive = newArchive();
    storeStats(archive, body(groups));
    expect(rowsOf(archive, 'stats_totals')).toHaveLength(8);
    expect(rowsOf(archive, 'stats_totals', only('ytd', 'swim'))).toEqual([]);
  });

  test('has none that day, whatever was known earlier: the last answer wins whole', () => {
    const archive = newArchive();
    storeStats(archive, body(NINE), { ...later, capturedOn: '2026-11-23' });
    storeStats(archive, body(NINE));
    storeStats(archive, body({ ytd_run_totals: total(99), ytd_swim_totals: 'null' }), later);
    expect(rowsOf(archive, 'stats_totals', "captured_on = '2026-11-24'")).toMatchObject([
      { period: 'ytd', sport: 'run', count: 99, fetched_at: later.fetchedAt },
    ]);
    expect(rowsOf(archive, 'stats_totals', "captured_on = '2026-11-23'")).toHaveLength(9);
  });
});

describe('the days', () => {
  test('keep the last answer each', () => {
    const archive = newArchive();
    storeStats(archive, body(NINE));
    storeStats(archive, body({ ...NINE, all_run_totals: total(50) }, ''), later);
    expect(rowsOf(archive, 'stats_snapshots')).toMatchObject([
      { captured_at: later.fetchedAt, biggest_ride_distance: null },
    ]);
    expect(rowsOf(archive, 'stats_totals')).toHaveLength(9);
    expect(rowsOf(archive, 'stats_totals', only('all', 'run'))).toMatchObject([{ count: 50 }]);
  });

  test('get rows of their own, also when nothing has changed', () => {
    const archive = newArchive();
    for (const capturedOn of ['2026-11-24', '2026-11-25']) storeStats(archive, body(NINE), { capturedOn });
    expect(rowsOf(archive, 'stats_snapshots').map((row) => row.captured_on)).toEqual([
      '2026-11-24',
      '2026-11-25',
    ]);
    expect(rowsOf(archive, 'stats_totals')).toHaveLength(18);
  });
});

describe('an answer of the wrong shape', () => {
  const refused = (json: unknown) =>
    expect(() => athleteStats.accept(String(ATHLETE_ID), json)).toThrow(NoAnswer);

  test.each([
    ['an empty object', {}],
    ['something else', { unexpected: true }],
    ['only nulls', Object.fromEntries(KEYS.map((key) => [key, null]))],
    ['an array', []],
    ['nothing', null],
  ])('is refused: %s', (_what, json) => refused(json));
});

describe('an odd value in the totals', () => {
  test('costs itself, whichever it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KEYS), fc.constantFrom('count', 'elevation_gain'), (key, field) => {
        const { store, rows, ledger } = storing();
        const groups = JSON.parse(body(NINE));
        const whole = groups[key][field];
        groups[key][field] = 'much';
        store(athleteStats, ATHLETE_ID, groups);
        const [period = '', sport = ''] = key.split('_');
        expect(rows('stats_totals')).toHaveLength(9);
        expect(rows('stats_totals', only(period, sport))).toMatchObject([{ [field]: null }]);
        expect(rows('stats_totals', `${field} IS NULL`)).toHaveLength(1);
        expect(ledger('stats', ATHLETE_ID)?.note).toBe(`${key}.${field}: "much"`);
        expect(whole).toBeTypeOf('number');
      }),
      { numRuns: 10 },
    );
  });

  test('may be a whole group, or a record', () => {
    const { store, rows, ledger } = storing();
    store(athleteStats, ATHLETE_ID, {
      ...{
        all_run_totals: 7,
        all_swim_totals: { count: 3, moving_time: 61.5 },
        biggest_ride_distance: 'far',
      },
    });
    expect(rows('stats_totals')).toMatchObject([
      { sport: 'swim', count: 3, moving_time: 61.5, distance: null },
    ]);
    expect(ledger('stats', ATHLETE_ID)?.note).toBe('biggest_ride_distance: "far"; all_run_totals: 7');
  });
});
