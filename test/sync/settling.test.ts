import { describe, expect, test } from 'vitest';
import { countSettled, countStrayRows } from '../../src/settled/settled.ts';
import { settleAtRest } from '../../src/sync/settling.ts';
import { createPassRunner } from '../../src/worker/pass-runner.ts';
import { CORE } from '../support/simulator.ts';
import { workerSetting, YEARLY } from '../worker/running.ts';
import { worldOf } from './world-of.ts';

describe('the rows of views', () => {
  test('are put down once nothing is left to archive', async () => {
    const { app, archive, pass, backfill } = await worldOf(6, { brevity: 6, environment: CORE });
    await pass();
    const again =
      "UPDATE coverage SET status = 'pending', next_try_at = '1970-01-01T00:00:00Z' WHERE resource = 'streams'";
    archive.$client.exec(again);
    await settleAtRest(app.passContext);
    expect(countSettled(archive.$client)).toBe(0);
    await backfill();
    await settleAtRest(app.passContext);
    expect(countSettled(archive.$client)).toBeGreaterThan(0);
  });

  test('are put down by the worker when it has nothing else to do, and again after a change', async () => {
    const { context, signal, app, simulator } = await workerSetting({
      ...{ environment: CORE, strava: { activities: 5, brevity: 6 } },
    });
    const runner = createPassRunner(context, YEARLY, signal);
    const { $client } = app.archive;
    const open = () => $client.prepare("SELECT count(*) FROM _settled WHERE open_since < '~'").pluck().get();
    const round = async () => {
      await runner.run('schedule');
      await runner.idle();
      runner.tick();
      await runner.idle();
    };
    await round();
    const [settled, stillOpen] = [countSettled($client), open()];
    expect(settled).toBeGreaterThan(0);
    expect(stillOpen).toBe(0);
    simulator.addActivity({ sport_type: 'Run' });
    await runner.run('schedule');
    expect(open()).toBeGreaterThan(0);
    await runner.idle();
    await round();
    expect(open()).toBe(0);
    expect(countSettled($client)).toBeGreaterThan(settled);
    expect(countStrayRows($client)).toBe(0);
  });
});
