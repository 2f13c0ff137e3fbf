import { describe, expect, test } from 'vitest';
import { findItem } from '../../src/archive/coverage.ts';
import type { FaultKind } from '../simulator/index.ts';
import { worldOf } from './world-of.ts';

const N = 6;
const HOUR_MS = 3_600_000;
const NONE: FaultKind = { status: 404 };
const PAGE: FaultKind = { kind: 'page', status: 404 };
const LIMITS = { read: [10_000, 1_000_000] } as { read: [number, number] };

/** A known and archived world, and one old activity more that Strava lists and does not have. */
async function withOneMissing(kind: FaultKind = NONE) {
  const world = await worldOf(N, { limits: LIMITS });
  const { simulator, archive, athleteId, clock, pass, backfill } = world;
  await pass();
  const { id } = simulator.addActivity({ start_date: '2026-09-01T06:00:00Z', gear_id: null });
  const detail = new RegExp(`/activities/${id}$`);
  simulator.faults.add({ path: detail, every: 1, kind });
  /** Not listed any more, as if it had been deleted right after the list was read. */
  const unlist = () =>
    simulator.faults.add({
      path: '/api/v3/athlete/activities',
      every: 1,
      kind: { kind: 'changed', change: (text) => withoutId(text, id) },
    });
  const later = async (hours: number) => {
    clock.advance(hours * HOUR_MS);
    const reports = [...(await pass()), ...(await backfill())];
    return reports;
  };
  const line = () => findItem(archive, { athleteId, resource: 'activity', item: String(id) });
  const asked = () => simulator.requests.filter(({ path }) => detail.test(path)).length;
  return { ...world, id, line, later, asked, unlist };
}

const withoutId = (text: string, id: number): string =>
  JSON.stringify((JSON.parse(text) as { id: number }[]).filter((each) => each.id !== id));

describe('what Strava does not have', () => {
  test('is asked for again a day later, and is absent then', async () => {
    const { line, later, unlist, asked } = await withOneMissing();
    const [pass, fill] = await later(1);
    expect([pass?.outcome, fill?.outcome, fill?.failed]).toEqual(['ok', 'ok', 1]);
    expect(line()).toMatchObject({
      ...{ status: 'failed', fault: 'not_found', httpStatus: 404, checkedAt: null, tries: 1 },
      ...{ missingSince: '2026-11-24T11:00:00Z', nextTryAt: '2026-11-25T11:00:00Z' },
    });
    unlist();
    await later(23);
    expect([asked(), line()?.status]).toEqual([1, 'failed']);
    const reports = await later(1);
    expect(reports.map(({ outcome, failed }) => [outcome, failed])).toEqual(reports.map(() => ['ok', 0]));
    expect(line()).toMatchObject({
      ...{ status: 'absent', checkedAt: '2026-11-25T11:00:00Z', nextTryAt: null, tries: 0, fault: null },
      ...{ httpStatus: 404, missingSince: '2026-11-24T11:00:00Z' },
      reason: 'Strava has it no more: deleted, or hidden',
    });
    await later(24 * 30);
    expect(asked()).toBe(2);
  });

  test('is no item that was archived, and believed when something like it is answered', async () => {
    const { later, unlist, line, clock, backfill } = await withOneMissing();
    await later(1);
    unlist();
    await later(23);
    clock.advance(HOUR_MS);
    expect(await backfill()).toMatchObject([{ outcome: 'ok', items: 0, failed: 0, stored: [], requests: 2 }]);
    expect(line()?.status).toBe('absent');
  });

  test('is not believed while nothing else is answered', async () => {
    const { later, line, simulator, clock, backfill } = await withOneMissing();
    await later(1);
    clock.advance(24 * HOUR_MS);
    simulator.faults.add({ path: '/api/v3', every: 1, kind: NONE });
    await backfill();
    expect(line()).toMatchObject({ status: 'failed', missingSince: '2026-11-24T11:00:00Z' });
  });

  test('keeps the first evidence through other faults', async () => {
    const { later, line, simulator, id, unlist } = await withOneMissing();
    await later(1);
    unlist();
    simulator.faults.clear();
    unlist();
    const detail = new RegExp(`/activities/${id}$`);
    const rule = { path: detail, every: 1, times: 5, kind: { status: 503 } };
    simulator.faults.add(rule);
    await later(24);
    expect(line()).toMatchObject({ status: 'failed', fault: 'server', missingSince: '2026-11-24T11:00:00Z' });
    simulator.faults.add({ path: detail, every: 1, kind: NONE });
    await later(6);
    expect(line()).toMatchObject({ status: 'absent', missingSince: '2026-11-24T11:00:00Z' });
  });

  test('is never proven by a web page', async () => {
    const { later, line, unlist } = await withOneMissing(PAGE);
    await later(1);
    unlist();
    for (let day = 0; day < 20; day++) await later(24);
    expect(line()).toMatchObject({ status: 'parked', fault: 'page', missingSince: null });
    expect(line()?.reason).toMatch(/^A web page came instead of an answer of Strava \(GET .*status 404\)/);
  });

  test('is never absent while the list shows it', async () => {
    const { later, line, simulator } = await withOneMissing();
    for (let day = 0; day < 20; day++) await later(24);
    expect(line()).toMatchObject({ status: 'parked', fault: 'not_found' });
    simulator.faults.clear();
    await later(24 * 7);
    expect(line()).toMatchObject({ status: 'done', missingSince: null, fault: null });
  });

  test('is freed by itself when the list shows it again', async () => {
    const { later, line, unlist, simulator } = await withOneMissing();
    await later(1);
    unlist();
    await later(24);
    expect(line()?.status).toBe('absent');
    simulator.faults.clear();
    await later(1);
    expect(line()).toMatchObject({ status: 'done', missingSince: null, reason: null });
  });

  test('comes to its proof when there are several in a row', async () => {
    const { simulator, pass, backfill, clock, ledger } = await worldOf(N, { limits: LIMITS });
    await pass();
    const added = Array.from({ length: 5 }, (_, i) =>
      simulator.addActivity({ start_date: `2026-09-0${i + 1}T06:00:00Z`, gear_id: null }),
    );
    clock.advance(HOUR_MS);
    await pass();
    for (const { id } of added) simulator.deleteActivity(id);
    await backfill();
    expect(ledger()).toMatchObject({ 'activity failed': 5, 'streams failed': 5 });
    clock.advance(24 * HOUR_MS);
    await pass();
    await backfill();
    expect(ledger()).toMatchObject({ 'activity absent': 5, 'streams absent': 5 });
  });

  test('comes to its proof too when nothing was archived before', async () => {
    const { simulator, pass, backfill, clock, ledger } = await worldOf(0, { limits: LIMITS });
    const added = Array.from({ length: 3 }, (_, i) =>
      simulator.addActivity({ start_date: `2026-09-0${i + 1}T06:00:00Z`, gear_id: null }),
    );
    await pass();
    for (const { id } of added) simulator.deleteActivity(id);
    await backfill();
    clock.advance(24 * HOUR_MS);
    for (let day = 0; day < 3; day++) {
      await pass();
      await backfill();
      clock.advance(24 * HOUR_MS);
    }
    expect(ledger()).toMatchObject({ 'activity absent': 3, 'streams absent': 3 });
  });
});

describe('what is archived', () => {
  test('stays done, is asked for once more a day later, and then no more', async () => {
    const { simulator, pass, backfill, clock, archive, athleteId } = await worldOf(N, { limits: LIMITS });
    const { id } = simulator.addActivity({ start_date: '2026-11-12T09:00:00Z', gear_id: null });
    await pass();
    await backfill();
    const line = () => findItem(archive, { athleteId, resource: 'activity', item: String(id) });
    expect(line()).toMatchObject({ status: 'done', nextTryAt: '2026-11-26T09:00:00Z' });
    simulator.deleteActivity(id);
    const asked = () => simulator.requests.filter(({ path }) => path.endsWith(`/activities/${id}`)).length;
    for (const [day, requests] of [
      [2, 2],
      [3, 3],
      [40, 3],
    ] as const) {
      clock.set(new Date(Date.parse('2026-11-24T10:00:00Z') + day * 24 * HOUR_MS).toISOString());
      const reports = [...(await pass()), ...(await backfill())];
      expect(reports.every(({ outcome, failed }) => outcome === 'ok' && failed === 0)).toBe(true);
      expect([line()?.status, line()?.missingSince, asked()]).toEqual([
        'done',
        '2026-11-26T10:00:00Z',
        requests,
      ]);
    }
  });
});

describe('a storm of 404', () => {
  test.each<[string, RegExp]>([
    ['everything', /\/api/],
    ['all details and streams', /\/activities\/\d+/],
  ])('over %s proves nothing, however long it lasts', async (_what, path) => {
    const { simulator, pass, backfill, clock, sql } = await worldOf(N, { limits: LIMITS });
    await pass();
    for (let i = 0; i < N; i++) simulator.addActivity({ start_date: `2026-09-0${i + 1}T06:00:00Z` });
    simulator.faults.add({ path, every: 1, kind: NONE });
    for (let day = 0; day < 4; day++) {
      clock.advance(25 * HOUR_MS);
      const before = simulator.requests.length;
      await pass();
      await backfill();
      expect(simulator.requests.length - before).toBeLessThan(20);
    }
    const doubted = "SELECT count(*) AS n FROM coverage WHERE status = 'absent' OR missing_since IS NOT NULL";
    expect(sql(doubted)).toEqual([{ n: 0 }]);
    simulator.faults.clear();
    clock.advance(25 * HOUR_MS);
    await pass();
    await backfill();
    expect(sql("SELECT DISTINCT status FROM coverage WHERE resource = 'activity'")).toEqual([
      { status: 'done' },
    ]);
  });
});
