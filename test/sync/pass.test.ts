import { describe, expect, test } from 'vitest';
import { rowsOf } from '../archive/open-archive.ts';
import { connectGrant, testApp } from '../support/app.ts';
import { SNAPSHOTS_ONLY, simulate } from '../support/simulator.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { asked, connected, pass } from './connected.ts';

const PERIODS = ['all', 'recent', 'ytd'] as const;
const SPORTS = ['ride', 'run', 'swim'] as const;
const NOT_COLUMNS = [
  'id_str',
  'badge_type_id',
  'friend',
  'follower',
  'blocked',
  'can_follow',
  'mutual_friend_count',
  'athlete_type',
  'clubs',
  'postable_clubs_count',
  'bikes',
  'shoes',
];

describe('a full pass', () => {
  test.each([0, 1, 2])('archives the truth of athlete %i of the world value by value', async (index) => {
    const clock = new VirtualClock();
    const simulator = await simulate({ clock });
    const { app } = await testApp({ simulator, clock, environment: SNAPSHOTS_ONLY });
    const detail = simulator.world.athletes[index]?.detail;
    const athleteId = connectGrant(app, simulator, { athleteId: detail?.id ?? 0 });
    const reports = await pass(app);
    expect(reports).toEqual([
      {
        athleteId,
        outcome: 'ok',
        stored: ['athlete', 'stats'],
        items: 2,
        failed: 0,
        requests: 2,
        retries: 0,
      },
    ]);

    const truth = Object.entries(detail ?? {})
      .filter(([name]) => !NOT_COLUMNS.includes(name))
      .map(([name, value]) => [name, typeof value === 'boolean' ? Number(value) : value]);
    const [row] = rowsOf(app.archive, 'athletes');
    const { raw, fetched_at, ...columns } = row ?? {};
    expect(columns).toEqual(Object.fromEntries(truth));
    expect(JSON.parse(String(raw))).toEqual(detail);
    expect(fetched_at).toBe('2026-11-24T10:00:00Z');

    const stats = simulator.world.statsOf(athleteId, clock.now());
    const totals = PERIODS.flatMap((period) =>
      SPORTS.map((sport) => {
        const { elevation_gain, achievement_count = null, ...rest } = stats[`${period}_${sport}_totals`];
        // SQLite has no negative zero.
        return { period, sport, ...rest, elevation_gain: elevation_gain + 0, achievement_count };
      }),
    );
    const keys = { athlete_id: athleteId, captured_on: '2026-11-24', fetched_at: '2026-11-24T10:00:00Z' };
    expect(rowsOf(app.archive, 'stats_totals')).toEqual(totals.map((total) => ({ ...keys, ...total })));
    const [snapshot] = rowsOf(app.archive, 'stats_snapshots');
    expect(snapshot).toMatchObject({
      biggest_ride_distance: stats.biggest_ride_distance ?? null,
      biggest_climb_elevation_gain: stats.biggest_climb_elevation_gain ?? null,
    });
  });

  test('spends two requests and writes its row', async () => {
    const { app, simulator, athleteId, statsPath } = await connected();
    await pass(app, { trigger: 'schedule' });
    expect(asked(simulator)).toEqual(['GET /api/v3/athlete', `GET ${statsPath}`]);
    expect(rowsOf(app.archive, 'sync_runs')).toEqual([
      {
        id: 1,
        athlete_id: athleteId,
        trigger: 'schedule',
        started_at: '2026-11-24T10:00:00Z',
        finished_at: '2026-11-24T10:00:00Z',
        outcome: 'ok',
        items: 2,
        requests: 2,
        retries: 0,
        error: null,
        resume_at: null,
      },
    ]);
    expect(rowsOf(app.archive, 'request_budget', "counter = 'read'")).toMatchObject([
      { used: 2 },
      { used: 2 },
    ]);
  });

  test('needs one more request when the token runs out soon', async () => {
    const { app, simulator, statsPath } = await connected({ grant: { expiresInSeconds: 599 } });
    expect(await pass(app)).toMatchObject([{ outcome: 'ok', requests: 2 }]);
    expect(asked(simulator)).toEqual(['POST /oauth/token', 'GET /api/v3/athlete', `GET ${statsPath}`]);
    const [connection] = app.credentials.list();
    expect(simulator.validRefreshTokens()).toContain(connection?.pair.refreshToken.reveal());
    expect(connection?.previous).toBeUndefined();
  });

  test('keeps the number of rows of a day when it is run again', async () => {
    const { app } = await connected();
    await pass(app);
    await pass(app);
    for (const [table, count] of [
      ['athletes', 1],
      ['athlete_snapshots', 1],
      ['stats_totals', 9],
      ['sync_runs', 2],
    ] as const)
      expect(rowsOf(app.archive, table), table).toHaveLength(count);
  });

  test('tells what it asks for, before it does', async () => {
    const { app, athleteId, simulator } = await connected();
    const told: unknown[] = [];
    await pass(app, {
      onItem: (of, { resource, item, position }) =>
        void told.push([of, resource.name, item, position, simulator.requests.length]),
    });
    expect(told).toEqual([
      [athleteId, 'athlete', String(athleteId), 1, 0],
      [athleteId, 'stats', String(athleteId), 1, 1],
    ]);
  });

  test('with nobody connected asks nothing', async () => {
    const simulator = await simulate();
    const { app } = await testApp({ simulator });
    expect(await pass(app)).toEqual([]);
    expect(simulator.requests).toEqual([]);
    expect(rowsOf(app.archive, 'sync_runs')).toEqual([]);
  });
});

describe('the day of a pass', () => {
  const at = async (instant: string, zone: string) => {
    const clock = new VirtualClock(instant);
    const simulator = await simulate({ clock });
    const { app } = await testApp({ simulator, clock, environment: { ...SNAPSHOTS_ONLY, TZ: zone } });
    connectGrant(app, simulator);
    await pass(app);
    const tables = ['athlete_snapshots', 'stats_snapshots', 'stats_totals'];
    const days = tables.flatMap((table) => rowsOf(app.archive, table).map((row) => row.captured_on));
    expect(rowsOf(app.archive, 'stats_snapshots')).toMatchObject([
      { captured_at: instant, fetched_at: instant },
    ]);
    expect(days).toHaveLength(11);
    return [...new Set(days)];
  };

  test.each([
    ['2026-11-24T23:30:00Z', 'Europe/Berlin', '2026-11-25'],
    ['2026-11-24T23:30:00Z', 'America/New_York', '2026-11-24'],
    ['2026-03-28T23:30:00Z', 'Europe/Berlin', '2026-03-29'],
    ['2026-03-29T21:30:00Z', 'Europe/Berlin', '2026-03-29'],
    ['2026-03-29T22:30:00Z', 'Europe/Berlin', '2026-03-30'],
    ['2026-10-24T22:30:00Z', 'Europe/Berlin', '2026-10-25'],
    ['2026-10-25T22:30:00Z', 'Europe/Berlin', '2026-10-25'],
    ['2026-10-25T23:30:00Z', 'Europe/Berlin', '2026-10-26'],
    ['2026-12-31T10:00:00Z', 'Pacific/Kiritimati', '2027-01-01'],
  ])('%s in %s is %s', async (instant, zone, day) => {
    expect(await at(instant, zone)).toEqual([day]);
  });

  test('is a new one after midnight, with the numbers of then', async () => {
    const { app, clock, simulator, athleteId } = await connected();
    await pass(app);
    clock.set('2026-11-24T23:00:01Z');
    Object.assign(simulator.world.athleteOf(athleteId).detail, { weight: 60.3 });
    await pass(app);
    const rows = rowsOf(app.archive, 'athlete_snapshots').map((row) => [row.captured_on, row.weight]);
    expect(rows).toEqual([
      ['2026-11-24', expect.any(Number)],
      ['2026-11-25', 60.3],
    ]);
    expect(rows[0]?.[1]).not.toBe(60.3);
  });
});
