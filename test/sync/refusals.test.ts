import { describe, expect, test } from 'vitest';
import { immediate } from '../../src/sqlite/open.ts';
import { runBackfill } from '../../src/sync/backfill.ts';
import { runPass } from '../../src/sync/pass.ts';
import { connectGrant } from '../support/app.ts';
import { expectTruth } from './history-truth.ts';
import { archiveAll, historyOf, tally } from './history-world.ts';

const SCOPES = ['read', 'read_all', 'profile:read_all', 'activity:read_all'];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STREAMS = /\/streams$/;
const FORBIDDEN =
  '{"message":"Forbidden","errors":[{"resource":"Activity","field":"id","code":"forbidden"}]}';
const REFUSALS = [{ status: 402 }, { status: 403, body: FORBIDDEN }];

type World = Awaited<ReturnType<typeof historyOf>>;

/** How the lines of a resource stand, those of activities by hand left out. */
const standing = ({ sql }: World, resource = 'streams') =>
  sql<{ status: string; n: number }>(
    `SELECT status, max(fault) AS fault, count(*) AS n FROM coverage
     WHERE resource = ? AND reason IS NOT 'entered by hand: no recording' GROUP BY 1 ORDER BY 1`,
    resource,
  );

const closedIn = ({ sql }: World) =>
  sql(
    "SELECT item, status, reason, fault, http_status, missing_since FROM coverage WHERE resource = 'closed'",
  );

describe('what is for subscribers only', () => {
  test('is closed after three refusals, asked for once a day, and comes when it is given', async () => {
    const world = await historyOf({ activities: 10 });
    const { app, simulator, truth, athleteId, clock, pass, backfill } = world;
    simulator.subscribersOnly = STREAMS;
    const began = clock.now();
    const [report] = await pass();
    expect(report).toMatchObject({
      ...{ outcome: 'ok', failed: 0 },
      closed: [{ resource: 'streams', reason: 'needs a Strava subscription' }],
    });
    await backfill();
    expect(tally(simulator)).toMatchObject({ details: 10, streams: 3 });
    const recorded = truth()
      .summaries()
      .filter(({ manual }) => !manual).length;
    expect(standing(world)).toEqual([{ status: 'not_applicable', fault: 'payment_required', n: recorded }]);
    expect(standing(world, 'activity')).toMatchObject([{ status: 'done', n: 10 }]);
    expect(closedIn(world)).toMatchObject([
      { item: 'streams', reason: 'needs a Strava subscription', fault: 'payment_required', http_status: 402 },
    ]);

    // Each pass by a process of its own.
    const before = simulator.requests.length;
    for (let hour = 6; hour <= 78; hour += 6) {
      clock.advance(began + hour * HOUR_MS - clock.now());
      if (hour === 30) simulator.addActivity({ gear_id: null });
      const { passContext, ...again } = await world.restart();
      const [next] = await runPass(passContext, { trigger: 'command' });
      expect(next).toMatchObject({ outcome: 'ok', failed: 0 });
      expect(next?.closed).toBeUndefined();
      await runBackfill(passContext, {});
      again[Symbol.dispose]();
    }
    expect(tally(simulator, before).streams).toBe(3);
    expect(standing(world)).toEqual([
      { status: 'not_applicable', fault: 'payment_required', n: recorded + 1 },
    ]);

    simulator.subscribersOnly = undefined;
    clock.advance(DAY_MS);
    await archiveAll(world);
    expect(closedIn(world)).toEqual([]);
    expectTruth(app.archive.$client, truth(), athleteId);
  });

  test('leaves what is archived as it is, though some of that is asked for again', async () => {
    const world = await historyOf({ activities: 6 });
    const { app, simulator, clock, sql, pass, backfill } = world;
    await archiveAll(world);
    const [{ n = 0 } = {}] = standing(world);
    simulator.subscribersOnly = STREAMS;
    simulator.addActivity({ gear_id: null });
    immediate(app.archive, () =>
      sql(
        "UPDATE coverage SET next_try_at = checked_at WHERE resource = 'streams' AND status = 'done' RETURNING 1",
      ),
    );
    clock.advance(HOUR_MS);
    const before = simulator.requests.length;
    expect(await pass()).toMatchObject([{ outcome: 'ok', failed: 0, closed: [{ resource: 'streams' }] }]);
    await backfill();
    // Three in a row, and one that is archived.
    expect(tally(simulator, before).streams).toBe(4);
    expect(standing(world)).toMatchObject([
      { status: 'done', n },
      { status: 'not_applicable', fault: 'payment_required', n: 1 },
    ]);
    expect(sql('SELECT count(*) AS n FROM activity_streams')).toEqual([{ n }]);
    await pass();
    await backfill();
    expect(tally(simulator, before).streams).toBe(4);
    simulator.subscribersOnly = undefined;
    clock.advance(DAY_MS);
    await archiveAll(world);
    expect(standing(world)).toMatchObject([{ status: 'done', n: n + 1 }]);
  });
});

describe('a refusal of one activity alone', () => {
  test.each(REFUSALS)('with $status is its own', async (kind) => {
    const world = await historyOf({ activities: 6 });
    const { simulator, clock, pass, backfill } = world;
    await archiveAll(world);
    const { id } = simulator.addActivity({ gear_id: null });
    const path = new RegExp(`/activities/${id}/streams`);
    simulator.faults.add({ path, kind, every: 1 });
    for (let hour = 0; hour < 48; hour += 4) {
      clock.advance(4 * HOUR_MS);
      await pass();
      await backfill();
    }
    expect(closedIn(world)).toEqual([]);
    expect(standing(world)).toMatchObject([{ status: 'done' }, { status: 'failed', n: 1 }]);
    // Again after 1, 6 and 24 hours.
    expect(simulator.requests.filter((request) => path.test(request.path))).toHaveLength(4);
  });
});

describe('what Strava refuses for a while', () => {
  test.each(REFUSALS)('of all activities ($status) closes nothing', async (kind) => {
    const world = await historyOf({ activities: 6 });
    const { app, simulator, truth, athleteId, clock, pass, backfill } = world;
    const storm = { path: /\/activities\/\d+/, kind, every: 1 };
    simulator.faults.add(storm);
    await pass();
    await backfill();
    expect(closedIn(world)).toEqual([]);
    simulator.faults.clear();
    clock.advance(HOUR_MS);
    await archiveAll(world);
    simulator.faults.add(storm);
    for (let i = 0; i < 4; i++) simulator.addActivity({ gear_id: null });
    clock.advance(HOUR_MS);
    expect(await pass()).toMatchObject([{ error: { meetsAll: true } }]);
    expect(closedIn(world)).toEqual([]);
    simulator.faults.clear();
    clock.advance(HOUR_MS);
    await archiveAll(world);
    expectTruth(app.archive.$client, truth(), athleteId);
  });

  test.each([401, 403] as const)(
    'because a scope went away unseen (%i) leaves the rest',
    async (scopeRefusal) => {
      const history = await historyOf({ activities: 12, settings: { scopeRefusal } });
      const { app, simulator, truth, athleteId, sql, pass, clock } = history;
      const scopes = [...SCOPES];
      connectGrant(app, simulator, { scopes });
      scopes.splice(3);
      expect(await pass()).toMatchObject([{ outcome: 'unauthorized', stored: ['athlete', 'stats', 'gear'] }]);
      expect(sql("SELECT status, fault, http_status FROM coverage WHERE resource = 'activities'")).toEqual([
        { status: 'failed', fault: 'missing_scope', http_status: scopeRefusal },
      ]);
      connectGrant(app, simulator, { expiresInSeconds: 1_000 * 24 * 3_600 });
      clock.advance(HOUR_MS);
      await archiveAll(history);
      expectTruth(app.archive.$client, truth(), athleteId);
    },
  );

  test('is asked for at once by who connects anew, and after a retry', async () => {
    const world = await historyOf({ activities: 6 });
    const { simulator, pass, backfill, athleteId, clock } = world;
    simulator.subscribersOnly = STREAMS;
    await pass();
    await backfill();
    simulator.subscribersOnly = undefined;
    clock.advance(60_000);
    await pass({ trigger: 'bootstrap', only: athleteId });
    await pass();
    await backfill();
    expect(closedIn(world)).toEqual([]);
    expect(standing(world)).toMatchObject([{ status: 'done' }]);
  });
});

test('a list that is read daily is closed by one refusal, asked for once a day, and comes when it is given', async () => {
  const world = await historyOf({ activities: 1, environment: { ARCHIVE: 'athlete,stats,clubs' } });
  const { simulator, truth, pass, clock, sql } = world;
  simulator.subscribersOnly = /\/athlete\/clubs$/;
  const asked = () => simulator.requestsTo('/api/v3/athlete/clubs').length;
  for (let hour = 0; hour < 72; hour += 6) {
    expect(await pass()).toMatchObject([{ outcome: 'ok', stored: ['athlete', 'stats'] }]);
    clock.advance(6 * HOUR_MS);
  }
  expect(closedIn(world)).toMatchObject([{ item: 'clubs', fault: 'payment_required' }]);
  expect(asked()).toBeLessThanOrEqual(4);
  simulator.subscribersOnly = undefined;
  clock.advance(DAY_MS);
  await pass();
  expect(closedIn(world)).toEqual([]);
  expect(sql('SELECT id FROM clubs ORDER BY id')).toEqual(
    truth()
      .clubs()
      .map(({ id }) => ({ id }))
      .toSorted((a, b) => a.id - b.id),
  );
});
