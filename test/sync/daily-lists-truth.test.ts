import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { dump } from '../archive/dump.ts';
import { rowsOf } from '../archive/open-archive.ts';
import type { FaultKind } from '../simulator/index.ts';
import { sized } from '../support/soak.ts';
import { daily, expectDaily, HOUR_MS } from './daily-world.ts';

const PATHS = ['/api/v3/athlete/clubs', '/api/v3/segments/starred'] as const;
const half = (all: readonly unknown[]) => all.slice(0, all.length / 2);

/** What Strava does for a day: errors lose nothing, a list that is short or empty is so on no two days in a row. */
const FAULTS: Record<string, { kind: FaultKind; isShort?: true }> = {
  'an error': { kind: { status: 500 } },
  'a page': { kind: 'html-200' },
  'a refusal': { kind: { status: 403 } },
  'an object': { kind: 'wrong-shape' },
  half: { kind: { kind: 'elements', change: half }, isShort: true },
  nothing: { kind: { kind: 'elements', change: () => [] }, isShort: true },
  'the first page': { kind: { kind: 'asked', query: { page: '1' } } },
  'something without an id': { kind: { kind: 'elements', change: ([, ...rest]) => [null, ...rest] } },
};

type Step =
  | { do: 'join' | 'leave' | 'star' | 'unstar'; n: number }
  | { do: 'fault'; name: string; path: 0 | 1; nth: number; times: number }
  | { do: 'pass'; hours: number };

const change = fc.record({ do: fc.constantFrom('join', 'leave', 'star', 'unstar'), n: fc.nat(9) });
const fault = fc.record({
  do: fc.constant('fault'),
  name: fc.constantFrom(...Object.keys(FAULTS)),
  path: fc.constantFrom(0, 1),
  nth: fc.integer({ min: 1, max: 3 }),
  times: fc.integer({ min: 1, max: 9 }),
});
const pass = fc.record({ do: fc.constant('pass'), hours: fc.constantFrom(1, 7, 13, 24, 30) });
const steps = fc.array(
  fc.oneof(
    { arbitrary: change, weight: 4 },
    { arbitrary: fault, weight: 1 },
    { arbitrary: pass, weight: 3 },
  ) as fc.Arbitrary<Step>,
  { minLength: 4, maxLength: 24 },
);

async function tell(story: Step[]): Promise<void> {
  const world = await daily();
  const { simulator, clock, archive, athleteId, truth } = world;
  /** Since when a thing is not there (epoch milliseconds); each that ever was, by its id. */
  const away = new Map<number, number | undefined>();
  const idsOf = () => [...truth().clubs(), ...truth().starredSegments()].map(({ id }) => id);
  const note = () => {
    const now = idsOf();
    for (const id of away.keys()) if (!now.includes(id)) away.set(id, away.get(id) ?? clock.now());
    for (const id of now) away.set(id, undefined);
  };
  /** What is marked as gone was away at the instant of the mark. */
  const seen = new Set<string>();
  const check = () => {
    const marks = [
      ...rowsOf(archive, 'clubs', 'gone_at IS NOT NULL').map((row) => [row.id, row.gone_at]),
      ...rowsOf(archive, 'starred_segments', 'unstarred_at IS NOT NULL').map((row) => [
        row.id,
        row.unstarred_at,
      ]),
    ] as [number, string][];
    for (const [id, at] of marks) {
      if (seen.has(`${id} ${at}`)) continue;
      seen.add(`${id} ${at}`);
      expect(away.get(id), `${id} is marked as gone and there`).toBeLessThanOrEqual(Date.parse(at));
    }
  };
  const go = async (hours: number) => {
    clock.advance(hours * HOUR_MS);
    await world.pass();
    check();
  };
  const steps: Record<string, (step: never) => Promise<void> | void> = {
    join: () => void simulator.joinClub(),
    leave({ n }: { n: number }) {
      const club = truth().clubs()[n];
      if (club) simulator.leaveClub(club.id);
    },
    star: ({ n }: { n: number }) => simulator.star(n * 3),
    unstar({ n }: { n: number }) {
      const star = simulator.world.athleteOf(athleteId).stars[n];
      if (star) simulator.unstar(star.number);
    },
    async fault({ name, path, nth, times }: Step & { do: 'fault' }) {
      const { kind, isShort } = FAULTS[name] as (typeof FAULTS)[string];
      simulator.faults.add({ path: PATHS[path], nth, every: 1, times, kind });
      await go(24);
      simulator.faults.clear();
      if (isShort) await go(24);
    },
    pass: ({ hours }: { hours: number }) => go(hours),
  };
  await world.pass();
  note();
  for (const step of story) {
    await steps[step.do]?.(step as never);
    note();
  }
  const before = [rowsOf(archive, 'clubs').length, rowsOf(archive, 'starred_segments').length];
  // What failed keeps its patience, at most three days; then come two days on which nothing is odd.
  for (let day = 0; day < 5; day += 1) await go(24);
  expectDaily(archive, athleteId, truth());
  const after = [rowsOf(archive, 'clubs').length, rowsOf(archive, 'starred_segments').length];
  expect(after[0]).toBeGreaterThanOrEqual(before[0] ?? 0);
  expect(after[1]).toBeGreaterThanOrEqual(before[1] ?? 0);
  const rows = dump(archive);
  expect(rebuildTables(archive)).toEqual([]);
  expect(dump(archive)).toEqual(rows);
}

test('whatever comes and goes, and whatever Strava answers, the archive ends at the truth and marks nothing that is there', async () => {
  await fc.assert(fc.asyncProperty(steps, tell), { numRuns: sized(2, 600) });
});
