import { describe, expect, test } from 'vitest';
import { connectGrant } from '../support/app.ts';
import { expectTruth } from './history-truth.ts';
import { archiveAll, historyOf } from './history-world.ts';

const SCOPES = ['read', 'read_all', 'profile:read_all', 'activity:read_all'];
const HOUR_MS = 3_600_000;

describe('what Strava refuses for a while', { timeout: 30_000 }, () => {
  test('because it is for subscribers only costs itself, and comes once they are', async () => {
    const history = await historyOf({ activities: 12 });
    const { app, simulator, truth, athleteId, sql, pass, backfill } = history;
    simulator.subscribersOnly = /\/streams$/;
    await pass();
    await backfill();
    const refused = { status: 'failed', fault: 'payment_required', http_status: 402 };
    const lines = 'SELECT DISTINCT status, fault, http_status FROM coverage WHERE resource = ? ORDER BY 1';
    expect(sql(lines, 'streams')).toEqual([
      refused,
      { status: 'not_applicable', fault: null, http_status: null },
    ]);
    expect(sql(lines, 'activity')).toMatchObject([{ status: 'done' }]);
    simulator.subscribersOnly = undefined;
    await archiveAll(history);
    expectTruth(app.archive.$client, truth(), athleteId);
  });

  test('because the subscription ended makes no pass a bad one', async () => {
    const { simulator, clock, pass, backfill, sql } = await historyOf({ activities: 12 });
    await pass();
    await backfill();
    simulator.subscribersOnly = /\/streams$/;
    simulator.addActivity({ gear_id: null });
    clock.advance(HOUR_MS);
    expect(await pass()).toMatchObject([{ outcome: 'ok', failed: 1 }]);
    expect(sql("SELECT fault, tries FROM coverage WHERE status = 'failed'")).toEqual([
      { fault: 'payment_required', tries: 1 },
    ]);
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
});
