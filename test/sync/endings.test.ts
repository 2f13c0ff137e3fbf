import { describe, expect, test } from 'vitest';
import { Stopped } from '../../src/errors.ts';
import { tryLock } from '../../src/sqlite/process-lock.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { connectGrant } from '../support/app.ts';
import { asked, connected, pass } from './connected.ts';

const DAY_LIMIT = 1_000;

describe('an inactive application', () => {
  test('ends the pass at its first request, for all athletes', async () => {
    const { app, simulator, athleteId } = await connected();
    connectGrant(app, simulator, { athleteId: simulator.world.athletes[1]?.detail.id ?? 0 });
    simulator.inactive = true;
    const reports = await pass(app);
    expect(reports).toMatchObject([{ outcome: 'inactive', stored: [], requests: 1, error: { exitCode: 4 } }]);
    expect(simulator.requests).toHaveLength(1);
    expect(rowsOf(app.archive, 'sync_runs')).toMatchObject([
      { athlete_id: reports[0]?.athleteId, outcome: 'inactive', error: expect.stringContaining('inactive') },
    ]);
    expect(app.credentials.find(athleteId)?.refusedAt).toBeUndefined();
  });
});

describe('a household', () => {
  const household = async () => {
    const setting = await connected();
    const ids = setting.simulator.world.athletes.slice(0, 2).map(({ detail }) => detail.id);
    for (const athleteId of ids) connectGrant(setting.app, setting.simulator, { athleteId });
    return { ...setting, ids };
  };

  test('is archived one after the other', async () => {
    const { app, ids } = await household();
    const reports = await pass(app);
    expect(reports.map(({ athleteId, outcome, requests }) => [athleteId, outcome, requests])).toEqual(
      ids.sort((a, b) => a - b).map((id) => [id, 'ok', 2]),
    );
    expect(rowsOf(app.archive, 'athletes')).toHaveLength(2);
  });

  test.each([0, 1])('is still archived for the other when one has revoked: %i', async (index) => {
    const { app, simulator, ids } = await household();
    const [gone = 0, other] = index === 0 ? ids : [...ids].reverse();
    simulator.revoke(gone);
    const reports = await pass(app);
    expect(reports).toHaveLength(2);
    expect(reports).toContainEqual(expect.objectContaining({ athleteId: other, outcome: 'ok' }));
    const lost = reports.find(({ athleteId }) => athleteId === gone);
    expect(lost).toMatchObject({ outcome: 'unauthorized', stored: [], error: { exitCode: 3 } });
    expect(rowsOf(app.archive, 'athletes')).toMatchObject([{ id: other }]);
    expect(rowsOf(app.archive, 'sync_runs', `athlete_id = ${gone}`)).toMatchObject([
      { outcome: 'unauthorized', error: expect.stringContaining('bootstrap') },
    ]);
  });

  test('may be archived for one alone', async () => {
    const { app, simulator, ids } = await household();
    const [only = 0] = ids;
    expect(await pass(app, { only, trigger: 'bootstrap' })).toMatchObject([
      { athleteId: only, outcome: 'ok' },
    ]);
    expect(simulator.requests).toHaveLength(2);
  });
});

describe('a lost scope', () => {
  test('keeps the profile that was archived with it', async () => {
    const { app, simulator, athleteId } = await connected();
    await pass(app);
    connectGrant(app, simulator, { scopes: ['read'] });
    expect(await pass(app)).toMatchObject([{ outcome: 'ok' }]);
    expect(rowsOf(app.archive, 'athletes')).toMatchObject([{ id: athleteId, resource_state: 3, ftp: 243 }]);
  });

  test('of one item leaves the others', async () => {
    const { app, simulator, statsPath } = await connected();
    const body = JSON.stringify({
      message: 'Authorization Error',
      errors: [{ resource: 'AccessToken', field: 'profile:read_all', code: 'missing' }],
    });
    simulator.faults.add({ path: statsPath, kind: { status: 401, body }, every: 1 });
    expect(await pass(app)).toMatchObject([
      { outcome: 'unauthorized', stored: ['athlete'], error: { exitCode: 3 } },
    ]);
    expect(rowsOf(app.archive, 'sync_runs')).toMatchObject([
      { outcome: 'unauthorized', error: expect.stringMatching(/^stats: .*--force/) },
    ]);
  });

  test('of everything is a lost authorization', async () => {
    const { app } = await connected({ grant: { scopes: [] } });
    expect(await pass(app)).toMatchObject([{ outcome: 'unauthorized', stored: [], error: { exitCode: 3 } }]);
  });
});

describe('a wrong client secret', () => {
  test('ends the pass when a token has to be refreshed', async () => {
    const { app, simulator } = await connected({
      environment: { STRAVA_CLIENT_SECRET: 'not-the-secret' },
      grant: { expiresInSeconds: 60 },
    });
    expect(await pass(app)).toMatchObject([
      { outcome: 'misconfigured', requests: 0, error: { exitCode: 2 } },
    ]);
    expect(asked(simulator)).toEqual(['POST /oauth/token']);
  });
});

describe('the budget of the day', () => {
  const MIDNIGHT = '2026-11-25T00:00:00Z';

  test('spent as far as we know: no request, and when to resume', async () => {
    const { app, simulator, clock } = await connected();
    simulator.limits.setUsage({ read: [2, DAY_LIMIT - 1] });
    expect(await pass(app)).toMatchObject([{ outcome: 'budget', stored: ['athlete'], requests: 1 }]);
    const before = simulator.requests.length;
    clock.advance(60_000);
    const reports = await pass(app);
    expect(reports).toMatchObject([
      { outcome: 'budget', requests: 0, resumeAt: Date.parse(MIDNIGHT) + 3_000 },
    ]);
    expect(simulator.requests).toHaveLength(before);
    expect(rowsOf(app.archive, 'sync_runs').at(-1)).toMatchObject({
      outcome: 'budget',
      resume_at: '2026-11-25T00:00:03Z',
    });
    expect(clock.slept).toEqual([]);
  });

  test('spent as Strava knows: one request refused, and the rest left for tomorrow', async () => {
    const { app, simulator, clock } = await connected();
    simulator.limits.setUsage({ read: [0, DAY_LIMIT] });
    const reports = await pass(app);
    expect(reports).toMatchObject([
      { outcome: 'budget', requests: 1, resumeAt: Date.parse(MIDNIGHT) + 3_000 },
    ]);
    expect(simulator.limits.refused).toBe(1);
    clock.set(MIDNIGHT);
    expect(await pass(app)).toMatchObject([{ outcome: 'ok' }]);
  });

  test('is not refreshed for in vain', async () => {
    const { app, simulator } = await connected({ grant: { expiresInSeconds: 60 } });
    simulator.limits.setUsage({ read: [0, DAY_LIMIT] });
    await pass(app);
    const before = simulator.requests.length;
    await pass(app);
    expect(simulator.requests).toHaveLength(before);
  });

  test('of a quarter hour is waited for while others may have their turn', async () => {
    const { app, simulator, clock } = await connected();
    simulator.limits.setUsage({ read: [99, 99] });
    const sleep = clock.sleep.bind(clock);
    const turns: boolean[] = [];
    clock.sleep = async (ms, signal) => {
      using free = tryLock(app.config.dataDir, 'pass');
      turns.push(free !== undefined);
      free?.[Symbol.dispose]();
      await sleep(ms, signal);
    };
    expect(await pass(app)).toMatchObject([{ outcome: 'ok', requests: 2 }]);
    expect(turns).toEqual([true]);
    expect(simulator.requestsTo('/api')).toHaveLength(2);
  });

  test('of a quarter hour is waited for', async () => {
    const { app, simulator, clock } = await connected();
    simulator.limits.setUsage({ read: [99, 99] });
    expect(await pass(app)).toMatchObject([{ outcome: 'ok', requests: 2 }]);
    expect(clock.slept).toEqual([903_000]);
    expect(simulator.limits.refused).toBe(0);
  });
});

describe('a stop', () => {
  test('in a request that hangs ends the pass at once, keeping what is stored', async () => {
    const { app, simulator, statsPath } = await connected({ timeoutMs: 60_000 });
    const controller = new AbortController();
    simulator.faults.add({ path: statsPath, kind: 'hang' });
    const running = pass(app, { signal: controller.signal });
    await expect.poll(() => simulator.requestsTo(statsPath), { interval: 5 }).toHaveLength(1);
    const before = performance.now();
    controller.abort(new Stopped());
    expect(await running).toMatchObject([{ outcome: 'stopped', stored: ['athlete'], requests: 2 }]);
    // A fraction of the time for which it would wait.
    expect(performance.now() - before).toBeLessThan(20_000);
    expect(rowsOf(app.archive, 'sync_runs')).toMatchObject([{ outcome: 'stopped' }]);
    expect(rowsOf(app.archive, 'athletes')).toHaveLength(1);
    expect(rowsOf(app.archive, 'stats_snapshots')).toEqual([]);
  });

  test('is not followed by the next athlete', async () => {
    const { app, simulator } = await connected();
    connectGrant(app, simulator, { athleteId: simulator.world.athletes[1]?.detail.id ?? 0 });
    const controller = new AbortController();
    const stop = () => controller.abort(new Stopped());
    const reports = await pass(app, { signal: controller.signal, onItem: stop });
    expect(reports).toMatchObject([{ outcome: 'stopped' }]);
    expect(simulator.requests).toEqual([]);
  });
});
