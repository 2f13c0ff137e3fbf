import { describe, expect, test } from 'vitest';
import { Stopped } from '../../src/errors.ts';
import { runPass } from '../../src/sync/pass.ts';
import type { FaultKind, FaultRule } from '../simulator/faults.ts';
import { isSoak } from '../support/soak.ts';
import { type History, historyOf, type WorldOptions } from './history-world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LIST_ONLY = { activities: 450, byHand: true, environment: { ARCHIVE: 'activities' } };

/** A first pass during which something happens before a page of the list is asked for. */
async function paged(happens: (page: number, history: History) => void, world: WorldOptions = LIST_ONLY) {
  const history = await historyOf(world);
  const { simulator, truth, pass, backfill, clock, sql } = history;
  const known = () => new Set(sql<{ id: number }>('SELECT id FROM activities').map(({ id }) => id));
  const missing = () => {
    const ids = known();
    return truth()
      .summaries()
      .map(({ id }) => id)
      .filter((id) => !ids.has(id));
  };
  await pass({
    onItem: (_, { position, resource }) => resource.plan === 'list' && happens(position, history),
  });
  const pages = () => simulator.requests.flatMap(({ query }) => query.page ?? []);
  const lists = pages();
  clock.advance(HOUR_MS);
  /** How often in a row the list was read with the same result. */
  const readings = () =>
    sql<{ readings: number }>("SELECT readings FROM coverage WHERE item = 'whole'").map(
      (row) => row.readings,
    );
  /** What a day later is asked of the list. */
  const aDayLater = async () => {
    clock.advance(DAY_MS);
    const before = pages().length;
    await pass();
    await backfill();
    return pages().slice(before).join(' ');
  };
  return { ...history, history, lists, pages, missing, readings, aDayLater };
}

describe('a list that changes while it is paged', () => {
  test('by new activities: none twice, none missed', async () => {
    const { lists, missing, pass, sql } = await paged((page, { simulator, clock }) => {
      for (let i = 1; i < page; i++) {
        clock.advance(60_000);
        simulator.addActivity({ gear_id: null });
      }
    });
    expect(lists).toEqual(['1', '2', '3', '4']);
    // Those of before pages 2, 3 and 4 are the newest: the next pass meets them first.
    expect(missing()).toHaveLength(1 + 2 + 3);
    await pass();
    expect(missing()).toEqual([]);
    expect(sql('SELECT count(*) AS n FROM activities')).toEqual([{ n: 456 }]);
    expect(sql("SELECT count(*) AS n FROM documents WHERE kind = 'activity_summary'")).toEqual([{ n: 456 }]);
  });

  // Its neighbour moves to a page that was read; that its detail is not there tells.
  test.each(isSoak ? [2, 3] : [3])('by one that is deleted before page %i: none missed', async (at) => {
    const world = { ...LIST_ONLY, environment: { ARCHIVE: 'activities,activity' } };
    const { lists, pages, missing, pass, backfill, clock } = await paged((page, { simulator, truth }) => {
      if (page === at) simulator.deleteActivity(truth().summaries()[50]?.id ?? 0);
    }, world);
    expect(lists).toEqual(['1', '2', '3', '4']);
    expect(missing()).toHaveLength(1);
    await backfill();
    clock.advance(HOUR_MS);
    await pass();
    await backfill();
    expect(missing()).toEqual([]);
    expect(pages()).toEqual([...lists, '1', '1', '2', '3', '4']);
    clock.advance(HOUR_MS);
    await pass();
    expect(pages().slice(9)).toEqual(['1']);
  });

  test('by one that is deleted once it is archived: the next pass reads one page', async () => {
    const { pages, pass, backfill, simulator, clock, sql } = await paged(() => {}, {
      ...LIST_ONLY,
      activities: 40,
      environment: { ARCHIVE: 'activities,activity' },
    });
    const { id } = simulator.addActivity({ gear_id: null });
    clock.advance(HOUR_MS);
    await pass();
    await backfill();
    simulator.deleteActivity(id);
    clock.advance(15 * 24 * HOUR_MS);
    await pass();
    await backfill();
    expect(
      sql('SELECT status FROM coverage WHERE resource = ? AND item = ?', 'activity', String(id)),
    ).toEqual([{ status: 'done' }]);
    clock.advance(HOUR_MS);
    await pass();
    // Two weeks later the list is read for the second time as well.
    expect(pages()).toEqual(['1', '2', '1', '1', '1', '2', '1']);
  });

  test('by 450 new ones since the last time, killed after the first page: no gap, and one page twice', async () => {
    const history = await historyOf({ ...LIST_ONLY, activities: 40 });
    const { simulator, clock, truth } = history;
    await history.pass();
    for (let i = 0; i < 450; i++) {
      clock.advance(60_000);
      simulator.addActivity({ gear_id: null });
    }
    const before = simulator.requests.length;
    const stop = new AbortController();
    const onItem = (_: number, { position }: { position: number }) => {
      if (position === 2) stop.abort(new Stopped());
    };
    expect(await history.pass({ signal: stop.signal, onItem })).toMatchObject([{ outcome: 'stopped' }]);
    history.app[Symbol.dispose]();
    const app = await history.restart();
    await runPass(app.passContext, { trigger: 'command' });
    const pages = simulator.requests.slice(before).map(({ query }) => query.page);
    expect(pages).toEqual(['1', '1', '2', '3']);
    const known = app.archive.$client.prepare('SELECT id FROM activities ORDER BY id').pluck().all();
    expect(known).toEqual(
      truth()
        .summaries()
        .map(({ id }) => id)
        .sort((a, b) => a - b),
    );
  });
});

/** What a page of the first reading can be beside what it should be. */
const LIST = '/api/v3/athlete/activities';
type Change = (elements: readonly unknown[]) => readonly unknown[];
const once = (page: number, kind: FaultKind, times = 1) => ({
  path: LIST,
  query: { page: `${page}` },
  kind,
  times,
});
const changed = (change: Change): FaultKind => ({ kind: 'elements', change });
const EMPTY = changed(() => []);

describe('no page ends or hides anything by itself', () => {
  test.each<[string, FaultRule, string, number, string, string]>([
    ['empty once', once(2, EMPTY), '1 2 2 3 4', 0, '1 1 2 3 4', '1 2'],
    ['empty twice', once(2, EMPTY, 2), '1 2 2', 250, '1 1 2 3 4', '1 1 2 3 4'],
    [
      'cut',
      once(
        2,
        changed((all) => all.slice(0, 180)),
      ),
      '1 2 3 4',
      20,
      '1 1 2 3 4',
      '1 1 2 3 4',
    ],
    [
      'the one before once',
      once(2, { kind: 'asked', query: { page: '1' } }),
      '1 2 2 3 4',
      0,
      '1 1 2 3 4',
      '1 2',
    ],
    [
      ...(['the one before twice', once(2, { kind: 'asked', query: { page: '1' } }, 2)] as const),
      ...(['1 2 2 3 4', 200, '1 1 2 3 4', '1 1 2 3 4'] as const),
    ],
    [
      ...(['moved up by some', once(3, { kind: 'elements', change: (all) => all.slice(3) })] as const),
      ...(['1 2 3 4', 3, '1 1 2 3 4', '1 1 2 3 4'] as const),
    ],
  ])('one that is %s', async (_what, fault, first, hidden, second, third) => {
    const world = await paged((page, { simulator }) => {
      if (page === 1) simulator.faults.add(fault);
    });
    const { lists, missing, aDayLater, readings, sql } = world;
    expect([lists.join(' '), missing().length, readings()]).toEqual([first, hidden, [1]]);
    expect([await aDayLater(), missing(), readings()]).toEqual([second, [], [hidden === 0 ? 2 : 1]]);
    const note = hidden === 0 ? null : `${hidden} came to light only when it was read again`;
    expect(sql("SELECT note FROM coverage WHERE item = 'whole'")).toEqual([{ note }]);
    expect([await aDayLater(), readings()]).toEqual([third, [2]]);
    // From then on it is read in turn, a page in a pass.
    expect(await aDayLater()).toBe(third === '1 2' ? '1 3' : '1 2');
  });

  test.each<[string, FaultRule, number]>([
    ['always the first', { path: LIST, every: 1, kind: { kind: 'asked', query: { page: '1' } } }, 7],
    ['nothing with an id', { path: LIST, every: 1, kind: changed(() => [null, {}]) }, 5],
  ])('a list of which each page is %s has no end, and is said to have none', async (_what, rule, asked) => {
    const { lists, pages, pass, backfill, clock, sql, readings, simulator, missing } = await paged(
      (page, { simulator }) => {
        if (page === 1) simulator.faults.add(rule);
      },
    );
    const line = () => sql("SELECT status, reason FROM coverage WHERE item = 'whole'");
    expect(lists).toHaveLength(asked);
    expect(line()).toMatchObject([
      { status: 'failed', reason: expect.stringMatching(/show only what was shown already/) },
    ]);
    await pass();
    expect(pages().slice(lists.length)).toHaveLength(2);
    expect(readings()).toEqual([0]);
    simulator.faults.clear();
    await pass();
    expect(readings()).toEqual([1]);
    // It showed less than it should: the second reading does not wait for a day.
    clock.advance(HOUR_MS);
    await backfill();
    expect([missing(), readings()]).toEqual([[], [1]]);
  });

  test('a page that fails holds back nothing new', async () => {
    const { simulator, clock, pass, pages, lists, missing } = await paged((page, { simulator }) => {
      if (page === 1) simulator.faults.add({ ...once(3, { status: 500 }, 99) });
    });
    const { id } = simulator.addActivity({ gear_id: null });
    clock.advance(HOUR_MS);
    expect(missing()).toContain(id);
    await pass();
    expect(missing()).not.toContain(id);
    expect(pages().slice(lists.length)[0]).toBe('1');
    simulator.faults.clear();
    clock.advance(HOUR_MS);
    await pass();
    expect(missing()).toEqual([]);
  });
});
