import { DAY_MS } from '../clock.ts';
import type { AnyResource } from '../resources/resource.ts';

/** Something that could be asked for next. */
export interface Candidate {
  resource: AnyResource;
  item: string;
  /** The item's own date (UTC instant), if it has one. */
  itemDate: string | null;
  /** The page, for a list. */
  position: number;
  /** A list that was read to its end before: again to be sure, or in turn, since older things change too. */
  reading?: 'again' | 'in turn' | undefined;
  /** Whether it is archived, and read again since that is long ago. */
  reread?: boolean;
  /** Whether its resource is closed: it is asked for to see whether Strava gives it again. */
  scout?: boolean;
}

/** What the choice depends on beside the candidates. */
export interface PlannerFacts {
  /** Epoch milliseconds. */
  now: number;
  /** How many activities are archived with their detail, counted up to {@link VISIBLE}. */
  detailed: number;
  /** Whether the request budget has more left than the reserve. */
  isAffordable(): boolean;
  /** Whether several athletes share the request budget. */
  isShared: boolean;
}

/**
 * In this order. A pass runs the first three, whatever they cost, and what is `due` as long as the reserve is not
 * touched; backfill all of them within its share. In a household only what is of the last days is `recent`; the rest of
 * the last two weeks, and the pages of a list beyond the newest, are `due`.
 */
export const TIERS = [
  'snapshot',
  'list',
  'recent',
  'due',
  'visible',
  'again',
  'backfill',
  'extra',
  'reread',
] as const;
type Tier = (typeof TIERS)[number];

const AT_ANY_COST: readonly Tier[] = TIERS.slice(0, 3);

const RECENT_MS = 14 * DAY_MS;
// In a household what one athlete asks for at any cost is missing in the passes of all.
const TODAY_MS = 2 * DAY_MS;
/** About as many activities as a person looks at first: their details come before anything older. */
export const VISIBLE = 200;

function tierOf(
  { resource, itemDate, position, reading, reread }: Candidate,
  { now, detailed, isShared }: Omit<PlannerFacts, 'isAffordable'>,
): Tier {
  if (reread) return 'reread';
  if (reading === 'again') return 'again';
  if (reading === 'in turn' || resource.rank === 'due') return 'due';
  if (resource.plan === 'list' && isShared && position > 1) return 'due';
  if (resource.plan !== 'item') return resource.plan;
  // What has no date may be of any age, and as many as there are.
  const age = itemDate === null ? Number.POSITIVE_INFINITY : now - Date.parse(itemDate);
  if (age < RECENT_MS) return isShared && age >= TODAY_MS ? 'due' : 'recent';
  if (resource.rank === 'extra') return 'extra';
  return resource.rank === 'visible' && detailed < VISIBLE ? 'visible' : 'backfill';
}

/** Whether it is one of the snapshots. */
export const isSnapshot = ({ resource }: Candidate): boolean => resource.plan === 'snapshot';

/** Whether a pass has to ask for it, rather than backfill. */
export function isDue(candidate: Candidate, facts: PlannerFacts): boolean {
  const tier = tierOf(candidate, facts);
  return AT_ANY_COST.includes(tier) || (tier === 'due' && facts.isAffordable());
}

/** By their characters, as instants go; comparing words of a language would load tables of 8 MB. */
const inOrder = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/**
 * The best next request: the highest tier, in it the newest, in that the resource that stands first in the list.
 * @param candidates the newest of each resource, in the order of the list of resources.
 */
export function choose(candidates: Candidate[], facts: PlannerFacts): Candidate | undefined {
  const rank = (c: Candidate) => TIERS.indexOf(tierOf(c, facts));
  const newestFirst = (a: Candidate, b: Candidate) => inOrder(b.itemDate ?? '', a.itemDate ?? '');
  return [...candidates].sort((a, b) => rank(a) - rank(b) || newestFirst(a, b))[0];
}
