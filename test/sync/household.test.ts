import { describe, expect, test } from 'vitest';
import { runBackfill } from '../../src/sync/backfill.ts';
import { runPass } from '../../src/sync/pass.ts';
import { sized } from '../support/soak.ts';
import { DAY_MS, HOUR_MS, household } from './household-world.ts';

// Ten years, in small, with limits as small; in a soak those of a new application.
const YEARS = sized(100, 2_500);
const LIMITS = [sized(25, 100), sized(300, 1_000)] as const;
const HOURS = sized(15, 120);
/** The passes are an hour apart, and the worker of these tests looks up every five minutes. */
const LONGEST_MINUTES = 66;

describe('a newcomer with years to archive', { timeout: 600_000 }, () => {
  test('holds up nothing that is new of anybody, also in the evening, and is archived to the end', async () => {
    const world = await household({ limits: LIMITS, activities: YEARS, start: '2026-11-24T19:10:00Z' });
    const { clock, simulator, newcomer, one, other, live, connect, upload, uploads, sql } = world;
    await live(clock.now() + HOUR_MS);
    // A fortnight of much training, and a day of which hardly more is left than the passes of all will take.
    for (let i = 1; i <= 24; i += 1) {
      const start_date = new Date(clock.now() - i * 0.5 * DAY_MS).toISOString().replace(/\.\d+/, '');
      simulator.addActivity({ athleteId: newcomer, start_date, traits: { manual: true } });
    }
    simulator.limits.setUsage({ read: [0, LIMITS[1] - 62] });
    connect(newcomer);
    let finishedAfter: number | undefined;
    for (let hour = 0; hour < HOURS; hour += 1) {
      if (hour % 2 === 0) upload([one, newcomer, other][(hour / 2) % 3] ?? one);
      await live(clock.now() + HOUR_MS);
      if (world.left(newcomer) === 0) finishedAfter ??= hour + 1;
    }
    expect(uploads.map(({ minutes = Number.NaN }) => minutes <= LONGEST_MINUTES)).not.toContain(false);
    expect(finishedAfter).toBeLessThan(HOURS);
    // No pass of anybody had to wait for another day.
    expect(sql('SELECT DISTINCT outcome FROM sync_runs')).toEqual([{ outcome: 'ok' }]);
    expect(simulator.limits.refused).toBe(0);
    // An hour is a pass of three requests and, for each activity, its detail, its recording, and its detail a day later.
    const ofOthers = [one, other].flatMap((id) => Object.values(world.requestsOf(id)));
    expect(Math.max(...ofOthers)).toBeLessThan(24 * 3 + 10);
  });
});

describe('backfill of several athletes', { timeout: 60_000 }, () => {
  const waiting = async () => {
    const world = await household({ limits: [25, 1_000], activities: 60, before: 40 });
    const { app, newcomer, one, other, connect } = world;
    connect(newcomer);
    await runPass(app.passContext, { trigger: 'command' });
    const fill = (maxRequests?: number) => runBackfill(app.passContext, { maxRequests });
    return { ...world, fill, wanting: [newcomer, one].toSorted((a, b) => a - b), other };
  };

  test('is an item of each in turn', async () => {
    const { fill, wanting, clock, simulator } = await waiting();
    clock.advance(15 * 60_000);
    const from = simulator.requests.length;
    const reports = await fill();
    const whose = simulator.requests.slice(from).map(({ athleteId }) => athleteId);
    expect(whose.length).toBeGreaterThan(10);
    for (const [i, id] of whose.entries()) expect(id).toBe(wanting[i % 2]);
    expect(reports.map(({ athleteId, outcome }) => [athleteId, outcome])).toEqual(
      wanting.map((id) => [id, 'ok']),
    );
  });

  test('begins with whom was reached last the longest ago, when it does not reach all', async () => {
    const { fill, wanting, clock } = await waiting();
    const reached: unknown[] = [];
    for (let i = 0; i < 4; i += 1) {
      clock.advance(15 * 60_000);
      const reports = await fill(1);
      reached.push(reports.filter(({ items }) => items > 0).map(({ athleteId }) => athleteId));
    }
    expect(reached).toEqual([0, 1, 0, 1].map((i) => [wanting[i]]));
  });
});
