import { and, count, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Reader } from '../../sqlite/read.ts';
import { statsTotals } from '../stats.ts';
import { activities } from './table.ts';

/** The kinds of activity that Strava may count in the totals of a sport; which ones it does is nowhere said. */
const COUNTED = {
  ride: [
    ...['Ride', 'VirtualRide', 'GravelRide', 'MountainBikeRide', 'EBikeRide', 'EMountainBikeRide'],
    ...['Velomobile', 'Handcycle'],
  ],
  run: ['Run', 'TrailRun', 'VirtualRun'],
  swim: ['Swim'],
};

/** A sport of which Strava counts more activities than the archive has. */
export interface Shortfall {
  sport: string;
  /** All that everyone may see, as the athlete's totals say. */
  strava: number;
  archived: number;
}

/**
 * Where the archive has fewer activities than Strava counts. That is a hint and no more: the totals know three sports, and
 * leave out what not everyone may see, so their silence proves nothing.
 */
export function shortfalls(db: Reader, athleteId: number): Shortfall[] {
  const { athlete_id, captured_on, period, sport } = statsTotals;
  const newest = db
    .select({ day: sql`max(${captured_on})` })
    .from(statsTotals)
    .where(eq(athlete_id, athleteId));
  const totals = db
    .select({ sport, strava: statsTotals.count })
    .from(statsTotals)
    .where(and(eq(athlete_id, athleteId), eq(period, 'all'), sql`${captured_on} = ${newest}`))
    .all();
  const kind = sql<string>`coalesce(${activities.sport_type}, ${activities.type})`;
  return totals.flatMap(({ sport: name, strava }) => {
    const isCounted = inArray(kind, COUNTED[name as keyof typeof COUNTED] ?? []);
    const of = and(eq(activities.athlete_id, athleteId), isCounted, isNull(activities.deleted_at));
    const archived = db.select({ n: count() }).from(activities).where(of).get()?.n ?? 0;
    return strava !== null && strava > archived ? [{ sport: name, strava, archived }] : [];
  });
}
