import { describe, expect, test } from 'vitest';
import { Stopped } from '../../src/errors.ts';
import { runPass } from '../../src/sync/pass.ts';
import { type History, historyOf, type WorldOptions } from './history-world.ts';

const HOUR_MS = 3_600_000;
const LIST_ONLY = { activities: 450, byHand: true, environment: { ARCHIVE: 'activities' } };

/** A first pass during which something happens before a page of the list is asked for. */
async function paged(happens: (page: number, history: History) => void, world: WorldOptions = LIST_ONLY) {
  const history = await historyOf(world);
  const { simulator, truth, pass, clock, sql } = history;
  const known = () => new Set(sql<{ id: number }>('SELECT id FROM activities').map(({ id }) => id));
  const missing = () =>
    truth()
      .summaries()
      .map(({ id }) => id)
      .filter((id) => !known().has(id));
  await pass({
    onItem: (_, { position, resource }) => resource.plan === 'list' && happens(position, history),
  });
  const pages = () => simulator.requests.flatMap(({ query }) => query.page ?? []);
  const lists = pages();
  clock.advance(HOUR_MS);
  return { ...history, history, lists, pages, missing };
}

describe('a list that changes while it is paged', { timeout: 30_000 }, () => {
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
  test.each([2, 3])('by one that is deleted before page %i: none missed', async (at) => {
    const world = { ...LIST_ONLY, environment: { ARCHIVE: 'activities,activity' } };
    const { lists, pages, missing, pass, backfill, clock } = await paged((page, { simulator, truth }) => {
      if (page === at) simulator.deleteActivity(truth().summaries()[50]?.id ?? 0);
    }, world);
    expect(lists).toEqual(['1', '2', '3', '4']);
    expect(missing()).toHaveLength(1);
    await backfill();
    await pass();
    expect(missing()).toEqual([]);
    expect(pages()).toEqual([...lists, '1', '2', '3', '4']);
    clock.advance(HOUR_MS);
    await pass();
    expect(pages().slice(8)).toEqual(['1']);
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
    expect(pages()).toEqual(['1', '2', '1', '1', '1']);
  });

  test('or has a short page is read to its end', async () => {
    const { lists, missing } = await paged((page, { simulator, truth }) => {
      const json = truth().summaries().slice(200, 380);
      if (page === 2)
        simulator.faults.add({ path: '/api/v3/athlete/activities', kind: { kind: 'json', json } });
    });
    expect(lists).toEqual(['1', '2', '3', '4']);
    expect(missing()).toHaveLength(20);
  });

  test('by 450 new ones since the last time, killed after the first page: no gap, and no page too many', async () => {
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
    expect(pages).toEqual(['1', '2', '3']);
    const known = app.archive.$client.prepare('SELECT id FROM activities ORDER BY id').pluck().all();
    expect(known).toEqual(
      truth()
        .summaries()
        .map(({ id }) => id)
        .sort((a, b) => a - b),
    );
  });
});
