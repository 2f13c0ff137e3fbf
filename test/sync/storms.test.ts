import { describe, expect, test } from 'vitest';
import { EVERY_STORM, type FaultKind } from '../simulator/index.ts';
import { connectGrant } from '../support/app.ts';
import { worldOf } from './world-of.ts';

const N = 12;
const MINUTE_MS = 60_000;
const ITEMS = /\/activities\/\d+/;
const STORMS = EVERY_STORM.filter(({ name }) => !/429|status 403|404/.test(name));
const lines = 'SELECT resource, item, status, tries, fault, reason, http_status FROM coverage ORDER BY 1, 2';

describe('what meets everything', () => {
  test.each(STORMS)('costs a handful of requests and no item a try: $name', async ({ kind }) => {
    const { simulator, pass, backfill, sql, clock, ledger } = await worldOf(N);
    simulator.faults.add({ path: ITEMS, kind, every: 1 });
    const before = simulator.requests.length;
    const [report] = await pass();
    expect(report).toMatchObject({ outcome: 'partial', error: { meetsAll: true, exitCode: 6 } });
    expect(simulator.requestsTo('/api/v3/activities')).toHaveLength(3);
    expect(simulator.requests.length - before).toBeLessThan(15);
    expect(sql("SELECT DISTINCT status, tries, fault FROM coverage WHERE resource = 'activity'")).toEqual([
      { status: 'pending', tries: 0, fault: null },
    ]);
    expect(sql('SELECT error FROM sync_runs')).toMatchObject([
      { error: expect.stringMatching(/^\w+: Everything meets the same: [^\n]*$/) },
    ]);
    // Those that it met do not come first at once, so that others may show whether it is over.
    simulator.faults.clear();
    await pass();
    expect(ledger()).toMatchObject({ 'activity done': expect.any(Number) });
    clock.advance(20 * MINUTE_MS);
    await pass();
    await backfill();
    expect(ledger()['activity done']).toBe(N);
  });

  test.each(STORMS)('is known by what was archived before: $name', async ({ name, kind }) => {
    const { simulator, pass, backfill, sql, clock } = await worldOf(N);
    await pass();
    await backfill();
    const before = sql(lines);
    simulator.faults.add({ path: ITEMS, kind, every: 1 });
    for (let i = 0; i < 4; i++) simulator.addActivity({});
    clock.advance(MINUTE_MS);
    const from = simulator.requestsTo('/api/v3/activities').length;
    expect(await pass()).toMatchObject([{ outcome: 'partial', error: { meetsAll: true } }]);

    expect(sql(lines)).toEqual(expect.arrayContaining(before));
    // What looks as if it were refused takes one question more: whether anything else of an activity is given.
    const asked = name === 'status 402' ? 5 : 4;
    expect(simulator.requestsTo('/api/v3/activities')).toHaveLength(from + asked);
    expect(sql('SELECT count(*) AS n FROM coverage WHERE tries > 0')).toEqual([{ n: 0 }]);
  });

  test.each(STORMS)('beginning with the pass ends it at once: $name', async ({ kind }) => {
    const { simulator, pass, sql } = await worldOf(N);
    simulator.faults.add({ path: '/api/v3', kind, every: 1 });
    expect(await pass()).toMatchObject([{ outcome: 'failed', error: { meetsAll: true, exitCode: 6 } }]);
    expect(simulator.requests).toHaveLength(3);
    expect(sql('SELECT count(*) AS n FROM coverage WHERE tries > 0')).toEqual([{ n: 0 }]);
  });
});

test('a storm over one athlete of a household leaves the others', async () => {
  const { simulator, app, pass, athleteId } = await worldOf(0, { limits: { read: [10_000, 100_000] } });
  const other = simulator.world.athletes.map(({ detail }) => detail.id).find((id) => id !== athleteId) ?? 0;
  connectGrant(app, simulator, { athleteId: other });
  simulator.faults.add({ athleteId, every: 1, kind: { kind: 'page', status: 403 } });
  const reports = await pass();
  const outcomes = reports.map((report) => [report.athleteId, report.outcome]);
  expect(Object.fromEntries(outcomes)).toEqual({ [athleteId]: 'failed', [other]: 'ok' });
});

describe('refusals that are the items’ own', () => {
  const refused: FaultKind = { status: 402 };

  test('are charged to them, and the others come', async () => {
    const { simulator, pass, ledger, sql } = await worldOf(N);
    await pass();
    const added = Array.from({ length: 5 }, (_, i) =>
      simulator.addActivity({ start_date: `2026-11-24T0${i + 4}:00:00Z` } as never),
    ).map(({ id }) => id);
    const others = added.splice(4);
    for (const id of added)
      simulator.faults.add({ path: new RegExp(`/activities/${id}`), kind: refused, every: 1 });
    await pass();
    expect(ledger()).toMatchObject({ 'activity failed': added.length });
    expect(sql('SELECT DISTINCT tries FROM coverage WHERE status = ?', 'failed')).toEqual([{ tries: 1 }]);
    const open = `SELECT status FROM coverage WHERE item = '${others[0]}' AND resource = 'activity'`;
    expect(sql(open)).toEqual([{ status: 'done' }]);
  });
});

describe('the token endpoint', () => {
  test.each<[string, FaultKind, number]>([
    ['503', { status: 503 }, 5],
    ['a page', { kind: 'page', status: 404 }, 1],
    ['a redirect', { kind: 'redirect', to: 'https://www.example.net/' }, 1],
    ['no JSON', 'html-200', 5],
    ['an odd answer', 'wrong-shape', 1],
  ])(
    'that answers with %s ends the pass, marks no item and is not asked again',
    async (_how, kind, asked) => {
      const { simulator, pass, sql } = await worldOf(N, { grant: { expiresInSeconds: 60 } });
      simulator.faults.add({ path: '/oauth/token', kind, every: 1 });
      expect(await pass()).toMatchObject([
        { outcome: 'failed', items: 0, error: { of: 'token', exitCode: 6 } },
      ]);
      expect(simulator.requests).toHaveLength(asked);
      expect(
        sql(`SELECT DISTINCT status, tries, fault FROM coverage WHERE resource <> 'introduced'`),
      ).toEqual([{ status: 'pending', tries: 0, fault: null }]);
      simulator.faults.clear();
      expect(await pass()).toMatchObject([{ outcome: 'ok' }]);
    },
  );
});
