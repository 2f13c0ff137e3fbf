import { describe, expect, test } from 'vitest';
import { activity } from '../../../src/resources/activity/detail.ts';
import { activityList } from '../../../src/resources/activity/list.ts';
import { rebuildTables } from '../../../src/sync/rebuild.ts';
import { ATHLETE, DETAIL, LATER, NOW, SUMMARY, storing } from '../storing.ts';

const part = (id: number | bigint, more: object = {}) => ({
  id,
  name: `Part ${id}`,
  start_date: SUMMARY.start_date,
  start_date_local: SUMMARY.start_date_local,
  distance: 1_000,
  moving_time: 300,
  elapsed_time: 310,
  start_index: 0,
  end_index: 299,
  ...more,
});
const split = (number: number, more: object = {}) => ({
  split: number,
  distance: 1_000.5,
  moving_time: 300,
  ...more,
});
const PARTS = {
  laps: [part(1, { lap_index: 1, split: 1, device_watts: true, average_watts: 201.5 }), part(2)],
  splits_metric: [split(1), split(2, { elevation_difference: null })],
  splits_standard: [split(1, { average_heartrate: 140.5, pace_zone: 3 })],
  best_efforts: [part(11, { name: '1K', pr_rank: 1 }), part(12)],
};
const TABLES = ['laps', 'splits', 'best_efforts'];

function setting() {
  const all = storing();
  const detail = (more: object, fetchedAt = NOW) =>
    all.store(activity, 42, { ...DETAIL, ...PARTS, ...more }, { fetchedAt });
  const counts = () => TABLES.map((table) => all.rows(table).length);
  return { ...all, detail, counts };
}

describe('the parts of an activity', () => {
  test('have rows of their own', () => {
    const { detail, rows } = setting();
    detail({});
    const origin = { athlete_id: ATHLETE, activity_id: 42, fetched_at: NOW };
    expect(rows('laps')[0]).toEqual({
      ...{ ...PARTS.laps[0], ...origin, device_watts: 1, start_date_local: '2026-11-20T07:00:00' },
      ...{ total_elevation_gain: null, average_speed: null, max_speed: null, average_heartrate: null },
      ...{ max_heartrate: null, average_cadence: null, pace_zone: null },
    });
    expect(rows('splits').map((row) => [row.system, row.split, row.pace_zone])).toEqual([
      ['metric', 1, null],
      ['metric', 2, null],
      ['standard', 1, 3],
    ]);
    expect(rows('best_efforts')).toMatchObject([
      { ...origin, id: 11, name: '1K', pr_rank: 1, start_date_local: '2026-11-20T07:00:00' },
      { ...origin, id: 12, pr_rank: null },
    ]);
  });

  test('that say nothing of a power meter have NULL for it', () => {
    const { detail, rows } = setting();
    detail({});
    expect(rows('laps', 'id = 2')).toMatchObject([{ device_watts: null, average_watts: null }]);
  });

  test('are replaced', () => {
    const { detail, rows } = setting();
    detail({});
    const fewer = {
      splits_metric: [split(1, { distance: 500 })],
      splits_standard: [],
      best_efforts: [part(13)],
    };
    detail({ laps: [part(2, { name: 'New' }), part(3)], ...fewer }, LATER);
    expect(rows('laps')).toMatchObject([{ id: 2, name: 'New', fetched_at: LATER }, { id: 3 }]);
    expect(rows('splits')).toMatchObject([{ system: 'metric', split: 1, distance: 500 }]);
    expect(rows('best_efforts')).toMatchObject([{ id: 13 }]);
  });

  test('are gone when Strava says that there are none', () => {
    const { detail, counts } = setting();
    detail({});
    expect(counts()).toEqual([2, 3, 2]);
    detail({ laps: [], splits_metric: [], splits_standard: [], best_efforts: [] }, LATER);
    expect(counts()).toEqual([0, 0, 0]);
  });

  test.each([
    ['absent', undefined],
    ['null', null],
  ])('are gone when their key is %s: the detail is all that Strava says', (_how, value) => {
    const { detail, counts } = setting();
    detail({});
    const nothing = { laps: value, splits_metric: value, splits_standard: value, best_efforts: value };
    detail({ ...nothing, name: 'New' }, LATER);
    expect(counts()).toEqual([0, 0, 0]);
  });

  test('are of one system when only that is told', () => {
    const { detail, rows } = setting();
    detail({});
    detail({ splits_standard: undefined, splits_metric: [split(1)] }, LATER);
    expect(rows('splits').map((row) => row.system)).toEqual(['metric']);
  });

  test('stay when a summary comes', () => {
    const { detail, counts, store } = setting();
    detail({});
    store(activityList, ATHLETE, [{ ...SUMMARY, name: 'New' }], { fetchedAt: LATER });
    expect(counts()).toEqual([2, 3, 2]);
  });

  test('leave those of others alone', () => {
    const { detail, store, rows } = setting();
    detail({});
    store(activity, 43, { ...DETAIL, id: 43, laps: [part(7)], splits_metric: [split(1)] });
    detail({ laps: [] }, LATER);
    expect(rows('laps')).toMatchObject([{ id: 7, activity_id: 43 }]);
    expect(rows('splits', 'activity_id = 43')).toHaveLength(1);
  });

  test('with an id of another activity belong where they were last said to', () => {
    const { detail, store, rows, archive } = setting();
    detail({});
    store(activity, 43, { ...DETAIL, id: 43, laps: [part(7), part(1)] }, { fetchedAt: LATER });
    expect(rows('activities')).toHaveLength(2);
    const laps = () => rows('laps').map((row) => [row.id, row.activity_id]);
    expect(laps()).toEqual([
      [1, 43],
      [2, 42],
      [7, 43],
    ]);
    const before = laps();
    rebuildTables(archive);
    expect(laps()).toEqual(before);
  });

  test('go with their activity', () => {
    const { detail, counts, archive } = setting();
    detail({});
    archive.$client.exec('DELETE FROM activities');
    expect(counts()).toEqual([0, 0, 0]);
  });
});
