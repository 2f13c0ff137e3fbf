import { describe, expect, test } from 'vitest';
import { createSyncRuns, type RunEnd } from '../../src/archive/sync-runs.ts';
import { Secret } from '../../src/secret.ts';
import { newArchive, rowsOf } from './open-archive.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const MINUTE = 60_000;
const OK: RunEnd = { outcome: 'ok', requests: 2, retries: 0 };

function book() {
  const archive = newArchive();
  return { archive, runs: createSyncRuns(archive) };
}

describe('the book of passes', () => {
  test('notes a pass when it begins', () => {
    const { archive, runs } = book();
    const id = runs.start(7, 'schedule', NOW);
    expect(rowsOf(archive, 'sync_runs')).toEqual([
      {
        id,
        athlete_id: 7,
        trigger: 'schedule',
        started_at: '2026-11-24T10:00:00Z',
        finished_at: null,
        outcome: null,
        requests: 0,
        retries: 0,
        items: null,
        error: null,
        resume_at: null,
      },
    ]);
  });

  test('completes its row when it ends', () => {
    const { archive, runs } = book();
    const other = runs.start(7, 'command', NOW);
    const id = runs.start(7, 'retry', NOW);
    const resumeAt = NOW + 60 * MINUTE;
    runs.finish(id, { outcome: 'budget', requests: 3, retries: 1, error: 'spent', resumeAt }, NOW + MINUTE);
    expect(rowsOf(archive, 'sync_runs', `id = ${id}`)).toMatchObject([
      {
        started_at: '2026-11-24T10:00:00Z',
        finished_at: '2026-11-24T10:01:00Z',
        outcome: 'budget',
        requests: 3,
        retries: 1,
        error: 'spent',
        resume_at: '2026-11-24T11:00:00Z',
      },
    ]);
    expect(rowsOf(archive, 'sync_runs', `id = ${other}`)).toMatchObject([{ outcome: null }]);
  });

  test('holds no secret in an error', () => {
    const { archive, runs } = book();
    const token = new Secret('0123456789abcdef0123');
    const id = runs.start(7, 'command', NOW);
    runs.finish(id, { ...OK, outcome: 'failed', error: `sent ${token.reveal()} away` }, NOW);
    expect(rowsOf(archive, 'sync_runs')).toMatchObject([{ error: 'sent [secret] away' }]);
  });

  test('closes passes that never finished, and only those', () => {
    const { archive, runs } = book();
    runs.finish(runs.start(7, 'command', NOW), OK, NOW);
    runs.start(7, 'schedule', NOW);
    runs.start(8, 'schedule', NOW);
    runs.closeInterrupted(NOW + MINUTE);
    const rows = rowsOf(archive, 'sync_runs').map((row) => [row.athlete_id, row.outcome, row.finished_at]);
    expect(rows).toEqual([
      [7, 'ok', '2026-11-24T10:00:00Z'],
      [7, 'interrupted', '2026-11-24T10:01:00Z'],
      [8, 'interrupted', '2026-11-24T10:01:00Z'],
    ]);
  });

  test('knows the last pass and the last good one of each athlete', () => {
    const { runs } = book();
    expect(runs.last(7)).toBeUndefined();
    expect(runs.lastOk(7)).toBeUndefined();
    const good = runs.start(7, 'schedule', NOW);
    runs.finish(good, OK, NOW);
    const bad = runs.start(7, 'schedule', NOW + MINUTE);
    runs.finish(bad, { ...OK, outcome: 'partial' }, NOW + MINUTE);
    runs.finish(runs.start(8, 'schedule', NOW + 2 * MINUTE), OK, NOW + 2 * MINUTE);
    expect(runs.last(7)?.id).toBe(bad);
    expect(runs.lastOk(7)?.id).toBe(good);
  });

  test('does not take a pass of the future for a good one, nor for the last', () => {
    const { runs } = book();
    const ok = (at: number) => {
      const id = runs.start(7, 'schedule', at);
      runs.finish(id, OK, at);
      return id;
    };
    const before = ok(NOW);
    const future = ok(Date.parse('2028-11-24T10:00:00Z'));
    expect([runs.lastOk(7, NOW + MINUTE)?.id, runs.lastOk(7)?.id]).toEqual([before, future]);
    const after = ok(NOW + 10 * MINUTE);
    expect([runs.last(7)?.id, runs.lastOk(7, NOW + MINUTE)?.id]).toEqual([after, before]);
  });

  test('corrects when a pass began, once that is known', () => {
    const { archive, runs } = book();
    const id = runs.start(7, 'schedule', NOW + 9 * 60 * MINUTE);
    runs.finish(id, { ...OK, startedAt: NOW }, NOW + MINUTE);
    expect(rowsOf(archive, 'sync_runs')).toMatchObject([{ started_at: '2026-11-24T10:00:00Z' }]);
  });

  test('takes the later one of two that began in the same second', () => {
    const { runs } = book();
    runs.finish(runs.start(7, 'schedule', NOW), OK, NOW);
    const later = runs.start(7, 'command', NOW + 10);
    expect(runs.last(7)?.id).toBe(later);
  });

  describe('that are old', () => {
    const DAY = 86_400_000;

    /** A pass so many days ago. */
    function ran(runs: ReturnType<typeof book>['runs'], daysAgo: number, { of = 7, end = OK } = {}) {
      const id = runs.start(of, 'schedule', NOW - daysAgo * DAY);
      runs.finish(id, end, NOW - daysAgo * DAY + MINUTE);
      return id;
    }
    const left = (archive: Parameters<typeof rowsOf>[0]) => rowsOf(archive, 'sync_runs').map(({ id }) => id);

    test('go, by the newest that Strava answered, not by any clock', () => {
      const { archive, runs } = book();
      const [gone, stays, newest] = [ran(runs, 401), ran(runs, 399), ran(runs, 0)];
      runs.forgetOld(400);
      expect(left(archive)).toEqual([stays, newest]);
      expect(gone).not.toBe(stays);
      ran(runs, -5_000, { end: { ...OK, outcome: 'failed' } });
      runs.forgetOld(400);
      expect(left(archive)).toHaveLength(3);
    });

    test('stay where they are the last of their athlete and outcome', () => {
      const { archive, runs } = book();
      ran(runs, 500);
      const lastGood = ran(runs, 499);
      const lapsed = ran(runs, 498, { end: { ...OK, outcome: 'inactive' } });
      const others = ran(runs, 900, { of: 8 });
      const newest = ran(runs, 0, { of: 9 });
      runs.forgetOld(400);
      expect(left(archive)).toEqual([lastGood, lapsed, others, newest]);
      expect(runs.lastOk(7)?.id).toBe(lastGood);
    });

    test('all stay before Strava has answered anything', () => {
      const { archive, runs } = book();
      ran(runs, 900, { end: { ...OK, outcome: 'failed' } });
      runs.forgetOld(1);
      expect(left(archive)).toHaveLength(1);
    });
  });
});
