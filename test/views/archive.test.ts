import { describe, expect, test } from 'vitest';
import { archiveWith, ME, OTHER, type Row, runOn } from './rows.ts';

describe('completeness', () => {
  test('counts each item by how it stands, in the year of the place, and none of a deleted activity', () => {
    const line = (item: number | string, item_date: string | null, more: Row = {}) => ({
      item: String(item),
      item_date,
      ...more,
    });
    const newYear = '2026-12-31T23:30:00Z';
    const { ask } = archiveWith({
      activities: [
        { ...runOn(1, '2027-01-01T00:30:00'), start_date: newYear },
        { ...runOn(2, '2026-12-31T23:40:00'), start_date: '2027-01-01T04:40:00Z' },
        { ...runOn(3, '2026-06-01T08:00:00'), deleted_at: '2026-07-01T00:00:00Z' },
        { ...runOn(4, '2025-06-01T08:00:00'), deleted_at: '2026-07-01T00:00:00Z' },
      ],
      coverage: [
        line(1, newYear),
        line(2, '2027-01-01T04:40:00Z', { status: 'parked' }),
        line(3, '2026-06-01T08:00:00Z'),
        line(4, '2025-06-01T08:00:00Z', { status: 'absent' }),
        ...['done', 'absent', 'not_applicable', 'pending', 'failed', 'parked'].map((status, i) =>
          line(10 + i, '2026-05-01T08:00:00Z', { status, resource: 'streams' }),
        ),
        line(1, newYear, { athlete_id: OTHER }),
        line('g1', null, { resource: 'gear' }),
        line('streams', null, { resource: 'introduced' }),
        line('kudos', null, { resource: 'closed', status: 'not_applicable' }),
        line('whole', null, { resource: 'activities' }),
      ],
    });
    const none = { done: 0, absent: 0, not_applicable: 0, pending: 0, failed: 0, parked: 0 };
    const row = (year: number | null, counts: Row, more: Row = {}) => ({
      ...{ athlete_id: ME, resource: 'activity', year, items: 1, ...none, ...counts, ...more },
    });
    expect(ask('SELECT * FROM completeness ORDER BY athlete_id, resource, year')).toEqual([
      row(2026, { parked: 1 }),
      row(2027, { done: 1 }),
      row(null, { done: 1 }, { resource: 'gear' }),
      row(
        2026,
        { items: 6, done: 1, absent: 1, not_applicable: 1, pending: 1, failed: 1, parked: 1 },
        { resource: 'streams' },
      ),
      // Whose activity it is nobody knows here: the instant tells the year.
      row(2026, { done: 1 }, { athlete_id: OTHER }),
    ]);
  });
});

describe('weight_and_ftp', () => {
  test('takes a public profile for no change, and what was taken out for one', () => {
    const day = (captured_on: string, weight: number | null, ftp: number | null, more: Row = {}) => ({
      ...{ captured_on, weight, ftp },
      ...more,
    });
    const { ask } = archiveWith({
      athlete_snapshots: [
        day('2026-01-01', 60, 240),
        day('2026-01-02', null, null, { resource_state: 2 }),
        day('2026-01-04', 60, 240),
        day('2026-01-05', 60, null),
        day('2026-01-06', 59, 250),
        day('2026-01-07', 60, 240, { athlete_id: OTHER }),
      ],
    });
    expect(
      ask(
        'SELECT since, until, is_current, weight, ftp, weight_change, ftp_change FROM weight_and_ftp WHERE athlete_id = 7',
      ),
    ).toEqual([
      {
        since: '2026-01-01',
        until: '2026-01-04',
        is_current: 0,
        weight: 60,
        ftp: 240,
        weight_change: null,
        ftp_change: null,
      },
      {
        since: '2026-01-05',
        until: '2026-01-05',
        is_current: 0,
        weight: 60,
        ftp: null,
        weight_change: 0,
        ftp_change: null,
      },
      {
        since: '2026-01-06',
        until: '2026-01-06',
        is_current: 1,
        weight: 59,
        ftp: 250,
        weight_change: -1,
        ftp_change: null,
      },
    ]);
  });
});

describe('stats_history', () => {
  const stats_snapshots = [{ captured_on: '2026-03-15', captured_at: '2026-03-15T12:00:00Z' }];
  const rows = (activities: Row[], stats_totals: Row[] = []) =>
    archiveWith({
      stats_snapshots,
      activities,
      stats_totals: stats_totals.map((total) => ({ captured_on: '2026-03-15', ...total })),
    }).ask('SELECT * FROM stats_history ORDER BY period, sport');

  test('shows what Strava did not say as unknown, and counts all the same', () => {
    const [all] = rows([runOn(1, '2026-03-01T08:00:00'), runOn(2, '2026-03-16T08:00:00')]).filter(
      ({ period, sport }) => period === 'all' && sport === 'run',
    );
    expect(all).toMatchObject({
      said: null,
      counted: 1,
      unexplained: null,
      said_km: null,
      counted_km: 10,
      unexplained_km: null,
    });
  });

  test('begins four weeks before, and with the year', () => {
    const days = ['2025-12-31', '2026-01-01', '2026-02-15', '2026-02-16', '2026-03-15'];
    const runs = days.map((day, i) => runOn(i + 1, `${day}T08:00:00`));
    expect(rows(runs).filter(({ sport }) => sport === 'run')).toMatchObject([
      { period: 'all', counted: 5 },
      { period: 'recent', counted: 2 },
      { period: 'ytd', counted: 4 },
    ]);
  });

  test('explains each activity once, to the decimetre', () => {
    const at = '2026-03-10T08:00:00';
    const runs = [
      runOn(1, at, { distance: 1_000.1, visibility: 'everyone', first_seen_at: '2026-03-10T09:00:00Z' }),
      runOn(2, at, { distance: 1_000.2, visibility: 'followers_only' }),
      runOn(3, at, { distance: 1_000.4, visibility: null, private: 1 }),
      runOn(4, at, { distance: 1_000.8, visibility: 'everyone', first_seen_at: '2026-03-15T12:30:00Z' }),
      runOn(5, at, {
        distance: 1_001.6,
        first_seen_at: '2026-03-10T09:00:00Z',
        deleted_at: '2026-03-20T00:00:00Z',
      }),
      runOn(6, at, {
        distance: 1_003.2,
        first_seen_at: '2026-03-10T09:00:00Z',
        deleted_at: '2026-03-12T00:00:00Z',
      }),
    ];
    const told = rows(runs, [{ period: 'ytd', sport: 'run', count: 2, distance: 2_001.7 }]);
    expect(told.find(({ period, sport }) => period === 'ytd' && sport === 'run')).toEqual({
      ...{ athlete_id: ME, captured_on: '2026-03-15', period: 'ytd', sport: 'run' },
      ...{ said: 2, counted: 4, not_public: 2, seen_later: 1, deleted_since: 1, unexplained: 0 },
      ...{ said_km: 2.0017, counted_km: 4.0015, not_public_km: 2.0006, seen_later_km: 1.0008 },
      ...{ deleted_since_km: 1.0016, unexplained_km: 0 },
    });
  });

  test('says nothing where Strava said nothing', () => {
    expect(
      archiveWith({ activities: [runOn(1, '2026-03-01T08:00:00')] }).ask('SELECT * FROM stats_history'),
    ).toEqual([]);
  });
});
