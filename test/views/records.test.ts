import { describe, expect, test } from 'vitest';
import { archiveWith, ME, OTHER, runOn } from './rows.ts';

const effort = (id: number, start_date: string, elapsed_time: number | null, more = {}) => ({
  ...{ id, start_date, start_date_local: start_date.replace('Z', ''), elapsed_time },
  ...more,
});

describe('personal_records', () => {
  const activities = [
    runOn(1, '2026-01-01T08:00:00'),
    runOn(2, '2026-01-01T09:00:00', { deleted_at: '2026-02-01T00:00:00Z' }),
  ];
  const records = (best_efforts: object[]) =>
    archiveWith({ activities, best_efforts: best_efforts as Record<string, unknown>[] }).ask(
      'SELECT seconds, better_by, day, beaten_on, stands FROM personal_records WHERE athlete_id = 7 ORDER BY start_date',
    );

  test('are not beaten by an equal one, and not told by what lacks a time or was deleted', () => {
    const efforts = [
      effort(1, '2026-01-01T00:00:00Z', 1_500),
      effort(2, '2026-01-02T00:00:00Z', 1_500),
      effort(3, '2026-01-03T00:00:00Z', null),
      effort(4, '2026-01-04T00:00:00Z', 900, { activity_id: 2 }),
      effort(5, '2026-01-05T00:00:00Z', 1_000, { start_date: null }),
      effort(6, '2026-01-06T00:00:00Z', 1_400.5),
      effort(7, '2026-01-07T00:00:00Z', 1_450),
      effort(8, '2026-01-08T00:00:00Z', 1_200, { athlete_id: OTHER }),
    ];
    expect(records(efforts)).toEqual([
      { seconds: 1_500, better_by: null, day: '2026-01-01', beaten_on: '2026-01-06', stands: 0 },
      { seconds: 1_400.5, better_by: 99.5, day: '2026-01-06', beaten_on: null, stands: 1 },
    ]);
  });

  test('are in the order of instants, also for who flew over the date line', () => {
    const efforts = [
      effort(1, '2026-01-04T20:00:00Z', 1_500, { start_date_local: '2026-01-05T09:00:00' }),
      effort(2, '2026-01-05T05:00:00Z', 1_400, { start_date_local: '2026-01-04T19:00:00' }),
    ];
    expect(records(efforts)).toMatchObject([
      { seconds: 1_500, day: '2026-01-05', beaten_on: '2026-01-04' },
      { seconds: 1_400, day: '2026-01-04', stands: 1 },
    ]);
  });
});

describe('segments', () => {
  const at = (day: number) => `2026-01-0${day}T08:00:00Z`;
  const segment_efforts = [
    effort(1, at(1), 100, { name: 'Hill' }),
    effort(2, at(2), 90),
    effort(3, at(3), 90),
    effort(4, at(4), null),
    effort(5, at(5), 95, { start_date: null, start_date_local: null }),
    effort(6, at(6), 50, { activity_id: 2 }),
    effort(7, at(7), 80, { athlete_id: OTHER }),
    effort(8, at(8), 10, { segment_id: null }),
  ];
  const world = {
    activities: [
      runOn(1, '2026-01-01T08:00:00'),
      runOn(2, '2026-01-01T09:00:00', { deleted_at: '2026-02-01T00:00:00Z' }),
    ],
    segments: [{ id: 77, athlete_id: OTHER, fetched_at: at(1), name: 'The hill' }],
    segment_efforts,
  };

  test('have a history in which equal times share a rank, and what has no start was never a record', () => {
    expect(
      archiveWith(world).ask(
        'SELECT effort_id, segment, rank, behind, was_best FROM segment_history WHERE segment_id = 77 ORDER BY 1',
      ),
    ).toEqual([
      { effort_id: 1, segment: 'Hill', rank: 4, behind: 10, was_best: 1 },
      { effort_id: 2, segment: null, rank: 1, behind: 0, was_best: 1 },
      { effort_id: 3, segment: null, rank: 1, behind: 0, was_best: 0 },
      { effort_id: 5, segment: null, rank: 3, behind: 5, was_best: null },
      { effort_id: 7, segment: 'The hill', rank: 1, behind: 0, was_best: 1 },
    ]);
  });

  test('are counted for each athlete, with the first of equal best times', () => {
    expect(
      archiveWith(world).ask('SELECT athlete_id, efforts, seconds, day, last_day FROM segment_records'),
    ).toEqual([
      {
        athlete_id: ME,
        efforts: 4,
        seconds: 90,
        day: '2026-01-02',
        last_day: '2026-01-03',
      },
      {
        athlete_id: OTHER,
        efforts: 1,
        seconds: 80,
        day: '2026-01-07',
        last_day: '2026-01-07',
      },
    ]);
  });
});

describe('gear_usage', () => {
  test('has what was never used, what was not read yet, and what is gone', () => {
    const { ask } = archiveWith({
      activities: [
        runOn(1, '2026-01-01T08:00:00', { gear_id: 'g1' }),
        runOn(2, '2026-01-02T08:00:00', { gear_id: 'g1', deleted_at: '2026-02-01T00:00:00Z' }),
        runOn(3, '2026-01-03T08:00:00', { gear_id: 'x1', distance: null }),
        { ...runOn(4, '2026-01-04T08:00:00', { gear_id: 'g1' }), start_date_local: null },
      ],
      gear: [
        { id: 'g1', name: 'Fox', distance: 50_000, retired: 0 },
        { id: 'b1', name: 'Steel', nickname: 'Old', distance: null, gone_at: '2026-02-01T00:00:00Z' },
      ],
    });
    expect(
      ask(
        'SELECT gear_id, gear, kind, activities, km, first_day, odometer_km, difference_km, gone FROM gear_usage ORDER BY 1',
      ),
    ).toEqual([
      ...[
        { gear_id: 'b1', gear: 'Old', kind: 'bike', activities: 0, km: 0, first_day: null },
        { gear_id: 'g1', gear: 'Fox', kind: 'shoes', activities: 2, km: 20, first_day: '2026-01-01' },
        { gear_id: 'x1', gear: null, kind: null, activities: 1, km: null, first_day: '2026-01-03' },
      ].map((row, i) => ({
        ...row,
        ...[
          { odometer_km: null, difference_km: null, gone: 1 },
          { odometer_km: 50, difference_km: 30, gone: 0 },
          { odometer_km: null, difference_km: null, gone: null },
        ][i],
      })),
    ]);
  });
});
