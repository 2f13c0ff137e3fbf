import { describe, expect, test } from 'vitest';
import { failItem, want } from '../../src/archive/coverage.ts';
import { createSyncRuns, type Outcome, type RunEnd } from '../../src/archive/sync-runs.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { checkHealth } from '../../src/worker/health.ts';
import { createSchedule } from '../../src/worker/schedule.ts';
import { newArchive } from '../archive/open-archive.ts';

const at = Date.parse;

/** A book of passes of athletes 7 and 8 under a schedule, at 17 minutes past each hour if none is named. */
function setting(ids: number[] = [7], cron = '17 * * * *') {
  const archive = newArchive();
  const runs = createSyncRuns(archive);
  const refusedAt = new Map<number, string>();
  const context = {
    archive,
    connections: () => ids.map((athleteId) => ({ athleteId, refusedAt: refusedAt.get(athleteId) })),
    runs,
    permitted: () => [{ name: 'activity' }],
    schedule: createSchedule(cron, 'UTC'),
    zone: 'Europe/Berlin',
    backupDir: undefined,
  };
  return {
    ...{ archive, refusedAt },
    /** A stretch of backfill of athlete 7. */
    filled(instant: string, end: Partial<RunEnd> = {}) {
      const id = runs.start(7, 'backfill', at(instant));
      runs.finish(id, { outcome: 'ok', requests: 2, retries: 0, items: 2, ...end }, at(instant));
    },
    ran(athleteId: number, instant: string, outcome: Outcome = 'ok', error?: string) {
      runs.finish(
        runs.start(athleteId, 'schedule', at(instant)),
        { outcome, requests: 2, retries: 0, error },
        at(instant),
      );
    },
    runs,
    health: (instant: string) => checkHealth(context, at(instant)),
  };
}

describe('the health', () => {
  test.each([
    ['right after a good pass', '2026-11-24T10:17:30Z', true],
    ['until the next one is due', '2026-11-24T11:16:59Z', true],
    ['while the next one may still be under way', '2026-11-24T11:36:59Z', true],
    ['when the next one is twenty minutes late', '2026-11-24T11:37:00Z', false],
    ['days later', '2026-11-27T00:00:00Z', false],
    ['months later', '2027-05-01T00:00:00Z', false],
  ])('%s', (_when, now, ok) => {
    const { ran, health } = setting();
    ran(7, '2026-11-24T10:17:05Z');
    expect(health(now).ok).toBe(ok);
  });

  test.each([
    ['0 0 1 1 *', '2026-07-20T00:00:00Z', true],
    ['0 0 1 1 *', '2027-01-01T00:19:59Z', true],
    ['0 0 1 1 *', '2027-01-01T00:20:00Z', false],
    ['0 0 1 */3 *', '2026-03-31T23:59:59Z', true],
    ['0 0 1 */3 *', '2026-04-01T00:20:00Z', false],
  ])('with the schedule %s lasts as long as it promises: until %s', (cron, now, ok) => {
    const { ran, health } = setting([7], cron);
    ran(7, '2026-01-01T00:00:05Z');
    expect(health(now).ok).toBe(ok);
  });

  test('is not proven by a pass of the future', () => {
    const { ran, health } = setting();
    ran(7, '2028-11-24T10:17:05Z');
    expect(health('2026-11-24T10:18:00Z')).toMatchObject({ ok: false });
    ran(7, '2026-11-24T10:17:05Z');
    expect(health('2026-11-24T10:18:00Z').ok).toBe(true);
    expect(health('2026-11-24T11:40:00Z').ok).toBe(false);
  });

  test('is bad when nobody is connected, and says what to do', () => {
    expect(setting([]).health('2026-11-24T10:00:00Z')).toEqual({
      ok: false,
      reason: 'Nobody is connected: run `npx athlete-archive bootstrap`.',
    });
  });

  test('is bad when no pass has succeeded yet, with the reason of the last one', () => {
    const { ran, health } = setting();
    expect(health('2026-11-24T10:00:00Z')).toEqual({
      ok: false,
      reason: 'No pass for athlete 7 has succeeded yet.',
    });
    ran(7, '2026-11-24T10:00:00Z', 'inactive', 'athlete: It is inactive.');
    expect(health('2026-11-24T10:00:01Z').reason).toBe(
      'No pass for athlete 7 has succeeded yet. The last one ended as "inactive": athlete: It is inactive.',
    );
  });

  test('says when the last good pass was, in the zone, and how the last one ended', () => {
    const { ran, health } = setting();
    ran(7, '2026-11-24T10:17:05Z');
    ran(7, '2026-11-24T11:17:05Z', 'partial');
    expect(health('2026-11-24T11:40:00Z')).toEqual({
      ok: false,
      reason:
        'The last good pass for athlete 7 was Tue, 24 Nov 2026, 11:17. The last one ended as "partial".',
    });
  });

  test('is no better for a pass that is still running', () => {
    const { ran, runs, health } = setting();
    ran(7, '2026-11-24T10:17:05Z');
    runs.start(7, 'schedule', at('2026-11-24T11:17:00Z'));
    expect(health('2026-11-24T11:36:00Z').ok).toBe(true);
    expect(health('2026-11-24T11:37:00Z').ok).toBe(false);
  });

  test('is that of the worst athlete', () => {
    const { ran, health } = setting([7, 8]);
    ran(7, '2026-11-24T10:17:05Z');
    expect(health('2026-11-24T10:18:00Z')).toMatchObject({
      ok: false,
      reason: expect.stringContaining('athlete 8'),
    });
    ran(8, '2026-11-24T10:17:09Z');
    expect(health('2026-11-24T10:18:00Z').ok).toBe(true);
  });
});

describe('what only a person can mend is bad at once', () => {
  test.each<[Outcome, string]>([
    ['unauthorized', 'athlete: Strava no longer accepts the stored authorization.'],
    ['inactive', 'athlete: Strava says that your API application is inactive.'],
    ['misconfigured', 'athlete: Strava does not know this client id and secret.'],
  ])('%s, until a pass is good again', (outcome, error) => {
    const { ran, health } = setting();
    ran(7, '2026-11-24T10:17:05Z');
    ran(7, '2026-11-24T11:17:05Z', outcome, error);
    const reason = `The last pass for athlete 7 ended as "${outcome}": ${error}`;
    expect(health('2026-11-24T11:17:06Z')).toEqual({ ok: false, reason });
    ran(7, '2026-11-24T11:18:00Z', 'stopped');
    expect(health('2026-11-24T11:18:06Z').ok).toBe(false);
    ran(7, '2026-11-24T11:19:00Z');
    expect(health('2026-11-24T11:19:06Z').ok).toBe(true);
  });

  test('when backfill has met it, too', () => {
    const { ran, filled, health } = setting();
    ran(7, '2026-11-24T10:17:05Z');
    filled('2026-11-24T10:18:00Z', { outcome: 'inactive', error: 'activity: It is inactive.' });
    expect(health('2026-11-24T10:18:06Z').reason).toBe(
      'The last backfill for athlete 7 ended as "inactive": activity: It is inactive.',
    );
  });

  test('when Strava has refused the tokens, whatever the last pass was', () => {
    const { ran, refusedAt, health } = setting();
    ran(7, '2026-11-24T10:17:05Z');
    refusedAt.set(7, '2026-11-24T10:18:00Z');
    expect(health('2026-11-24T10:18:06Z')).toEqual({
      ok: false,
      reason: 'Strava no longer accepts the authorization of athlete 7: run `npx athlete-archive bootstrap`.',
    });
  });

  test.each<Outcome>(['partial', 'failed', 'budget'])('but not what time mends: %s', (outcome) => {
    const { ran, health } = setting();
    ran(7, '2026-11-24T10:17:05Z');
    ran(7, '2026-11-24T11:17:05Z', outcome, 'athlete: Strava could not be reached.');
    expect(health('2026-11-24T11:36:59Z').ok).toBe(true);
    expect(health('2026-11-24T11:37:00Z').ok).toBe(false);
  });
});

describe('backfill', () => {
  const nothing: Partial<RunEnd> = { outcome: 'failed', items: 0, error: 'activity: Strava forbids this.' };
  const item = (name: string) => ({ athleteId: 7, resource: 'activity', item: name });

  /** An hour after a good pass, with something left, and with stretches of backfill that ended so. */
  function afterStretches(
    ends: Partial<RunEnd>[],
    { isLeft = true, goodAt = '', now = '2026-11-24T11:30:00Z' } = {},
  ) {
    const at7 = setting([7], '0 0 1 1 *');
    at7.ran(7, '2026-11-24T10:17:05Z');
    immediate(at7.archive, () => {
      want(at7.archive, item('1'), '2026-11-24T10:17:05Z', null);
      const failure = { fault: 'forbidden', reason: 'Strava forbids this.', httpStatus: 403 };
      if (!isLeft) failItem(at7.archive, item('1'), failure, at('2026-11-24T10:18:00Z'));
    });
    ends.forEach((end, i) => {
      at7.filled(`2026-11-24T10:${20 + i * 7}:00Z`, end);
    });
    if (goodAt) at7.ran(7, goodAt);
    return at7.health(now);
  }

  test('that makes no progress over three stretches is bad, with the reason', () => {
    expect(afterStretches([{}, nothing, nothing, nothing])).toEqual({
      ok: false,
      reason:
        'Backfill for athlete 7 has archived nothing since Tue, 24 Nov 2026, 11:27, in 3 stretches. The last one ended as "failed": activity: Strava forbids this.',
    });
  });

  test('that was stopped meanwhile is no better', () => {
    const stopped = { ...nothing, outcome: 'stopped' as const };
    expect(afterStretches([nothing, nothing, stopped, nothing]).ok).toBe(false);
  });

  test.each<[string, Partial<RunEnd>[]]>([
    ['gets somewhere', [nothing, nothing, { ...nothing, items: 1 }]],
    ['got somewhere of late', [nothing, nothing, { items: 1 }, nothing, nothing]],
    ['has only begun to fail', [nothing, nothing]],
    ['met nothing bad', [{ items: 0 }, { items: 0 }, { items: 0 }]],
    ['is of a version that did not count', Array(3).fill({ ...nothing, items: undefined })],
  ])('that %s is good', (_how, ends) => {
    expect(afterStretches(ends)).toMatchObject({ ok: true });
  });

  test('that makes none for less than the grace, as in a worker that was started again and again, is good', () => {
    const soon = afterStretches([nothing, nothing, nothing], { now: '2026-11-24T10:39:59Z' });
    expect(soon.ok).toBe(true);
    expect(afterStretches([nothing, nothing, nothing], { now: '2026-11-24T10:40:00Z' }).ok).toBe(false);
  });

  test('that met what a person has mended since is good', () => {
    const inactive = { ...nothing, outcome: 'inactive' as const };
    expect(afterStretches([inactive, inactive, inactive], { goodAt: '2026-11-24T11:00:00Z' }).ok).toBe(true);
  });

  test('to which nothing is left but what failed is good: that comes again by itself', () => {
    expect(afterStretches([nothing, nothing, nothing], { isLeft: false })).toMatchObject({ ok: true });
  });
});
