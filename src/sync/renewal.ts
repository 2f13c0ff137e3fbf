import { CLOSED, type CoverageKey, closedKey, findItem, settleItem } from '../archive/coverage.ts';
import { renewReading } from '../archive/list-lines.ts';
import { recallPlans, renewItem } from '../archive/plans.ts';
import { DAY_MS, dayInZone, toInstant } from '../clock.ts';
import { type AnyResource, INTERVAL_MS } from '../resources/resource.ts';
import { immediate } from '../sqlite/open.ts';
import type { PassContext } from './context.ts';

const notGranted = ({ scopes = [] }: AnyResource) => `not permitted: ${scopes.join(' or ')} was not granted`;

/** Whether a pass is to ask for a snapshot or list by itself. */
function isDueToday(
  { plan, every }: AnyResource,
  key: CoverageKey,
  { archive, clock, zone }: PassContext,
): boolean {
  const closed = findItem(archive, closedKey(key));
  const line = closed ?? findItem(archive, key);
  if (every !== 'day' || !line) return true;
  if (!closed && line.status === 'not_applicable') return true;
  // A list that is being read, or whose page failed, goes on by itself, with the patience of the ledger.
  if (!closed && plan === 'list' && line.status !== 'done') return false;
  const { checkedAt } = line;
  return !checkedAt || dayInZone(Date.parse(checkedAt), zone) !== dayInZone(clock.now(), zone);
}

/** Snapshots and lists are wanted by themselves, in every pass or once a day. */
export function renew(context: PassContext, athleteId: number): void {
  const { archive, clock, resources, permitted } = context;
  const allowed = permitted(athleteId);
  immediate(archive, () => {
    for (const resource of resources.filter(({ plan }) => plan !== 'item')) {
      const key = { athleteId, resource: resource.name, item: String(athleteId) };
      if (!allowed.includes(resource)) {
        const at = toInstant(clock.now());
        settleItem(archive, key, { status: 'not_applicable', at, reason: notGranted(resource) });
      } else if (isDueToday(resource, key, context)) {
        renewItem(archive, key);
        renewReading(archive, key);
      }
    }
  });
}

/** No plan reaches further, beside that of a resource that is asked for more seldom by itself. */
const LONGEST_PLAN_MS = 21 * DAY_MS;

/** Asks for what a wrong clock planned, once Strava's is known. */
export function recall({ archive, clock, resources }: PassContext, athleteId: number): void {
  immediate(archive, () => {
    recallPlans(archive, { athleteId, resource: CLOSED }, toInstant(clock.now() + 2 * DAY_MS));
    for (const { name: resource, every = 'pass' } of resources) {
      const longest = Math.max(LONGEST_PLAN_MS, 1.5 * INTERVAL_MS[every]);
      recallPlans(archive, { athleteId, resource }, toInstant(clock.now() + longest));
    }
  });
}
