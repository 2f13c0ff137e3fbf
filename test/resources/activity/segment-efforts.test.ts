import { describe, expect, test } from 'vitest';
import { activity } from '../../../src/resources/activity/detail.ts';
import { ATHLETE, DETAIL, LATER, NOW, SUMMARY, storing } from '../storing.ts';

const ID = 3112345678901234567n;
const segment = (id: number, more: object = {}) => ({
  id,
  name: `Segment ${id} 🏁`,
  distance: 800.5,
  start_latlng: [47.1, 8.2],
  end_latlng: [47.2, 8.3],
  private: false,
  starred: true,
  ...more,
});
const effort = (id: number | bigint, more: object = {}) => ({
  id,
  name: 'Wall',
  start_date: SUMMARY.start_date,
  start_date_local: SUMMARY.start_date_local,
  elapsed_time: 100,
  hidden: false,
  segment: segment(900),
  ...more,
});

function setting() {
  const all = storing();
  const detail = (segment_efforts: unknown, fetchedAt = NOW, id = 42) =>
    all.store(activity, id, { ...DETAIL, id, segment_efforts }, { fetchedAt });
  return { ...all, detail };
}

describe('segment efforts', () => {
  test('keep their ids of 19 digits exactly', () => {
    const { detail, exact } = setting();
    detail([effort(ID), effort(ID + 1n), effort(ID + 2n)]);
    expect(exact('segment_efforts', 'id')).toEqual([ID, ID + 1n, ID + 2n].map(String));
    expect(exact('segment_efforts', 'segment_id')).toEqual(['900', '900', '900']);
  });

  test('have rows with the segment they were on', () => {
    const { detail, rows } = setting();
    detail([effort(1, { pr_rank: 2, device_watts: true, average_watts: 250.5 })]);
    const origin = { athlete_id: ATHLETE, fetched_at: NOW };
    expect(rows('segment_efforts')).toEqual([
      {
        ...{ ...origin, id: 1, activity_id: 42, segment_id: 900, name: 'Wall', elapsed_time: 100, hidden: 0 },
        ...{ start_date: SUMMARY.start_date, start_date_local: '2026-11-20T07:00:00', pr_rank: 2 },
        ...{ device_watts: 1, average_watts: 250.5, distance: null, moving_time: null, start_index: null },
        ...{ end_index: null, average_heartrate: null, max_heartrate: null, average_cadence: null },
        ...{ kom_rank: null, visibility: null },
      },
    ]);
    expect(rows('segments')).toMatchObject([
      {
        ...{ ...origin, id: 900, name: 'Segment 900 🏁', distance: 800.5, private: 0, starred: 1 },
        ...{ start_lat: 47.1, start_lng: 8.2, end_lat: 47.2, end_lng: 8.3, city: null, hazardous: null },
      },
    ]);
  });

  test('without a segment are kept', () => {
    const { detail, rows } = setting();
    detail([effort(1, { segment: null }), effort(2, { segment: undefined })]);
    expect(rows('segment_efforts')).toMatchObject([{ segment_id: null }, { segment_id: null }]);
    expect(rows('segments')).toEqual([]);
  });

  test('are replaced; their segments stay, as of the last effort', () => {
    const { detail, rows } = setting();
    detail([effort(1), effort(2, { segment: segment(901) })]);
    detail([effort(1, { segment: segment(900, { name: 'Renamed', starred: false }) })], LATER);
    expect(rows('segment_efforts')).toMatchObject([{ id: 1, fetched_at: LATER }]);
    expect(rows('segments')).toMatchObject([
      { id: 900, name: 'Renamed', starred: 0, fetched_at: LATER },
      { id: 901, fetched_at: NOW },
    ]);
  });

  test.each([[undefined], [null]])('are gone when the answer says %s of them', (value) => {
    const { detail, rows } = setting();
    detail([effort(1)]);
    detail(value, LATER);
    expect(rows('segment_efforts')).toEqual([]);
  });

  test('are gone when there are none', () => {
    const { detail, rows } = setting();
    detail([effort(1)]);
    detail([], LATER);
    expect(rows('segment_efforts')).toEqual([]);
    expect(rows('segments')).toHaveLength(1);
  });

  test('of several activities share a segment', () => {
    const { detail, rows } = setting();
    detail([effort(1)]);
    detail([effort(2), effort(3)], LATER, 43);
    expect(rows('segment_efforts').map((row) => row.activity_id)).toEqual([42, 43, 43]);
    expect(rows('segments')).toHaveLength(1);
  });
});

test('an effort that comes twice counts where it came last, with its segment', () => {
  const { detail, rows } = setting();
  const named = (name: string) => segment(900, { name });
  detail([
    effort(1, { segment: named('old') }),
    effort(2, { segment: named('other') }),
    effort(1, { segment: named('last') }),
  ]);
  expect(rows('segments')).toMatchObject([{ id: 900, name: 'last' }]);
  expect(rows('segment_efforts')).toHaveLength(2);
});
