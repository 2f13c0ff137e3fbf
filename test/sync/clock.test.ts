import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { App } from '../../src/app.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { runBackfill } from '../../src/sync/backfill.ts';
import { exitCodeOf } from '../../src/sync/outcome.ts';
import { runPass } from '../../src/sync/pass.ts';
import { checkHealth } from '../../src/worker/health.ts';
import { createPassRunner } from '../../src/worker/pass-runner.ts';
import { createSchedule } from '../../src/worker/schedule.ts';
import { connected } from '../support/connected.ts';
import { simulate } from '../support/simulator.ts';
import { SkewedClock } from '../support/skewed-clock.ts';
import { sized } from '../support/soak.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { expectCovered, expectTruth } from './history-truth.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const HOURLY = createSchedule('17 * * * *', 'UTC');
/** How far the clock of the machine is ahead, one after the other. */
const JUMPS: [string, number][] = [
  ['a day behind', -DAY],
  ['nine hours ahead', 9 * HOUR],
  ['two years ahead', 730 * DAY],
  ['right again', 0],
];

/** A machine whose clock may be set, connected to a Strava whose clock is right. */
async function machine(activities = 6) {
  const right = new VirtualClock();
  const own = new SkewedClock(right);
  // Long enough to have efforts in it.
  const simulator = await simulate({ clock: right, activities, brevity: 1 });
  const setting = await connected({ clock: own, simulator, grant: { expiresInSeconds: 6 * 3_600 } });
  return { ...setting, right, own, refreshes: () => simulator.requestsTo('/oauth/token').length };
}

type Machine = Awaited<ReturnType<typeof machine>>;

const healthOf = ({ archive, credentials, runs, passContext, clock }: App) => {
  const { permitted, zone } = passContext;
  const context = { archive, connections: credentials.list, runs, permitted, schedule: HOURLY, zone };
  return checkHealth({ ...context, backupDir: undefined }, clock.now());
};

/** What `sync` does. @returns its exit code. */
async function syncOnce({ passContext }: App): Promise<number> {
  const reports = await runPass(passContext, { trigger: 'command' });
  return exitCodeOf([...reports, ...(await runBackfill(passContext, {}))]);
}

/** What the archive says of time, all of which must be the true one, to the second that Strava tells. */
function expectTrueTimes({ sql, right }: Machine, since: number): void {
  const times = sql<{ at: string }>(
    `SELECT started_at AS at FROM sync_runs WHERE outcome = 'ok' UNION ALL SELECT finished_at FROM sync_runs UNION ALL
     SELECT last_seen_at FROM documents UNION ALL SELECT checked_at FROM coverage WHERE checked_at IS NOT NULL`,
  ).map(({ at }) => Date.parse(at));
  expect(Math.min(...times)).toBeGreaterThanOrEqual(since - 2_000);
  expect(Math.max(...times)).toBeLessThanOrEqual(right.now() + 2_000);
  const days = sql<{ day: string }>('SELECT DISTINCT captured_on AS day FROM stats_snapshots').map(
    ({ day }) => day,
  );
  for (const day of days) {
    expect(Date.parse(day)).toBeGreaterThan(since - 2 * DAY);
    expect(Date.parse(day)).toBeLessThan(right.now() + DAY);
  }
}

describe.each([
  ['a process for each pass, as from a timer', true],
  ['one process', false],
])('a clock that is set, with %s', (_how, isAnew) => {
  test('costs at most two refreshes each time, no request, no day and nothing that was archived', async () => {
    const setting = await machine();
    const { own, right, simulator, refreshes, athleteId, truth } = setting;
    const since = right.now();
    let app = setting.app;
    for (const [name, ahead] of [['right', 0] as const, ...JUMPS]) {
      own.ahead = ahead;
      const before = refreshes();
      for (let hour = 0; hour < 3; hour += 1) {
        if (isAnew) app = await setting.restart();
        expect(await syncOnce(app), name).toBe(0);
        expect(healthOf(app), name).toMatchObject({ ok: true });
        right.advance(HOUR);
      }
      expect(refreshes() - before, name).toBeLessThanOrEqual(2);
    }
    expect(simulator.limits.refused).toBe(0);
    expectTrueTimes(setting, since);
    expectCovered(app.archive.$client, truth(), athleteId);
    expectTruth(app.archive.$client, truth(), athleteId);
  });

  test('does not hide for long that nothing succeeds any more', async () => {
    const { own, right, simulator, app } = await machine();
    own.ahead = 730 * DAY;
    expect(await syncOnce(app)).toBe(0);
    own.ahead = 0;
    simulator.faults.add({ path: '/api', kind: { status: 503 }, every: 1 });
    right.advance(2 * HOUR);
    await syncOnce(app);
    expect(healthOf(app)).toMatchObject({ ok: false });
  });
});

test('a worker whose clock is set goes on at once, and by the schedule', async () => {
  const { own, right, app, sql, refreshes } = await machine();
  const context = {
    passContext: app.passContext,
    connections: () => app.credentials.list(),
    pingUrl: undefined,
  };
  const runner = createPassRunner(context, HOURLY, new AbortController().signal);
  const look = async () => {
    runner.tick();
    await runner.idle();
    runner.tick();
    await runner.idle();
  };
  const passes = () => sql("SELECT id FROM sync_runs WHERE trigger <> 'backfill'").length;
  await look();
  for (const [name, ahead] of JUMPS) {
    own.ahead = ahead;
    const before = { passes: passes(), refreshes: refreshes() };
    for (let minute = 0; minute < 180; minute += 10) {
      await look();
      expect(healthOf(app), `${name}, minute ${minute}`).toMatchObject({ ok: true });
      right.advance(10 * MINUTE);
    }
    // One for each hour, and one or two for the jump.
    expect(passes() - before.passes, name).toBeGreaterThanOrEqual(3);
    expect(passes() - before.passes, name).toBeLessThanOrEqual(5);
    expect(refreshes() - before.refreshes, name).toBeLessThanOrEqual(2);
  }
});

test('what a clock of 2028 left behind in an archive holds nothing back', async () => {
  const { app, own, athleteId, dataDir, sql, simulator } = await machine();
  expect(await syncOnce(app)).toBe(0);
  own.advance(2 * HOUR);
  const future = "'2028-11-24T10:00:00Z'";
  immediate(app.archive, () => {
    app.archive.$client.exec(`
      UPDATE coverage SET status = 'failed', tries = 1, next_try_at = ${future} WHERE resource = 'activity';
      UPDATE coverage SET checked_at = ${future}, next_try_at = ${future} WHERE resource IN ('athlete', 'stats', 'activities');
      UPDATE request_budget SET started_at = ${future}, closed = 1;
      UPDATE sync_runs SET started_at = ${future}, finished_at = ${future}, resume_at = ${future};`);
  });
  const credentials = new Sqlite(join(dataDir, 'credentials.db'));
  credentials.prepare(`UPDATE token_pairs SET refused_at = ${future}, expires_at = 0`).run();
  credentials.close();
  expect(healthOf(app)).toMatchObject({ ok: false });
  expect(await syncOnce(app)).toBe(0);
  expect(healthOf(app)).toMatchObject({ ok: true });
  expect(sql("SELECT * FROM coverage WHERE status NOT IN ('done', 'not_applicable')")).toEqual([]);
  expect(app.credentials.find(athleteId)?.refusedAt).toBeUndefined();
  expect(simulator.limits.refused).toBe(0);
});

test('a clock that is wrong by more than a minute is said once a pass, with what it means', async () => {
  const { own, app, logs } = await machine();
  const warnings = () =>
    logs.map((line) => JSON.parse(line)).filter(({ msg }) => /clock of this machine/.test(msg));
  await syncOnce(app);
  own.ahead = 50_000;
  await syncOnce(app);
  expect(warnings()).toEqual([]);
  own.ahead = 9 * HOUR;
  await syncOnce(app);
  expect(warnings()).toMatchObject([
    {
      level: 'warn',
      msg: expect.stringMatching(/9 hours ahead of Strava's, where it is .* set its clock\.$/),
    },
  ]);
});

test('however the clock jumps between passes, all is archived in the end and health is well', async () => {
  const ahead = fc.oneof(
    fc.constantFrom(0, -DAY, 9 * HOUR, 730 * DAY, -20 * 365 * DAY),
    fc.integer({ min: -800 * DAY, max: 800 * DAY }),
  );
  const step = fc.record({
    ahead,
    hours: fc.integer({ min: 0, max: 30 }),
    anew: fc.boolean(),
    fault: fc.option(fc.constantFrom(503, 429, 401)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      const setting = await machine();
      const { own, right, simulator, athleteId, truth, refreshes } = setting;
      let app = setting.app;
      for (const { hours, anew, fault, ...set } of steps) {
        own.ahead = set.ahead;
        const before = refreshes();
        if (fault !== null) simulator.faults.add({ path: '/api', kind: { status: fault }, nth: 3 });
        if (anew) app = await setting.restart();
        await syncOnce(app);
        simulator.faults.clear();
        expect(refreshes() - before).toBeLessThanOrEqual(2);
        right.advance(hours * HOUR);
      }
      own.ahead = 0;
      // What failed is asked for again after hours or days, at the latest after a week.
      for (const days of [1, 3, 8]) {
        right.advance(days * DAY);
        app = await setting.restart();
        expect(await syncOnce(app)).toBe(0);
      }
      expect(healthOf(app)).toMatchObject({ ok: true });
      expectCovered(app.archive.$client, truth(), athleteId);
      expectTruth(app.archive.$client, truth(), athleteId);
    }),
    { numRuns: sized(2, 200) },
  );
}, 60_000);
