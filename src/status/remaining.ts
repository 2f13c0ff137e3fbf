import { lastTryAt } from '../archive/coverage-counts.ts';
import type { Connection } from '../auth/connection.ts';
import { toInstant } from '../clock.ts';
import type { Config } from '../config.ts';
import { chosenResources, permittedResources } from '../resources/choice.ts';
import type { AnyResource } from '../resources/resource.ts';
import type { Reader } from '../sqlite/read.ts';
import { readBudget } from '../strava/budget-store.ts';
import {
  areListsRead,
  progressOf,
  type ResourceProgress,
  remaining,
  requestsLeft,
} from '../sync/progress.ts';
import type { AthleteStatus } from './report.ts';

/** Those that cost requests: files are not asked of the API. */
const ofApi = (progress: readonly ResourceProgress[], resources: readonly AnyResource[]) => {
  const names = resources.filter(({ reads }) => reads !== 'file').map(({ name }) => name);
  return progress.filter(({ resource }) => names.includes(resource));
};

/** How many requests somebody's archive still takes; none while Strava refuses them. */
function leftOf(archive: Reader, config: Config, { athleteId, scopes, refusedAt }: Connection): number {
  if (refusedAt) return 0;
  const permitted = permittedResources(chosenResources(config.archive), scopes);
  return requestsLeft(ofApi(progressOf(archive, athleteId, permitted), permitted));
}

/**
 * What is still to be asked for, and until when; null without the API application.
 * @param how how complete it is, and who else is connected: they share the requests.
 */
export function remainingOf(
  archive: Reader,
  config: Config,
  of: Connection,
  how: { coverage: readonly ResourceProgress[]; others: readonly Connection[] },
  now: number,
): AthleteStatus['remaining'] {
  if (!config.app) return null;
  const budget = readBudget(archive, config.app.clientId, now);
  const permitted = permittedResources(chosenResources(config.archive), of.scopes);
  const others = how.others.map((other) => leftOf(archive, config, other));
  const isKnown = areListsRead(how.coverage, permitted);
  const until = (resources: readonly AnyResource[]) => {
    const names = resources.map(({ name }) => name);
    const left = remaining(ofApi(how.coverage, resources), budget, now, others);
    // What failed is not asked for again before its time.
    const last = lastTryAt(archive, of.athleteId, names);
    const at = Math.max(left.finishesAt, last === undefined ? 0 : Date.parse(last));
    return { ...left, finishesAt: isKnown ? toInstant(at) : null };
  };
  const { requests, finishesAt } = until(permitted.filter(({ rank }) => rank !== 'extra'));
  return { ...until(permitted), first: { requests, finishesAt } };
}
