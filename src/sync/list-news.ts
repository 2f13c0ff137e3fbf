import { readReadings } from '../archive/list-lines.ts';
import type { Logger } from '../log.ts';
import { shortfalls } from '../resources/activity/totals.ts';
import type { Db } from '../sqlite/open.ts';

/**
 * Watches a stretch of work for lists that it reads to their end.
 * @returns says in the log which did, what was odd about them, and where Strava counts more than the archive has.
 */
export function watchLists(archive: Db, athleteId: number, log: Logger): () => void {
  const before = new Map(readReadings(archive, athleteId).map((list) => [list.resource, list.checkedAt]));
  return () => {
    const read = readReadings(archive, athleteId).filter(
      ({ resource, readings, checkedAt }) => readings !== 0 && checkedAt !== (before.get(resource) ?? null),
    );
    for (const { resource: list, readings, note } of read) {
      const facts = { athlete: athleteId, list, readings };
      if (note === null) log.info(facts, 'List read to its end');
      else log.warn({ ...facts, note }, 'List read to its end, with something odd');
    }
    if (read.length === 0) return;
    for (const facts of shortfalls(archive, athleteId))
      log.warn({ athlete: athleteId, ...facts }, 'Strava counts more activities than the archive has');
  };
}
