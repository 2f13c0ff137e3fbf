import { describe, expect, test, vi } from 'vitest';
import { rowsOf } from '../archive/open-archive.ts';
import { connectGrant } from '../support/app.ts';
import { asked, connected, pass } from './connected.ts';
import { historyOf, tally } from './history-world.ts';

vi.setConfig({ testTimeout: 120_000 });

const WITHOUT = ['read', 'read_all', 'profile:read_all'];
const LISTS = '/api/v3/athlete/activities';

describe('an athlete who withheld the activities', () => {
  const withheld = () =>
    connected({
      strava: { activities: 6 },
      grant: { scopes: WITHOUT },
      environment: { ARCHIVE: 'athlete,stats,activities,activity,streams' },
    });

  test('has good passes without them, and no request is spent on a refusal', async () => {
    const { app, simulator, athleteId } = await withheld();
    expect(await pass(app)).toMatchObject([{ outcome: 'ok', stored: ['athlete', 'stats'], requests: 2 }]);
    expect(asked(simulator)).not.toContain(`GET ${LISTS}`);
    expect(rowsOf(app.archive, 'coverage', "resource = 'activities'")).toMatchObject([
      {
        ...{ item: String(athleteId), status: 'not_applicable', next_try_at: null },
        reason: 'not permitted: activity:read or activity:read_all was not granted',
      },
    ]);
  });

  test.each(['activity:read', 'activity:read_all'])('has them once %s is granted', async (scope) => {
    const { app, simulator } = await withheld();
    await pass(app);
    connectGrant(app, simulator, { scopes: [...WITHOUT, scope] });
    expect(await pass(app)).toMatchObject([{ outcome: 'ok' }]);
    expect(asked(simulator)).toContain(`GET ${LISTS}`);
    expect(rowsOf(app.archive, 'coverage', "resource = 'activities'")).toMatchObject([
      { status: 'done', reason: null },
      { item: 'whole', status: 'done', readings: 1 },
    ]);
  });

  test('keeps what is there, and what was left to do comes back with the permission', async () => {
    const history = await historyOf({ activities: 10, byHand: true });
    const { app, simulator, sql, pass, backfill } = history;
    await pass();
    connectGrant(app, simulator, { scopes: WITHOUT });
    const before = simulator.requests.length;
    await backfill();
    await pass();
    expect(tally(simulator, before)).toMatchObject({ lists: 0, details: 0, streams: 0, snapshots: 2 });
    expect(sql('SELECT count(*) AS n FROM activities')).toEqual([{ n: 10 }]);
    connectGrant(app, simulator, {});
    await pass();
    await backfill();
    expect(sql("SELECT count(*) AS n FROM coverage WHERE resource = 'activity' AND status = 'done'")).toEqual(
      [{ n: 10 }],
    );
  });
});

test('what is private is not gone when nobody may see it any more', async () => {
  const history = await historyOf({
    activities: 0,
    environment: { ARCHIVE: 'athlete,routes,route,starred_segments' },
  });
  const { app, simulator, clock, sql, pass, backfill, truth } = history;
  const days = async (count: number) => {
    for (let day = 0; day < count; day += 1) {
      clock.advance(86_400_000);
      await pass();
      await backfill();
    }
  };
  const gone = () =>
    sql(
      'SELECT id FROM routes WHERE gone_at IS NOT NULL UNION ALL SELECT id FROM starred_segments WHERE unstarred_at IS NOT NULL',
    );
  simulator.addRoute({ private: true });
  const other = simulator.addRoute({ private: false });
  await days(1);
  expect(sql('SELECT 1 FROM routes WHERE private = 1').length).toBeGreaterThan(0);
  expect(
    truth()
      .starredSegments()
      .some((segment) => segment.private),
  ).toBe(true);
  connectGrant(app, simulator, { scopes: ['read', 'profile:read_all'] });
  simulator.removeRoute(other.id);
  await days(4);
  expect(gone()).toEqual([]);
  connectGrant(app, simulator);
  await days(2);
  expect(gone()).toHaveLength(1);
});

test('what nobody could see for a while is not deleted once somebody may see it again', async () => {
  const history = await historyOf({ activities: 6, environment: { ARCHIVE: 'activities,activity' } });
  const { app, simulator, clock, sql, pass, backfill, truth } = history;
  const days = async (count: number) => {
    for (let day = 0; day < count; day += 1) {
      clock.advance(86_400_000);
      await pass();
      await backfill();
    }
  };
  await days(2);
  const id = truth().summaries().at(-1)?.id ?? 0;
  simulator.editActivity(id, { private: true });
  await days(1);
  connectGrant(app, simulator, { scopes: ['read', 'activity:read'] });
  await days(4);
  simulator.hideActivity(id);
  connectGrant(app, simulator);
  await days(4);
  expect(sql('SELECT id FROM activities WHERE deleted_at IS NOT NULL')).toEqual([]);
});
