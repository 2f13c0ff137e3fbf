import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../../src/archive/documents.ts';
import type { FaultKind } from '../simulator/index.ts';
import { sized } from '../support/soak.ts';
import { expectRows } from './truth-rows.ts';
import { looker, worldOf } from './world-of.ts';

const DAY = 86_400_000;

async function setting() {
  const limits = { read: [5_000, 50_000] as [number, number] };
  const environment = { ARCHIVE: 'athlete,routes,route,route_gpx' };
  const world = await worldOf(0, { limits, environment });
  const { simulator, pass, backfill, archive, athleteId, truth, sql, clock } = world;
  const look = looker(simulator);
  const ids = (where = '1') =>
    sql<{ id: string }>(`SELECT CAST(id AS TEXT) AS id FROM routes WHERE ${where}`).map(({ id }) => id);
  const gone = () => ids('gone_at IS NOT NULL');
  return {
    ...world,
    ids,
    gone,
    /** What of routes is asked for in a pass and backfill. */
    async run() {
      await pass();
      await backfill();
      return look().filter((path) => path.includes('/routes'));
    },
    async days(count: number) {
      for (let day = 0; day < count; day += 1) {
        clock.advance(DAY);
        await pass();
        await backfill();
      }
      look();
    },
    /** That each route that there is stands in the archive with all that its answers say, and what is gone is marked. */
    expectRoutes() {
      const all = truth().routes();
      if (all.length > 0)
        expectRows(
          archive.$client,
          'routes',
          all.map(({ id }) => ({ ...truth().route(id), athlete_id: athleteId })),
          'gone_at IS NULL',
        );
      for (const { id, id_str } of all)
        expect(readDocument(archive, 'route_gpx', id_str)?.text).toBe(truth().routeGpx(id));
    },
  };
}

describe('routes', () => {
  test('cost two requests a day for the list, and two for each that is new or has changed', async () => {
    const { simulator, run, truth, athleteId, clock, expectRoutes } = await setting();
    const list = `/athletes/${athleteId}/routes`;
    const ids = truth()
      .routes()
      .map(({ id_str }) => id_str);
    const own = (id: string | bigint) => [`/routes/${id}`, `/routes/${id}/export_gpx`];
    expect((await run()).sort()).toEqual([list, list, ...ids.flatMap(own)].sort());
    expectRoutes();
    expect(await run()).toEqual([]);
    clock.advance(DAY);
    expect(await run()).toEqual([list, list]);

    const { id } = simulator.addRoute({ private: true });
    const edited = BigInt(ids[2] ?? 0);
    simulator.editRoute(edited, { name: 'Renamed', seed: 77 });
    clock.advance(DAY);
    expect((await run()).sort()).toEqual([list, list, ...own(id), ...own(edited)].sort());
    expectRoutes();
  });

  test('that are removed keep their rows with a mark, once two readings lack them', async () => {
    const { simulator, run, days, truth, gone, ids, expectRoutes } = await setting();
    await run();
    const [removed] = truth().routes();
    const route = BigInt(removed?.id ?? 0);
    simulator.removeRoute(route);
    await days(1);
    expect(gone()).toEqual([]);
    await days(1);
    expect(gone()).toEqual([String(route)]);
    expect(ids()).toHaveLength(truth().routes().length + 1);
    expectRoutes();
  });

  test('that a file is refused for, or a page is sent in place of it, have their rows all the same', async () => {
    const { simulator, run, ledger, truth, expectRoutes, clock } = await setting();
    simulator.faults.add({ path: /export_gpx$/, nth: 2, kind: 'html-200' });
    simulator.faults.add({
      path: /export_gpx$/,
      nth: 4,
      kind: { kind: 'changed', change: (text) => text.slice(0, -40) },
    });
    await run();
    const count = truth().routes().length;
    expect(ledger()).toMatchObject({
      'route done': count,
      'route_gpx done': count - 2,
      'route_gpx failed': 2,
    });
    clock.advance(DAY);
    await run();
    expectRoutes();
  });
});

type Step =
  | { do: 'add'; seed: number }
  | { do: 'edit' | 'remove'; which: number; name: string }
  | { do: 'day' }
  | { do: 'fault'; of: string; kind: FaultKind };

const which = fc.nat({ max: 8 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.constant({ do: 'day' } as Step), weight: 3 },
  { arbitrary: fc.nat({ max: 99 }).map((seed): Step => ({ do: 'add', seed })), weight: 1 },
  {
    arbitrary: fc.record({
      do: fc.constantFrom('edit', 'remove'),
      which,
      name: fc.string(),
    }) as fc.Arbitrary<Step>,
    weight: 2,
  },
  {
    arbitrary: fc
      .record({
        do: fc.constant('fault' as const),
        of: fc.constantFrom('/routes/\\d+$', '/export_gpx$', '/athletes/\\d+/routes$'),
        kind: fc.constantFrom<FaultKind>(
          'html-200',
          'empty',
          'wrong-shape',
          'truncated',
          { status: 404 },
          { status: 500 },
        ),
      })
      // Twice, a day apart, that is Strava's word that there is no file.
      .filter(({ of, kind }) => !(of === '/export_gpx$' && typeof kind === 'object')),
    weight: 1,
  },
);

test('after any story of changes, faults and days the archive has what Strava has, and has lost nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      const { simulator, run, days, truth, ids, gone, expectRoutes } = await setting();
      const ever = new Set<string>();
      await run();
      for (const each of steps) {
        const { id } = truth().routes()['which' in each ? each.which : 0] ?? {};
        if (each.do === 'day') await days(1);
        else if (each.do === 'add') simulator.addRoute({ seed: each.seed });
        else if (each.do === 'fault')
          simulator.faults.add({ path: new RegExp(each.of), every: 2, times: 3, kind: each.kind });
        else if (id !== undefined && each.do === 'edit') simulator.editRoute(BigInt(id), { name: each.name });
        else if (id !== undefined) simulator.removeRoute(BigInt(id));
        const rows = ids();
        for (const known of rows) ever.add(known);
        for (const known of ever) expect(rows).toContain(known);
        for (const { id_str } of truth().routes()) expect(gone()).not.toContain(id_str);
      }
      simulator.faults.clear();
      await days(14);
      expectRoutes();
      const present = truth()
        .routes()
        .map(({ id_str }) => id_str);
      expect(gone().sort()).toEqual([...ever].filter((id) => !present.includes(id)).sort());
    }),
    { numRuns: sized(2, 300) },
  );
});
