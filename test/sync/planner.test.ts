import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resources } from '../../src/resources/index.ts';
import {
  type Candidate,
  choose,
  isDue,
  isSnapshot,
  type PlannerFacts,
  TIERS,
  VISIBLE,
} from '../../src/sync/planner.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const DAY = 86_400_000;
const factsWith = (detailed: number, isAffordable = true): PlannerFacts => ({
  ...{ now: NOW, detailed },
  isAffordable: () => isAffordable,
  isShared: false,
});
const START = factsWith(0);
const LATE = factsWith(VISIBLE);

const dateOf = (daysAgo: number) => new Date(NOW - daysAgo * DAY).toISOString().replace('.000', '');
function candidate(name: string, daysAgo?: number, item = '1'): Candidate {
  const resource = resources.find((each) => each.name === name);
  if (!resource) throw new Error(`There is no resource ${name}.`);
  return {
    resource,
    item,
    itemDate: daysAgo === undefined ? null : dateOf(daysAgo),
    position: 1,
  };
}

/** One of each tier, in their order, while few details are archived. */
const BY_TIER: Candidate[] = [
  candidate('athlete'),
  candidate('activities'),
  candidate('streams', 2),
  candidate('gear'),
  candidate('activity', 300),
  { ...candidate('activities'), reading: 'again' },
  candidate('streams', 15),
  { ...candidate('streams', 1_500), resource: { ...candidate('streams').resource, rank: 'extra' as const } },
  { ...candidate('activity', 20), reread: true },
];

describe('the choice', () => {
  test('is of the highest tier, whatever the order of the candidates', () => {
    for (const [i] of BY_TIER.entries()) {
      const left = BY_TIER.slice(i);
      expect(choose(left, START)).toBe(BY_TIER[i]);
      expect(choose(left.toReversed(), START)).toBe(BY_TIER[i]);
    }
    expect(TIERS).toHaveLength(BY_TIER.length);
  });

  test('is nothing without candidates', () => expect(choose([], START)).toBeUndefined());

  test.each<[string, Candidate[], number]>([
    ['the newest of recent ones', [candidate('activity', 3), candidate('streams', 1)], 1],
    ['the newest of old ones', [candidate('activity', 300), candidate('streams', 100)], 1],
    ['the first in the list of resources', [candidate('activity', 100), candidate('streams', 100)], 0],
    ['the same for recent ones', [candidate('activity', 1), candidate('streams', 1)], 0],
    ['the profile before the totals', [candidate('athlete'), candidate('stats')], 0],
  ])('is %s, once enough is visible', (_what, candidates, expected) => {
    expect(choose(candidates, LATE)).toBe(candidates[expected]);
  });

  test('is a detail before newer streams until enough is visible', () => {
    const both = [candidate('activity', 300), candidate('streams', 100)];
    expect(choose(both, factsWith(VISIBLE - 1))).toBe(both[0]);
    expect(choose(both, LATE)).toBe(both[1]);
  });

  test('leaves the candidates as they are', () => {
    const candidates = BY_TIER.toReversed();
    const before = [...candidates];
    choose(candidates, START);
    expect(candidates).toEqual(before);
  });
});

describe('due in a pass', () => {
  test.each<[string, number | undefined, boolean]>([
    ['athlete', undefined, true],
    ['stats', undefined, true],
    ['activities', undefined, true],
    ['gear', undefined, true],
    ['activity', 0, true],
    ['streams', 13.9, true],
    ['activity', 14, false],
    ['streams', 14, false],
    ['activity', 3_000, false],
    ['activity', -1, true],
  ])('is %s of %s days ago: %s', (name, daysAgo, expected) => {
    expect(isDue(candidate(name, daysAgo), START)).toBe(expected);
    expect(isDue(candidate(name, daysAgo), LATE)).toBe(expected);
  });

  test.each(['activity', 'streams'])('is no %s merely for having no date', (name) => {
    expect(isDue(candidate(name), START)).toBe(false);
    const [undated, old] = [candidate(name), candidate(name, 3_000)];
    expect(choose([undated, old], LATE)).toBe(old);
  });

  test('is what says so of itself, whatever its date, unless that touches the reserve', () => {
    expect(isDue(candidate('gear', 3_000), START)).toBe(true);
    expect(isDue(candidate('gear', 3_000), factsWith(0, false))).toBe(false);
    expect(isDue(candidate('streams', 1), factsWith(0, false))).toBe(true);
  });

  test('is a list in turn, unless that touches the reserve', () => {
    const inTurn: Candidate = { ...candidate('activities'), reading: 'in turn' };
    expect([isDue(inTurn, START), isDue(inTurn, factsWith(0, false))]).toEqual([true, false]);
    expect(isDue({ ...inTurn, reading: 'again' }, START)).toBe(false);
    expect(choose([candidate('activity', 300), inTurn, candidate('activity', 1)], START)).toMatchObject({
      itemDate: dateOf(1),
    });
  });

  test('are the snapshots alone for bootstrap', () => {
    const snapshots = resources.map(({ name }) => candidate(name)).filter(isSnapshot);
    for (const { resource } of snapshots) expect(resource.plan).toBe('snapshot');
    expect(snapshots.length).toBeGreaterThan(1);
  });
});

test('never is anything of a lower tier chosen while there is a higher one, nor anything older', () => {
  const item = fc
    .tuple(fc.constantFrom('activity', 'streams'), fc.integer({ min: 0, max: 40 }))
    .map(([name, days]) => candidate(name, days));
  const undated = [candidate('athlete'), candidate('activities'), candidate('gear')];
  const any = fc.oneof(fc.constantFrom(...undated), item);
  const rankOf = ({ resource, itemDate }: Candidate, detailed: number) => {
    if (resource.plan !== 'item') return resource.plan === 'snapshot' ? 0 : 1;
    if (itemDate === null) return 3;
    if (NOW - Date.parse(itemDate) < 14 * DAY) return 2;
    return resource.name === 'activity' && detailed < VISIBLE ? 4 : 5;
  };
  fc.assert(
    fc.property(fc.array(any, { minLength: 1, maxLength: 12 }), fc.nat(VISIBLE), (candidates, detailed) => {
      const chosen = choose(candidates, factsWith(detailed));
      if (!chosen) return expect.unreachable();
      const ranks = candidates.map((each) => rankOf(each, detailed));
      const rank = rankOf(chosen, detailed);
      expect(rank).toBe(Math.min(...ranks));
      const peers = candidates.filter((_, i) => ranks[i] === rank);
      for (const { itemDate } of peers) expect((chosen.itemDate ?? '') >= (itemDate ?? '')).toBe(true);
    }),
  );
});

describe('in a household', () => {
  const shared = (isAffordable: boolean): PlannerFacts => ({ ...factsWith(0, isAffordable), isShared: true });

  test('a pass asks at any cost only for what is of the last days, and for the newest page of a list', () => {
    const candidates = [
      candidate('athlete'),
      candidate('activities'),
      candidate('activity', 1),
      { ...candidate('activities'), position: 2 },
      candidate('activity', 3),
    ];
    const due = (facts: PlannerFacts) => candidates.map((each) => isDue(each, facts));
    expect(due(shared(false))).toEqual([true, true, true, false, false]);
    expect(due(shared(true))).toEqual([true, true, true, true, true]);
    expect(due(factsWith(0, false))).toEqual([true, true, true, true, true]);
  });
});
