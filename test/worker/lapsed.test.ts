import { expect, test } from 'vitest';
import { checkHealth } from '../../src/worker/health.ts';
import { createPassRunner } from '../../src/worker/pass-runner.ts';
import { createSchedule } from '../../src/worker/schedule.ts';
import { workerSetting } from './running.ts';

const MINUTE_MS = 60_000;

test('over days a worker asks an inactive application once an hour, and goes on by itself', async () => {
  const setting = await workerSetting({ environment: { ARCHIVE: '' }, strava: { activities: 6 } });
  const { app, clock, simulator, context, signal, athleteId, archive } = setting;
  const schedule = createSchedule('*/5 * * * *', 'UTC');
  const health = () => {
    const { runs, passContext, credentials } = app;
    const of = { archive, connections: credentials.list, runs, permitted: passContext.permitted, schedule };
    return checkHealth({ ...of, zone: 'UTC', backupDir: undefined }, clock.now());
  };
  /** The worker looks every few minutes; every other half day it begins anew. */
  const work = async (hours: number) => {
    let runner = createPassRunner(context, schedule, signal);
    for (let minutes = 0; minutes < hours * 60; minutes += 13) {
      if (minutes % (13 * 60) === 0) runner = createPassRunner(context, schedule, signal);
      clock.advance(13 * MINUTE_MS);
      runner.tick();
      await runner.idle();
    }
  };
  await work(2);
  expect(health()).toMatchObject({ ok: true });
  simulator.inactive = true;
  const asks = () => simulator.requestsTo('/api/v3').length;
  const from = asks();
  await work(48);
  const asked = asks() - from;
  expect(asked).toBeLessThanOrEqual(48);
  expect(asked).toBeGreaterThan(35);
  expect(health()).toMatchObject({
    ok: false,
    reason: expect.stringMatching(
      /^The last pass for .* ended as "inactive": .*API application is inactive.*needs a Strava subscription.*once an hour/,
    ),
  });
  const { id } = simulator.addActivity({ gear_id: null });
  simulator.inactive = false;
  await work(2);
  expect(health()).toMatchObject({ ok: true });
  const row = archive.$client.prepare('SELECT athlete_id FROM activities WHERE id = ?').pluck().get(id);
  expect(row).toBe(athleteId);
});
