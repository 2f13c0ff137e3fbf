import { describe, expect, test } from 'vitest';
import { gearDetail } from '../../src/resources/gear.ts';
import { NoAnswer } from '../../src/resources/resource.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { ATHLETE, LATER, NOW, storing } from './storing.ts';

const BIKE = { id: 'b1', primary: true, name: 'Steel', resource_state: 3, retired: false, distance: 1_000 };
const day = (n: number) => `2026-11-${String(n).padStart(2, '0')}T10:00:00Z`;

function setting() {
  const all = storing();
  const bike = (more: object, fetchedAt = NOW) =>
    all.store(gearDetail, 'b1', { ...BIKE, ...more }, { fetchedAt });
  return { ...all, bike };
}

describe('gear', () => {
  test('has a row with what Strava says, and comes again after a week', () => {
    const { bike, rows, ledger } = setting();
    bike({ brand_name: 'Brand', frame_type: 3, weight: 9.5, description: 'a\r\nb' });
    expect(rows('gear')).toEqual([
      {
        ...{ id: 'b1', athlete_id: ATHLETE, fetched_at: NOW, name: 'Steel', nickname: null },
        ...{ brand_name: 'Brand', model_name: null, description: 'a\r\nb', distance: 1_000, retired: 0 },
        ...{ is_primary: 1, frame_type: 3, weight: 9.5, notification_distance: null, gone_at: null },
      },
    ]);
    expect(ledger('gear', 'b1')).toMatchObject({ status: 'done', nextTryAt: '2026-12-01T10:00:00Z' });
  });

  test('of which Strava does not say whether it is retired has NULL', () => {
    const { bike, rows } = setting();
    bike({ retired: null, primary: undefined });
    expect(rows('gear')).toMatchObject([{ retired: null, is_primary: null }]);
    expect(rows('gear_snapshots')).toMatchObject([{ retired: null }]);
  });

  test('keeps a history of its odometer: a row whenever something is new', () => {
    const { bike, rows, ledger } = setting();
    bike({}, day(1));
    bike({}, day(8));
    bike({ distance: 1_500.5 }, day(15));
    bike({ distance: 1_500.5, retired: true }, day(22));
    expect(rows('gear_snapshots').map((row) => [row.fetched_at, row.distance, row.retired])).toEqual([
      [day(1), 1_000, 0],
      [day(15), 1_500.5, 0],
      [day(22), 1_500.5, 1],
    ]);
    expect(rows('gear')).toMatchObject([{ distance: 1_500.5, retired: 1, fetched_at: day(22) }]);
    expect(ledger('gear', 'b1')?.nextTryAt).toBe('2026-11-29T10:00:00Z');
  });

  test('is the same after its tables were made again', () => {
    const { bike, rows, archive } = setting();
    for (const [n, distance] of [1_000, 2_000, 1_000].entries()) bike({ distance }, day(10 + n));
    const before = [rows('gear'), rows('gear_snapshots')];
    rebuildTables(archive);
    expect([rows('gear'), rows('gear_snapshots')]).toEqual(before);
    expect(before[1]).toHaveLength(3);
  });
});

test.each([
  ['another gear', { ...BIKE, id: 'b2' }],
  ['an id that is a number', { ...BIKE, id: 1 }],
  ['a list', [BIKE]],
  ['nothing', null],
])('%s is refused', (_what, json) => expect(() => gearDetail.accept('b1', json)).toThrow(NoAnswer));

test('an odd value costs itself, and is noted until Strava says something else', () => {
  const { store, rows, ledger } = storing();
  store(gearDetail, 'b1', { ...BIKE, distance: '1000', primary: 1 });
  expect(rows('gear')).toMatchObject([{ name: BIKE.name, distance: null, is_primary: null }]);
  expect(rows('gear_snapshots')).toMatchObject([{ distance: null }]);
  const note = 'distance: "1000"; primary: 1';
  expect(ledger('gear', 'b1')).toMatchObject({ status: 'done', note });
  store(gearDetail, 'b1', { ...BIKE, distance: '1000', primary: 1 }, { fetchedAt: LATER });
  expect(ledger('gear', 'b1')).toMatchObject({ checkedAt: LATER, note });
  store(gearDetail, 'b1', BIKE, { fetchedAt: '2026-12-24T10:00:00Z' });
  expect(ledger('gear', 'b1')).toMatchObject({ note: null });
});
