import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/clock.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { dumpTable } from '../archive/dump.ts';
import { EVERY_FAULT } from '../simulator/index.ts';
import { sized } from '../support/soak.ts';
import { archiveAll, askedSince, historyOf } from './history-world.ts';

const environment = { ARCHIVE: 'activities,gear,kudos' };

/** A world of which all is archived, and what a test of kudos asks of it. */
async function world(activities: number) {
  const history = await historyOf({ activities, environment });
  const { simulator, truth, archive, clock, sql } = history;
  const kudosAsked = (from: number) =>
    askedSince(simulator, from).filter((path) => path.startsWith('/activities/'));
  const rest = async (ms: number) => {
    clock.advance(ms);
    await archiveAll(history);
  };
  await archiveAll(history);
  return {
    ...history,
    ...{ kudosAsked, rest },
    first: kudosAsked(0),
    /** Goes on until nothing is to be asked for any more, also of what is archived already. */
    async settle() {
      const select = "SELECT max(next_try_at) FROM coverage WHERE resource = 'kudos'";
      for (;;) {
        await archiveAll(history);
        const at = archive.$client.prepare(select).pluck().get() as string | null;
        if (at === null) return;
        clock.advance(Math.max(HOUR_MS, Date.parse(at) - clock.now()));
      }
    },
    expectSame() {
      for (const { id } of truth().summaries()) {
        const rows = sql(
          'SELECT 2 AS resource_state, firstname, lastname FROM kudos WHERE activity_id = ? ORDER BY position',
          id,
        );
        expect(rows, `${id}`).toEqual(truth().kudos(id, 10_000));
      }
    },
  };
}

test('each activity with kudos costs a request for 200, others none; no count makes it more than fifty', async () => {
  const { first, truth, expectSame } = await world(30);
  const pagesOf = ({ id, kudos_count }: { id: number; kudos_count: number }) =>
    Array.from(
      { length: Math.min(50, Math.ceil(kudos_count / 200)) },
      (_, n) => `/activities/${id}/kudos?page=${n + 1}&per_page=200`,
    );
  const expected = truth().summaries().flatMap(pagesOf);
  expect(first.toSorted()).toEqual(expected.sort());
  expect(
    truth()
      .summaries()
      .some(({ kudos_count }) => kudos_count === 0),
  ).toBe(true);
  expect(
    truth()
      .summaries()
      .some(({ kudos_count }) => kudos_count > 10_000),
  ).toBe(true);
  expectSame();
});

test('kudos that trickle in cost a request a day', async () => {
  const { truth, simulator, rest, kudosAsked, expectSame } = await world(6);
  const { id } = truth().summaries()[0] ?? expect.fail();
  await rest(DAY_MS);
  const from = simulator.requests.length;
  for (let hour = 0; hour < 10; hour++) {
    simulator.giveKudos(id);
    await rest(HOUR_MS);
  }
  expect(kudosAsked(from)).toHaveLength(1);
  await rest(DAY_MS);
  expect(kudosAsked(from)).toHaveLength(2);
  expectSame();
  await rest(DAY_MS);
  expect(kudosAsked(from)).toHaveLength(2);
});

test('a page that is one name like one before is no page that came before', async () => {
  const { truth, simulator, rest, expectSame, sql } = await world(6);
  const { id, kudos_count } = truth().summaries()[0] ?? expect.fail();
  for (let n = kudos_count; n < 401; n++) simulator.giveKudos(id);
  await rest(2 * DAY_MS);
  expect(sql('SELECT 1 FROM kudos WHERE activity_id = ?', id)).toHaveLength(401);
  expectSame();
});

test('after any story of kudos and faults the archive is the truth in the end', async () => {
  const { simulator, truth, clock, pass, backfill, settle, expectSame, archive } = await world(5);
  const ids = truth()
    .summaries()
    .slice(0, 3)
    .map(({ id }) => id);
  const usual = EVERY_FAULT.filter(({ name }) => !['hang', 'hang-body', 'rotate-then-drop'].includes(name));
  const step = fc.record({
    what: fc.constantFrom('give', 'give', 'hide', 'take'),
    which: fc.nat({ max: 2 }),
    n: fc.nat(),
    spoilt: fc.option(fc.constantFrom(...usual.map(({ kind }) => kind))),
    hours: fc.constantFrom(1, 5, 30),
  });
  const lie = fc.record({
    at: fc.nat({ max: 7 }),
    change: fc.constantFrom<(all: readonly unknown[]) => readonly unknown[]>(
      () => [],
      (all) => all.slice(1),
    ),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 8 }),
      lie,
      async (story, { at, change: spoil }) => {
        for (const [n, { what, which, n: chosen, spoilt, hours }] of story.entries()) {
          const id = ids[which] ?? 0;
          const there = truth().kudos(id).length;
          if (what !== 'take') simulator.giveKudos(id, { hidden: what === 'hide' });
          else if (there > 0) simulator.takeKudos(id, chosen % there);
          const path = /\/kudos$/;
          if (spoilt) simulator.faults.add({ path, kind: spoilt });
          if (n === at) simulator.faults.add({ path, kind: { kind: 'elements', change: spoil } });
          clock.advance(hours * HOUR_MS);
          await pass();
          await backfill();
        }
        simulator.faults.clear();
        await settle();
        expectSame();
        const rows = dumpTable(archive, 'kudos');
        expect(rebuildTables(archive)).toEqual([]);
        expect(dumpTable(archive, 'kudos')).toEqual(rows);
      },
    ),
    { numRuns: sized(5, 1_000) },
  );
});
