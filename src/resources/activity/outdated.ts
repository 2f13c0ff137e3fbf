import { sql } from 'drizzle-orm';
import type { Db } from '../../sqlite/open.ts';
import { SUMMARY_KIND } from './list.ts';

/** An activity and whose it is. */
export interface Owned {
  athleteId: number;
  id: string;
}

/**
 * The activities that began before an instant (UTC), or were seen before it where they say otherwise: all that Strava
 * said of one it said later than that. One that made no row goes by when the list last said something new of it.
 */
export const activitiesBefore = (db: Db, since: string): Owned[] =>
  db.all<Owned>(sql`
    SELECT athlete_id AS athleteId, CAST(id AS TEXT) AS id FROM activities
    WHERE min(coalesce(start_date, first_seen_at), first_seen_at) < ${since}
    UNION
    SELECT athlete_id, item FROM documents WHERE kind = ${SUMMARY_KIND}
    AND item NOT IN (SELECT CAST(id AS TEXT) FROM activities)
    GROUP BY athlete_id, item HAVING max(last_seen_at) < ${since}`);
