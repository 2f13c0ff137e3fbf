import { removeItem } from '../archive/coverage.ts';
import { forgetActivity, isUnerased } from '../archive/forget.ts';
import { forgetAnswers } from '../archive/outdated.ts';
import { DAY_MS, toInstant } from '../clock.ts';
import { forgetErased } from '../resources/activity/deleted.ts';
import { activitiesBefore } from '../resources/activity/outdated.ts';
import { resources } from '../resources/index.ts';
import { immediate } from '../sqlite/open.ts';
import type { PassContext } from './context.ts';
import { TRACES, tidy } from './deleted.ts';
import { rebuildTables } from './rebuild.ts';

type Context = Pick<PassContext, 'archive' | 'log' | 'clock' | 'retentionDays'>;

/**
 * The instant (UTC) before which nothing is kept; undefined where all is. It moves once a day, so that the first pass of a
 * day has something to erase and the others have not.
 */
export function keptSince({
  clock,
  retentionDays,
}: Pick<Context, 'clock' | 'retentionDays'>): string | undefined {
  if (retentionDays === undefined) return undefined;
  const tonight = Math.ceil(clock.now() / DAY_MS) * DAY_MS;
  return toInstant(tonight - retentionDays * DAY_MS);
}

/** Up to when each archive was gone through by this process: to look at every answer costs a tenth of a second. */
const goneThrough = new WeakMap<object, string>();

/** The lines of single things of which no answer is left: whoever names one again has it asked for. */
function strikeLines({ archive }: Context, gone: ReturnType<typeof forgetAnswers>['gone']): void {
  const items = resources.filter(({ plan }) => plan === 'item');
  for (const { athleteId, kind, item } of gone)
    for (const { name } of items.filter(({ kinds: [first] = [] }) => first === kind))
      removeItem(archive, { athleteId, resource: name, item });
}

/** @returns how many activities and other answers went. */
function forgetBefore(context: Context, since: string) {
  const { archive } = context;
  return immediate(archive, () => {
    const activities = activitiesBefore(archive, since);
    for (const { athleteId, id } of activities) forgetActivity(archive, athleteId, id, TRACES);
    forgetErased(archive, since);
    const { gone, count } = forgetAnswers(archive, since);
    strikeLines(context, gone);
    return { activities: activities.length, answers: count };
  });
}

/**
 * Erases what came through the API before {@link keptSince}, whoever's it is, and makes the tables again of what is left,
 * once Strava has told the time: a clock that is set wrong must not cost an archive.
 * What keeps the file from being freed is told, and tried again by the next pass.
 * @throws {Failure} `archive` when it cannot be written.
 */
export function forgetOutdated(context: Context): void {
  const { archive, clock, log } = context;
  const since = keptSince(context);
  if (since === undefined || !clock.isTold) return;
  if (goneThrough.get(archive) !== since) {
    const { activities, answers } = forgetBefore(context, since);
    if (activities + answers > 0) log.info({ since, activities, answers }, 'Erased, as RETENTION_DAYS says');
    // Also where a process was killed before it came to this.
    if (isUnerased(archive)) rebuildTables(archive);
    goneThrough.set(archive, since);
  }
  if (isUnerased(archive)) tidy(context);
}
