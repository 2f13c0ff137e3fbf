import { describe, expect, test } from 'vitest';
import { checkHealth } from '../../src/worker/health.ts';
import type { FaultKind } from '../simulator/index.ts';
import { HOUR_MS, HOURLY, type Household, household } from './household-world.ts';

const NO_TOTALS = 'athlete,activities,activity,streams';

/** Three athletes who are connected, of whom one has something to backfill for hours. */
async function connectedHousehold() {
  const world = await household({
    ...{ limits: [25, 1_000], activities: 60, environment: { ARCHIVE: NO_TOTALS } },
  });
  world.connect(world.newcomer);
  await world.live(world.clock.now() + 5 * 60_000);
  return world;
}

/** Three hours in which the two others record something. */
async function goOn(world: Household): Promise<void> {
  const { clock, live, upload, newcomer, other } = world;
  for (const athleteId of [other, newcomer]) {
    upload(athleteId);
    await live(clock.now() + 1.5 * HOUR_MS);
  }
}

const healthOf = ({ app, clock }: Household) => {
  const { archive, credentials, passContext } = app;
  const { runs, permitted, zone } = passContext;
  const context = { archive, connections: credentials.list, runs, permitted, schedule: HOURLY, zone };
  return checkHealth({ ...context, backupDir: undefined }, clock.now());
};

/** How often the profile was asked for, which each pass does once. */
const passesOf = ({ simulator }: Household, athleteId: number, from: number) =>
  simulator.requests
    .slice(from)
    .filter((request) => request.path === '/api/v3/athlete' && request.athleteId === athleteId).length;

/** The other two go on as if nothing had happened, and nobody but the one is ill. */
function expectOthersWell(world: Household, from: number, passes = 3): void {
  const { uploads, left, newcomer, other, simulator } = world;
  for (const { minutes } of uploads) expect(minutes).toBeLessThan(66);
  expect(left(newcomer)).toBe(0);
  expect([newcomer, other].map((id) => passesOf(world, id, from))).toEqual([passes, passes]);
  expect(simulator.limits.refused).toBe(0);
  const { ok, reason } = healthOf(world);
  expect(ok).toBe(false);
  expect(reason).toMatch(/Tomás/);
  expect(reason).not.toMatch(/Jördis|Io/);
}

describe('of three athletes, two go on', { timeout: 120_000 }, () => {
  test('when one has revoked the access, who is not asked for again meanwhile', async () => {
    const world = await connectedHousehold();
    const { simulator, one, connect, sql } = world;
    expect(world.left(world.newcomer)).toBeGreaterThan(30);
    simulator.revoke(one);
    const from = simulator.requests.length;
    await goOn(world);
    expectOthersWell(world, from);
    const runs = sql<{ trigger: string; requests: number }>(
      `SELECT "trigger", requests FROM sync_runs WHERE athlete_id = ? AND outcome = 'unauthorized'`,
      one,
    );
    expect(runs.reduce((sum, { requests }) => sum + requests, 0)).toBeLessThan(3);
    expect(runs.filter(({ trigger }) => trigger === 'backfill').length).toBeLessThan(2);
    connect(one);
    await world.live(world.clock.now() + HOUR_MS);
    expect(healthOf(world).ok).toBe(true);
  });

  test.each<[string, FaultKind]>([
    ['only refusals', { status: 403, body: '{}' }],
    ['pages of a proxy', { kind: 'page', status: 403 }],
    ['no answers', 'wrong-shape'],
  ])('when one gets %s', async (_what, kind) => {
    const world = await connectedHousehold();
    const { simulator, one } = world;
    simulator.faults.add({ athleteId: one, every: 1, kind });
    const from = simulator.requests.length;
    await goOn(world);
    expectOthersWell(world, from);
    simulator.faults.clear();
    await world.live(world.clock.now() + 4 * HOUR_MS);
    expect(healthOf(world).ok).toBe(true);
  });

  test.each<[string, FaultKind]>([
    ['fails', { status: 503 }],
    ['answers oddly', 'wrong-shape'],
  ])('when the token endpoint %s to one', async (_what, kind) => {
    const world = await connectedHousehold();
    const { simulator, one, connect } = world;
    connect(one, 60);
    simulator.faults.add({ path: '/oauth/token', every: 1, kind });
    const from = simulator.requests.length;
    await goOn(world);
    // Who is connected anew brings a pass for all.
    expectOthersWell(world, from, 4);
  });
});
