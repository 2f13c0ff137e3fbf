import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../../archive/columns.ts';
import type { CoverageKey } from '../../archive/coverage.ts';
import type { Notes } from '../../archive/notes.ts';
import { objectsIn, saidIn, type Taker, takeId, takerFor } from '../../archive/taking.ts';
import { type Json, sameValue } from '../../json.ts';
import { flag, flagChecks, instant, int64, seconds } from '../../sqlite/columns.ts';
import type { Db } from '../../sqlite/open.ts';
import { eraser, rowWriter } from '../../sqlite/statements.ts';
import { activities, localTime } from './table.ts';

/** The column that says of which activity a part is; it goes with it. */
export const activityId = () =>
  int64('activity_id')
    .notNull()
    .references(() => activities.id, { onDelete: 'cascade' });

/** The laps of an activity, as recorded. */
export const laps = sqliteTable(
  'laps',
  {
    id: int64('id').primaryKey(),
    activity_id: activityId(),
    ...origin(),
    name: text('name'),
    lap_index: integer('lap_index'),
    split: integer('split'),
    start_date: instant('start_date'),
    start_date_local: text('start_date_local'),
    distance: real('distance'),
    moving_time: seconds('moving_time'),
    elapsed_time: seconds('elapsed_time'),
    total_elevation_gain: real('total_elevation_gain'),
    average_speed: real('average_speed'),
    max_speed: real('max_speed'),
    average_heartrate: real('average_heartrate'),
    max_heartrate: real('max_heartrate'),
    average_cadence: real('average_cadence'),
    average_watts: real('average_watts'),
    device_watts: flag('device_watts'),
    pace_zone: integer('pace_zone'),
    start_index: integer('start_index'),
    end_index: integer('end_index'),
  },
  (t) => [index('laps_activity').on(t.activity_id), ...flagChecks(t)],
);

/** The splits of an activity: one a kilometre (`metric`) or a mile (`standard`). */
export const splits = sqliteTable(
  'splits',
  {
    activity_id: activityId(),
    system: text('system').notNull(),
    split: integer('split').notNull(),
    ...origin(),
    distance: real('distance'),
    moving_time: seconds('moving_time'),
    elapsed_time: seconds('elapsed_time'),
    elevation_difference: real('elevation_difference'),
    average_speed: real('average_speed'),
    average_grade_adjusted_speed: real('average_grade_adjusted_speed'),
    average_heartrate: real('average_heartrate'),
    pace_zone: integer('pace_zone'),
  },
  (t) => [
    primaryKey({ columns: [t.activity_id, t.system, t.split] }),
    check('splits_system', sql`${t.system} IN ('metric', 'standard')`),
  ],
);

/** The fastest stretch of each standard distance within a run. */
export const bestEfforts = sqliteTable(
  'best_efforts',
  {
    id: int64('id').primaryKey(),
    activity_id: activityId(),
    ...origin(),
    name: text('name'),
    distance: real('distance'),
    moving_time: seconds('moving_time'),
    elapsed_time: seconds('elapsed_time'),
    start_date: instant('start_date'),
    start_date_local: text('start_date_local'),
    start_index: integer('start_index'),
    end_index: integer('end_index'),
    pr_rank: integer('pr_rank'),
  },
  (t) => [
    index('best_efforts_activity').on(t.activity_id),
    index('best_efforts_name').on(t.athlete_id, t.name, t.start_date, t.elapsed_time, t.activity_id),
  ],
);

/** Where parts belong. */
export interface Owner {
  athlete_id: number;
  activity_id: number | bigint;
  fetched_at: string;
}

/** Where the parts belong that an answer about an activity has. @param fetched_at UTC instant. */
export const ownerOf = (
  { athleteId, item }: Pick<CoverageKey, 'athleteId' | 'item'>,
  fetched_at: string,
): Owner => ({ athlete_id: athleteId, activity_id: takeId(item) as number | bigint, fetched_at });

/**
 * The rows of a list in an answer, by their key: one that comes twice is as it came last, and one without its key is none.
 * @param take makes a row of an element of the list.
 */
export function partsIn(
  answer: Json,
  { list, key, take }: { list: string; key: string; take: Taker },
  notes: Notes,
): [row: Json, element: Json, where: string][] {
  const rows = new Map<unknown, [Json, Json, string]>();
  for (const [element, where] of objectsIn(answer, list, notes)) {
    const row = take(element, notes, where);
    const id = row[key];
    const before = rows.get(id);
    // An odd one has its note already.
    if (id === null && (element[key] ?? null) === null) notes.add(where + key, element[key]);
    if (before && !sameValue(before[1], element)) notes.say(where + key, `${id} once more`);
    // Deleted first, so that it stands where it came last.
    rows.delete(id);
    if (id !== null) rows.set(id, [row, element, where]);
  }
  return [...rows.values()];
}

// Also of another activity: an id belongs where Strava last said that it does.
const writeLap = rowWriter(laps, { key: ['id'] });
const writeSplit = rowWriter(splits, { key: ['activity_id', 'system', 'split'] });
const writeBestEffort = rowWriter(bestEfforts, { key: ['id'] });
const erasers = [laps, splits, bestEfforts].map(({ activity_id }) => eraser(activity_id));

const takeLap = takerFor(laps, saidIn(laps));
const takeSplit = takerFor(splits, saidIn(splits, 'system'));
const takeBestEffort = takerFor(bestEfforts, saidIn(bestEfforts));

const LAPS = { list: 'laps', key: 'id', take: takeLap };
const BEST_EFFORTS = { list: 'best_efforts', key: 'id', take: takeBestEffort };
const SPLITS = (['metric', 'standard'] as const).map((system) => {
  return { system, list: `splits_${system}`, key: 'split', take: takeSplit };
});

const timed = (row: Json, owner: Owner) =>
  Object.assign(row, { start_date_local: localTime(row.start_date_local), ...owner });

/**
 * Writes laps, splits and best efforts of a detail in place of those that there were; a detail without such a list has
 * none (a run that became a walk).
 */
export function applyParts(db: Db, answer: Json, owner: Owner, notes: Notes): void {
  for (const erase of erasers) erase(db).run({ of: owner.activity_id });
  for (const [row] of partsIn(answer, LAPS, notes)) writeLap(db, timed(row, owner));
  for (const { system, ...kind } of SPLITS) {
    for (const [row] of partsIn(answer, kind, notes))
      writeSplit(db, Object.assign(row, { system, ...owner }));
  }
  for (const [row] of partsIn(answer, BEST_EFFORTS, notes)) writeBestEffort(db, timed(row, owner));
}
