import { getTableColumns } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { activities, applyDetail, applySummary, localTime } from '../../../src/resources/activity/table.ts';
import { newArchive, rowsOf } from '../../archive/open-archive.ts';
import { DETAIL, LATER, NOW, SUMMARY } from '../storing.ts';

const at = (fetchedAt: string) => ({ athleteId: 7, fetchedAt });
const FULL = {
  ...DETAIL,
  map: { polyline: 'long', summary_polyline: 'short' },
  start_latlng: [47.1, 8.2],
  end_latlng: [],
  similar_activities: { effort_count: 6, average_speed: 3.5, pr_rank: null },
  perceived_exertion: 3,
  hide_from_home: false,
  calories: 500,
};

function setting() {
  const db = newArchive();
  return {
    db,
    row: () => rowsOf(db, 'activities')[0] ?? {},
    summary: (more: object, when = NOW) => applySummary(db, { ...SUMMARY, ...more }, at(when)),
    detail: (more: object, when = NOW) => applyDetail(db, { ...FULL, ...more }, at(when)),
  };
}

describe('a summary', () => {
  test('fills what it says and leaves the rest NULL', () => {
    const { summary, row } = setting();
    summary({ map: { summary_polyline: 'short' }, start_latlng: [0, 0] });
    const { gear_id, manual, ...said } = SUMMARY;
    const known: Record<string, unknown> = {
      ...said,
      ...{ manual: 0, athlete_id: 7, first_seen_at: NOW, fetched_at: NOW, timezone: 'Europe/Berlin' },
      ...{ start_date_local: '2026-11-20T07:00:00', map_summary_polyline: 'short' },
      ...{ start_lat: 0, start_lng: 0 },
    };
    const names = Object.keys(getTableColumns(activities));
    expect(row()).toEqual(Object.fromEntries(names.map((name) => [name, known[name] ?? null])));
  });

  test('that is newer replaces its columns, keeps what it does not speak of, and keeps when it was first seen', () => {
    const { summary, row } = setting();
    summary({ average_watts: 200 });
    summary({ name: 'New' }, LATER);
    expect(row()).toMatchObject({ name: 'New', average_watts: 200, first_seen_at: NOW, fetched_at: LATER });
  });

  test('after the detail keeps the columns of the detail and its resource_state', () => {
    const { summary, detail, row } = setting();
    detail({});
    summary({ name: 'New', map: { summary_polyline: 'other' } }, LATER);
    expect(row()).toMatchObject({
      ...{ resource_state: 3, name: 'New', map_summary_polyline: 'other', map_polyline: 'long' },
      ...{ description: 'Wet.', private_note: 'Knee.', calories: 500, perceived_exertion: 3 },
      ...{ hide_from_home: 0, similar_activities_effort_count: 6, similar_activities_average_speed: 3.5 },
    });
  });
});

describe('a detail', () => {
  test('fills all columns, and clears what it does not say any more', () => {
    const { detail, row } = setting();
    detail({});
    expect(row()).toMatchObject({ start_lat: 47.1, start_lng: 8.2, end_lat: null, end_lng: null });
    detail({ description: null, calories: undefined, similar_activities: undefined, map: null }, LATER);
    expect(row()).toMatchObject({
      ...{ description: null, calories: null, similar_activities_effort_count: null, map_polyline: null },
      ...{ private_note: 'Knee.', resource_state: 3, first_seen_at: NOW, fetched_at: LATER },
    });
  });

  test('tells 0, false and empty texts from nothing', () => {
    const { detail, row } = setting();
    detail({ calories: 0, private_note: '', trainer: false, kudos_count: 0, gear_id: '' });
    expect(row()).toMatchObject({ calories: 0, private_note: '', trainer: 0, kudos_count: 0, gear_id: '' });
  });
});

test('booleans that Strava does not tell are NULL, not 0', () => {
  const { detail, row } = setting();
  detail({ device_watts: null, prefer_perceived_exertion: null, flagged: undefined });
  expect(row()).toMatchObject({ device_watts: null, prefer_perceived_exertion: null, flagged: null });
});

test.each([
  ['2026-11-20T07:00:00Z', '2026-11-20T07:00:00'],
  ['2026-11-20T07:00:00', '2026-11-20T07:00:00'],
  [null, null],
  [undefined, null],
])('the local time %s is %s', (text, expected) => expect(localTime(text)).toBe(expected));

test.each([
  ['(GMT-05:00) America/New_York', 'America/New_York'],
  ['(GMT+00:00) GMT (no DST)', 'GMT (no DST)'],
  ['Europe/Berlin', 'Europe/Berlin'],
  [null, null],
])('the zone %s is %s', (timezone, expected) => {
  const { summary, row } = setting();
  summary({ timezone });
  expect(row()).toMatchObject({ timezone: expected });
});
