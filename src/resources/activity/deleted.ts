import { and, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { sqliteTable } from 'drizzle-orm/sqlite-core';
import { origin } from '../../archive/columns.ts';
import { instant, int64 } from '../../sqlite/columns.ts';
import type { Db } from '../../sqlite/open.ts';
import { query, rowWriter } from '../../sqlite/statements.ts';
import { activities } from './table.ts';

/** All that is left of what was erased because Strava has it no more (`ON_DELETED=forget`). */
export const deletedActivities = sqliteTable('deleted_activities', {
  id: int64('id').primaryKey(),
  athlete_id: origin().athlete_id,
  /** Since when Strava is known to have it no more. */
  deleted_at: instant('deleted_at').notNull(),
});

const asId = sql`CAST(${sql.placeholder('id')} AS INTEGER)`;
const isNamed = eq(activities.id, asId);
const isMarked = isNotNull(activities.deleted_at);
const asText = sql<string>`CAST(${activities.id} AS TEXT)`;

const updateMark = query((db) =>
  db
    .update(activities)
    .set({ deleted_at: sql`${sql.placeholder('at')}` })
    .where(and(isNamed, isNull(activities.deleted_at))),
);
const removeMark = query((db) => db.update(activities).set({ deleted_at: sql`NULL` }).where(isNamed));
const selectErased = query((db) =>
  db
    .select({ id: sql<string>`CAST(${deletedActivities.id} AS TEXT)` })
    .from(deletedActivities)
    .where(eq(deletedActivities.athlete_id, sql.placeholder('athleteId'))),
);
const removeErased = query((db) => db.delete(deletedActivities).where(eq(deletedActivities.id, asId)));
const writeErased = rowWriter(deletedActivities, { key: ['id'] });

/** Marks an activity as deleted at Strava since `at` (UTC instant). @returns whether it was not before. */
export const markDeleted = (db: Db, id: string, at: string): boolean =>
  updateMark(db).run({ id, at }).changes > 0;

/** The activities that are marked as deleted, of one athlete or of all, and since when (UTC instant). */
export const markedOf = (db: Db, athleteId?: number): { id: string; at: string }[] =>
  db
    .select({ id: asText, at: sql<string>`${activities.deleted_at}` })
    .from(activities)
    .where(and(athleteId === undefined ? undefined : eq(activities.athlete_id, athleteId), isMarked))
    .all();

/** Remembers of an activity that it was erased, and nothing else. */
export function rememberErased(db: Db, athleteId: number, { id, at }: { id: string; at: string }): void {
  writeErased(db, { id: BigInt(id), athlete_id: athleteId, deleted_at: at });
}

/** Forgets what was erased before an instant (UTC). */
export const forgetErased = (db: Db, since: string): void =>
  void db.delete(deletedActivities).where(lt(deletedActivities.deleted_at, since)).run();

/** Takes the marks from activities that Strava shows. */
export function markShown(db: Db, athleteId: number, ids: readonly string[]): void {
  const gone = [...markedOf(db, athleteId), ...selectErased(db).all({ athleteId })].map(({ id }) => id);
  for (const id of ids.filter((each) => gone.includes(each))) {
    removeMark(db).run({ id });
    removeErased(db).run({ id });
  }
}
