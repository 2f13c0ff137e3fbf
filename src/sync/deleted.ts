import { loseItem, provenMissing, seeItem } from '../archive/absence.ts';
import { type ActivityTraces, eraseDeleted, forgetActivity, isUnerased } from '../archive/forget.ts';
import { DAY_MS, HOUR_MS } from '../clock.ts';
import type { OnDeleted } from '../config.ts';
import { sentence } from '../errors.ts';
import { markDeleted, markedOf, rememberErased } from '../resources/activity/deleted.ts';
import { activity } from '../resources/activity/detail.ts';
import { activityList } from '../resources/activity/list.ts';
import { resources } from '../resources/index.ts';
import { lackingIn } from '../resources/list-readings.ts';
import { SEES_PRIVATE, type Sweep } from '../resources/resource.ts';
import { immediate } from '../sqlite/open.ts';
import type { PassContext } from './context.ts';

/**
 * How the whole list is seen again. What is deleted is to be erased within two days
 * (https://www.strava.com/legal/api): a reading finds it, and a day later it is proven.
 */
export const SWEEPS: Record<OnDeleted, Sweep> = {
  keep: { restsMs: 12 * HOUR_MS, withinMs: 6 * DAY_MS },
  forget: { restsMs: 20 * HOUR_MS, withinMs: 20 * HOUR_MS },
};

const ALL_OF_IT = resources.filter(({ of }) => of === 'activity');
/** How all that hangs on an activity is known. */
export const TRACES: ActivityTraces = {
  resources: ALL_OF_IT.map(({ name }) => name),
  kinds: [activityList.kinds?.[0] ?? '', ...ALL_OF_IT.flatMap(({ kinds = [] }) => kinds)],
  pages: `${activityList.name}_page`,
};

type Context = Pick<PassContext, 'archive' | 'log' | 'onDeleted' | 'isConnected' | 'grantedSince'>;

/** Marks what is proven. @returns the ids of what was not marked before. */
function markProven({ archive, grantedSince }: Context, athleteId: number): string[] {
  const granted = grantedSince(athleteId, SEES_PRIVATE);
  if (granted === undefined) return [];
  const proven = provenMissing(archive, athleteId, activity.name);
  if (proven.length === 0) return [];
  const lacking = new Set(lackingIn(archive, { athleteId, resource: activityList.name }));
  const marked = new Set(markedOf(archive, athleteId).map(({ id }) => id));
  const unmarked = proven.filter(({ item }) => lacking.has(item) && !marked.has(item));
  // What an athlete hid from us was answered like what they deleted: now that they do not, it is asked for again.
  for (const { item } of unmarked.filter(({ since }) => since < granted))
    for (const resource of TRACES.resources) seeItem(archive, { athleteId, resource, item }, granted);
  const news = unmarked.filter(({ item, since }) => since >= granted && markDeleted(archive, item, since));
  for (const { item, since } of news)
    for (const resource of TRACES.resources)
      loseItem(archive, { athleteId, resource, item }, 'its activity was deleted at Strava', since);
  return news.map(({ item }) => item);
}

/** Erases what is marked. @returns the ids. */
function eraseMarked({ archive }: Context, athleteId: number): string[] {
  const marked = markedOf(archive, athleteId);
  for (const each of marked) {
    forgetActivity(archive, athleteId, each.id, TRACES);
    rememberErased(archive, athleteId, each);
  }
  return marked.map(({ id }) => id);
}

/** Whether anything could be marked or erased: nearly always not, and then nothing is written. */
const isQuiet = ({ archive, onDeleted }: Context, athleteId: number): boolean =>
  provenMissing(archive, athleteId, activity.name).length === 0 &&
  (onDeleted === 'keep' || (markedOf(archive, athleteId).length === 0 && !isUnerased(archive)));

/** Frees the file of what was erased; while that cannot be, the next pass does. */
export function tidy({ archive, log }: Pick<PassContext, 'archive' | 'log'>): void {
  try {
    eraseDeleted(archive);
  } catch (error) {
    log.warn({ reason: sentence(error) }, 'What was erased is still in the file; the next pass tries again');
  }
}

/**
 * Marks as deleted what the last complete reading of the list lacks and Strava proved not to have; where the owner wants
 * that, erases it.
 * @throws {Failure} `archive` when that cannot be written.
 */
export function settleDeleted(context: Context, athleteId: number): void {
  const { archive, log, onDeleted, isConnected } = context;
  if (isQuiet(context, athleteId)) return;
  const { marked, erased } = immediate(archive, () => {
    if (!isConnected(athleteId)) return { marked: [], erased: [] };
    const news = markProven(context, athleteId);
    return { marked: news, erased: onDeleted === 'forget' ? eraseMarked(context, athleteId) : [] };
  });
  const facts = { athlete: athleteId };
  if (erased.length > 0)
    log.warn({ ...facts, activities: erased }, 'Deleted at Strava, and erased here as ON_DELETED says');
  else if (marked.length > 0)
    log.info({ ...facts, activities: marked }, 'Deleted at Strava; it stays here, marked with deleted_at');
  if (onDeleted === 'forget' && isUnerased(archive)) tidy(context);
}
