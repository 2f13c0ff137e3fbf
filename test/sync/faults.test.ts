import { describe, expect, test } from 'vitest';
import type { App } from '../../src/app.ts';
import { rowsOf } from '../archive/open-archive.ts';
import { rejectionOf } from '../http/faults.ts';
import { EVERY_FAULT } from '../simulator/index.ts';
import { giveUpWhatHangs } from '../support/giving-up.ts';
import { writeTo } from '../support/locked.ts';
import { connected, pass } from './connected.ts';

/** The ledger's line of an item. */
const inLedger = (app: App, resource: string) => rowsOf(app.archive, 'coverage', `resource = '${resource}'`);

/** What a fault means: worth another try of the same request, and so grave that something else is asked at once. */
const NETWORK = { transient: true, probed: true, says: 'could not be reached' };
const LATE = { transient: true, probed: false, says: 'did not answer in time' };
const SERVER = { transient: true, probed: false, says: 'an error of its own' };
const BROKEN = { transient: true, probed: false, says: 'cannot be read' };
const SHAPE = { transient: false, probed: false, says: 'unknown shape' };
const MEANINGS: Record<string, typeof NETWORK> = {
  'html-502': SERVER,
  'html-200': BROKEN,
  'text-503': SERVER,
  'broken-gzip': NETWORK,
  truncated: NETWORK,
  hang: LATE,
  'hang-body': LATE,
  reset: NETWORK,
  'wrong-shape': SHAPE,
  empty: BROKEN,
  'rotate-then-drop': NETWORK,
  'status 500': SERVER,
  'status 502': SERVER,
  'status 503': SERVER,
  'status 504': SERVER,
  'text that is no JSON': BROKEN,
  'JSON null': SHAPE,
};
const ROWS = { athlete: ['athletes', 'athlete_snapshots'], stats: ['stats_snapshots', 'stats_totals'] };

const cases = EVERY_FAULT.flatMap(({ name, kind }) =>
  (['athlete', 'stats'] as const).map((item) => ({ name, kind, item })),
);

/** The program with a fault on the way to one of the two requests. */
async function spoilt({ kind, item }: (typeof cases)[number], times: number) {
  const hangs = typeof kind === 'string' && kind.startsWith('hang');
  const setting = await connected();
  if (hangs) giveUpWhatHangs(setting.simulator);
  const path = item === 'athlete' ? '/api/v3/athlete' : setting.statsPath;
  setting.simulator.faults.add({ path, kind, times });
  const kept = (name: 'athlete' | 'stats') =>
    ROWS[name].map((table) => rowsOf(setting.app.archive, table).length > 0);
  /** Asserts that these items have rows in all their tables, and the others in none. */
  const expectStored = (stored: string[]) => {
    for (const name of ['athlete', 'stats'] as const)
      expect(kept(name), name).toEqual([stored.includes(name), stored.includes(name)]);
  };
  return { ...setting, expectStored };
}

function meaningOf(name: string): typeof NETWORK {
  const meaning = MEANINGS[name];
  if (!meaning) throw new Error(`What does the fault "${name}" mean to a pass?`);
  return meaning;
}

describe('a fault that happens once', () => {
  test.for(cases)('$name on $item', async (fault) => {
    const { transient, says } = meaningOf(fault.name);
    const { app, expectStored } = await spoilt(fault, 1);
    const [report] = await pass(app);
    if (transient) {
      expect(report).toMatchObject({ outcome: 'ok', requests: 3, retries: 1 });
      expectStored(['athlete', 'stats']);
      expect(rowsOf(app.archive, 'sync_runs')).toMatchObject([{ outcome: 'ok', retries: 1, error: null }]);
    } else {
      const other = fault.item === 'athlete' ? 'stats' : 'athlete';
      expect(report).toMatchObject({ outcome: 'partial', requests: 2, retries: 0, stored: [other] });
      expectStored([other]);
      expect(rowsOf(app.archive, 'sync_runs')).toMatchObject([{ error: expect.stringContaining(says) }]);
    }
  });
});

describe('a fault that stays', () => {
  test.for(cases)('$name on $item', async (fault) => {
    const { transient, probed, says } = meaningOf(fault.name);
    const { app, simulator, clock, expectStored } = await spoilt(fault, Number.POSITIVE_INFINITY);
    const stored = [fault.item === 'athlete' ? 'stats' : 'athlete'];
    const requests = 1 + (transient ? 5 : 1) + (probed ? 1 : 0);
    const row = { outcome: 'partial', requests, retries: transient ? 4 : 0 };

    const [report] = await pass(app);
    expect(report).toMatchObject({ ...row, stored });
    expect(report?.error).toMatchObject({ name: 'StravaFault', exitCode: 6 });
    expectStored(stored);
    expect(rowsOf(app.archive, 'sync_runs')).toMatchObject([row]);
    const [run] = rowsOf(app.archive, 'sync_runs');
    expect(run?.error).toMatch(new RegExp(`^${fault.item}: Strava .*${says}`));
    expect(simulator.requestsTo('/api/v3')).toHaveLength(requests);
    const later = {
      status: 'failed',
      tries: 1,
      next_try_at: '2026-11-24T11:00:00Z',
      reason: expect.stringContaining(says),
    };
    expect(inLedger(app, fault.item)).toMatchObject([later]);

    simulator.faults.clear();
    clock.advance(3_600_000);
    expect(await pass(app)).toMatchObject([{ outcome: 'ok', requests: 2, retries: 0 }]);
    expectStored(['athlete', 'stats']);
    expect(inLedger(app, fault.item)).toMatchObject([
      { status: 'done', tries: 0, fault: null, reason: null },
    ]);
  });
});

describe('two faults at once', () => {
  test('are both written down, and the pass has failed', async () => {
    const { app, simulator } = await connected();
    simulator.faults.add({ path: '/api/v3', kind: 'wrong-shape', times: 2 });
    expect(await pass(app)).toMatchObject([{ outcome: 'failed', stored: [], requests: 2 }]);
    expect(rowsOf(app.archive, 'sync_runs')).toMatchObject([
      { outcome: 'failed', error: expect.stringMatching(/^athlete: .*\nstats: .*/) },
    ]);
  });
});

describe('an answer of the wrong shape', () => {
  const odd = { id: 'x'.repeat(500), resource_state: 3 };

  test('is written down with what is wrong and how the body begins', async () => {
    const { app, simulator, logs } = await connected();
    simulator.faults.add({ path: '/api/v3/athlete', kind: { kind: 'json', json: odd } });
    await pass(app);
    const [run] = rowsOf(app.archive, 'sync_runs');
    expect(run?.error).toContain('GET /athlete');
    expect(run?.error).toMatch(/id: expected \d+, /);
    expect(run?.error).toContain(`body begins ${JSON.stringify(JSON.stringify(odd).slice(0, 120))}`);
    expect(run?.error).not.toContain('x'.repeat(121));
    expect(logs.some((line) => line.includes('Pass ended early'))).toBe(true);
  });

  test('never replaces what was archived before', async () => {
    const { app, simulator, clock } = await connected();
    await pass(app);
    const tables = Object.values(ROWS).flat();
    const before = tables.map((table) => rowsOf(app.archive, table));
    clock.advance(60_000);
    simulator.faults.add({ path: '/api/v3', kind: 'wrong-shape', times: 2 });
    await pass(app);
    expect(tables.map((table) => rowsOf(app.archive, table))).toEqual(before);
  });

  test('may be the profile of somebody else', async () => {
    const { app, simulator } = await connected();
    const other = simulator.world.athletes[1]?.detail;
    simulator.faults.add({ path: '/api/v3/athlete', kind: { kind: 'json', json: other } });
    expect(await pass(app)).toMatchObject([{ outcome: 'partial', stored: ['stats'] }]);
    expect(rowsOf(app.archive, 'athletes')).toEqual([]);
  });
});

test('rows that the tables refuse cost themselves, and are noted', async () => {
  const { app } = await connected();
  app.archive.$client.exec(`CREATE TRIGGER no_swim BEFORE INSERT ON stats_totals WHEN new.sport = 'swim'
                            BEGIN SELECT raise(ABORT, 'no swimming'); END`);
  expect(await pass(app)).toMatchObject([{ outcome: 'ok', stored: ['athlete', 'stats'] }]);
  expect(rowsOf(app.archive, 'stats_snapshots')).toHaveLength(1);
  expect(rowsOf(app.archive, 'stats_totals')).toHaveLength(6);
  expect(inLedger(app, 'stats')).toMatchObject([
    { status: 'done', note: expect.stringMatching(/^recent_swim_totals: no swimming; /) },
  ]);
});

test('a table that is gone costs what belongs in it, and nothing else', async () => {
  const { app } = await connected();
  app.archive.$client.exec('DROP TABLE stats_totals');
  const [report] = await pass(app);
  expect(report).toMatchObject({ outcome: 'partial', stored: ['athlete'], error: { fault: 'wrong_shape' } });
  expect(rowsOf(app.archive, 'stats_snapshots')).toEqual([]);
  expect(inLedger(app, 'stats')).toMatchObject([{ status: 'failed', tries: 1 }]);
});

test('an archive that another program keeps locked is not the fault of the item', async () => {
  const { app, simulator, statsPath } = await connected();
  app.archive.$client.pragma('busy_timeout = 1');
  const path = app.archive.$client.name;
  const locks: { letGo: () => void }[] = [];
  simulator.faults.add({
    path: statsPath,
    kind: {
      kind: 'changed',
      change: (text) => {
        locks.push(writeTo(path));
        return text;
      },
    },
  });
  const running = pass(app).finally(() => locks[0]?.letGo());
  expect(await rejectionOf(running)).toMatchObject({ kind: 'archive', exitCode: 5 });
  expect(inLedger(app, 'stats')).toMatchObject([{ status: 'pending', tries: 0, fault: null }]);
});
