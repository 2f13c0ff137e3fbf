import { eq, sql } from 'drizzle-orm';
import { DAY_MS, HOUR_MS, toInstant } from '../../clock.ts';
import type { Db } from '../../sqlite/open.ts';
import { query } from '../../sqlite/statements.ts';
import { lastPoint } from '../../streams/store.ts';
import { activities } from './table.ts';

// A recording that is not complete yet is asked for again at these ages of the activity; later ones stay as they are.
const AGES_MS = [HOUR_MS, 6 * HOUR_MS, DAY_MS, 3 * DAY_MS];

// How far the last point may be from what the activity says of itself.
const TOLERANCE = 0.1;
const SECONDS = 60;
const METRES = 100;

const isFar = (said: number | null, last: number | null, least: number): boolean =>
  said !== null && last !== null && Math.abs(said - last) > Math.max(least, said * TOLERANCE);

const selectFacts = query((db) =>
  db
    .select({
      elapsed: activities.elapsed_time,
      distance: activities.distance,
      start: activities.start_date,
    })
    .from(activities)
    .where(eq(activities.id, sql.placeholder('id'))),
);
const factsOf = (db: Db, id: number) => selectFacts(db).get({ id });

/** Whether the recording of an activity ends far from where the activity does, or has lost most of its points. */
export function isIncomplete(db: Db, activityId: number): boolean {
  const facts = factsOf(db, activityId);
  const last = lastPoint(db, activityId);
  if (!facts || !last) return false;
  const { time, distance, points, originalSize } = last;
  return (
    isFar(facts.elapsed, time, SECONDS) ||
    isFar(facts.distance, distance, METRES) ||
    (originalSize !== null && originalSize > 2 * points)
  );
}

/** When to ask for an incomplete recording again (UTC instant); undefined when the activity is too old for more to come. */
export function completesAt(db: Db, activityId: number, fetchedAt: string): string | undefined {
  const facts = factsOf(db, activityId);
  const end = Date.parse(facts?.start ?? '') + (facts?.elapsed ?? 0) * 1_000;
  // An activity that ends in days to come says something odd of itself.
  if (!(end < Date.parse(fetchedAt) + DAY_MS)) return undefined;
  const at = AGES_MS.map((age) => end + age).find((instant) => instant > Date.parse(fetchedAt));
  return at === undefined ? undefined : toInstant(at);
}
