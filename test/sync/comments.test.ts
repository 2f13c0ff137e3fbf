import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/clock.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { dumpTable } from '../archive/dump.ts';
import { EVERY_FAULT } from '../simulator/index.ts';
import { sized } from '../support/soak.ts';
import { archiveAll, askedSince, type History, historyOf } from './history-world.ts';
import { expectRows } from './truth-rows.ts';

const environment = { ARCHIVE: 'activities,gear,comments' };

/** A world of which all is archived, and what a test of comments asks of it. */
async function world(activities = 30) {
  const history = await historyOf({ activities, environment });
  const { simulator, truth, athleteId, archive } = history;
  const asked = (from: number) =>
    askedSince(simulator, from).filter((path) => path.startsWith('/activities/'));
  await archiveAll(history);
  return {
    ...history,
    history,
    asked,
    first: asked(0),
    with: (count: number) =>
      truth()
        .summaries()
        .filter(({ comment_count }) => comment_count >= count),
    expectSame() {
      const all = truth()
        .summaries()
        .flatMap(({ id }) => truth().comments(id));
      const rows = all.map((each) => ({ ...each, athlete_id: athleteId }));
      expectRows(archive.$client, 'comments', rows, 'removed_at IS NULL');
    },
  };
}

/** Goes on until nothing is to be asked for any more, also of what is archived already. */
async function settle(history: History): Promise<void> {
  const select = "SELECT max(next_try_at) FROM coverage WHERE resource = 'comments'";
  for (;;) {
    await archiveAll(history);
    const at = history.archive.$client.prepare(select).pluck().get() as string | null;
    if (at === null) return;
    history.clock.advance(Math.max(HOUR_MS, Date.parse(at) - history.clock.now()));
  }
}

test('each activity with comments costs a request, others none, and again only what has others now', async () => {
  const { first, with: having, expectSame, simulator, history, asked, clock } = await world();
  const ids = having(1).map(({ id }) => `/activities/${id}/comments?page_size=200`);
  expect(ids.length).toBeGreaterThan(2);
  expect(first.toSorted()).toEqual(ids.toSorted());
  expectSame();
  const from = simulator.requests.length;
  const [one, none] = [
    having(1)[0]?.id ?? 0,
    history
      .truth()
      .summaries()
      .find((each) => each.comment_count === 0)?.id ?? 0,
  ];
  simulator.addComment(one);
  simulator.addComment(none);
  clock.advance(HOUR_MS);
  await archiveAll(history);
  clock.advance(HOUR_MS);
  await archiveAll(history);
  expect(asked(from).toSorted()).toEqual(
    [one, none].map((id) => `/activities/${id}/comments?page_size=200`).sort(),
  );
  expectSame();
});

test('more than a page come by cursor, as many requests as the count needs', async () => {
  const { simulator, with: having, history, asked, expectSame, clock, sql } = await world(6);
  const { id } = having(0)[0] ?? expect.fail();
  const { comment_count } = simulator.truth().detail(id);
  for (let n = comment_count; n < 400; n++) simulator.addComment(id, { text: `${n}` });
  let from = simulator.requests.length;
  clock.advance(HOUR_MS);
  await archiveAll(history);
  expect(asked(from)).toHaveLength(2);
  expect(simulator.requests.at(-1)?.query.after_cursor).toMatch(/^\w+(%3D)*$/);
  expectSame();
  // One that is hidden lets the end be asked for, then and once more a day later.
  simulator.addComment(id, { hidden: true });
  from = simulator.requests.length;
  clock.advance(HOUR_MS);
  await archiveAll(history);
  expect(asked(from)).toHaveLength(3);
  clock.advance(DAY_MS);
  await archiveAll(history);
  expect(asked(from)).toHaveLength(6);
  clock.advance(3 * DAY_MS);
  await archiveAll(history);
  expect(asked(from)).toHaveLength(6);
  expect(sql('SELECT 1 FROM comments WHERE removed_at IS NOT NULL')).toEqual([]);
  expectSame();
});

test('the last comment that is removed is marked; an empty page by mistake marks none', async () => {
  const { simulator, with: having, history, expectSame, clock, sql } = await world();
  const [one, other] = having(1).map(({ id }) => id) as [number, number];
  const former = history.truth().comments(one);
  for (const { id } of former) simulator.removeComment(one, id);
  simulator.addComment(other);
  simulator.faults.add({
    path: `/api/v3/activities/${other}/comments`,
    kind: { kind: 'elements', change: () => [] },
  });
  clock.advance(HOUR_MS);
  await archiveAll(history);
  const gone = () => sql<{ id: number }>('SELECT id FROM comments WHERE removed_at IS NOT NULL');
  expect(gone()).toHaveLength(former.length);
  await settle(history);
  expect(gone()).toHaveLength(former.length);
  expectSame();
});

const usual = EVERY_FAULT.filter(({ name }) => !['hang', 'hang-body', 'rotate-then-drop'].includes(name));
const fault = fc.record({
  kind: fc.constantFrom(...usual.map(({ kind }) => kind)),
  times: fc.constantFrom(1, 2),
});
const step = fc.record({
  what: fc.constantFrom('add', 'add', 'hide', 'remove', 'restore'),
  which: fc.nat({ max: 2 }),
  n: fc.nat(),
  spoilt: fc.option(fault),
  hours: fc.constantFrom(1, 5, 30),
});
/** Once in a story: an answer that lacks something and says so twice, a day apart, cannot be told from a true one. */
const lie = fc.record({
  at: fc.nat({ max: 7 }),
  change: fc.constantFrom<(all: readonly unknown[]) => readonly unknown[]>(
    () => [],
    (all) => all.slice(1),
    (all) => [...all, ...all],
  ),
});

test('after any story of comments and faults the archive is the truth in the end, and says of none what is not so', async () => {
  const { simulator, history, expectSame, archive, truth, clock, sql } = await world(5);
  const ids = truth()
    .summaries()
    .slice(0, 3)
    .map(({ id }) => id);
  for (const id of ids) simulator.addComment(id);
  // One that comes and another that goes before the next look leave the count as it was: that is no news to anybody.
  clock.advance(HOUR_MS);
  await archiveAll(history);
  const removedOnce = new Set<number>();
  const removed = new Map<number, number[]>(ids.map((id) => [id, []]));
  const change = ({ what, which, n }: { what: string; which: number; n: number }) => {
    const id = ids[which] ?? 0;
    const [there, gone] = [truth().comments(id), removed.get(id) ?? []];
    const one = there[n % there.length];
    if (what === 'add' || what === 'hide') simulator.addComment(id, { hidden: what === 'hide' });
    if (what === 'remove' && one && there.length > 1) {
      simulator.removeComment(id, one.id);
      gone.push(one.id);
      removedOnce.add(one.id);
    }
    const back = gone.pop();
    if (back === undefined) return;
    if (what === 'restore') simulator.restoreComment(id, back);
    else gone.push(back);
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 8 }),
      lie,
      async (story, { at, change: spoil }) => {
        for (const [n, each] of story.entries()) {
          change(each);
          if (each.spoilt) simulator.faults.add({ path: /\/comments$/, ...each.spoilt });
          if (n === at)
            simulator.faults.add({ path: /\/comments$/, kind: { kind: 'elements', change: spoil } });
          clock.advance(each.hours * HOUR_MS);
          await history.pass();
          await history.backfill();
          for (const { id } of sql<{ id: number }>('SELECT id FROM comments WHERE removed_at IS NOT NULL'))
            expect(removedOnce, 'marked, and never removed').toContain(id);
        }
        simulator.faults.clear();
        await settle(history);
        expectSame();
        const rows = dumpTable(archive, 'comments');
        expect(rebuildTables(archive)).toEqual([]);
        expect(dumpTable(archive, 'comments')).toEqual(rows);
      },
    ),
    { numRuns: sized(5, 1_000) },
  );
});
