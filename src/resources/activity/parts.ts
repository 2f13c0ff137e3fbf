import { eq, sql } from 'drizzle-orm';
import {
  check,
  index,
  integer,
  primaryKey,
  real,
  type SQLiteColumn,
  type SQLiteTable,
  sqliteTable,
  text,
} from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { origin } from '../../archive/columns.ts';
import { pick, saidIn, shapeFor } from '../../archive/shapes.ts';
import type { Json } from '../../json.ts';
import { flag, flagChecks, instant, int64 } from '../../sqlite/columns.ts';
import type { Db } from '../../sqlite/open.ts';
import { rowWriter, statement } from '../../sqlite/statements.ts';
import { activities, localTime } from './table.ts';

const activityId = () =>
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
    moving_time: integer('moving_time'),
    elapsed_time: integer('elapsed_time'),
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
    moving_time: integer('moving_time'),
    elapsed_time: integer('elapsed_time'),
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
    moving_time: integer('moving_time'),
    elapsed_time: integer('elapsed_time'),
    start_date: instant('start_date'),
    start_date_local: text('start_date_local'),
    start_index: integer('start_index'),
    end_index: integer('end_index'),
    pr_rank: integer('pr_rank'),
  },
  (t) => [
    index('best_efforts_activity').on(t.activity_id),
    index('best_efforts_name').on(t.name, t.elapsed_time),
  ],
);

// What the archive makes of the answer: the local time without its false Z, and which list a split is in.
const LAP = saidIn(laps, 'start_date_local');
const SPLIT = saidIn(splits, 'system');
const BEST = saidIn(bestEfforts, 'start_date_local');

const listOf = (shape: z.ZodType) => z.array(shape).nullish();

/** The parts of a detail that have tables of their own. */
export const partsShape = {
  laps: listOf(shapeFor(laps, LAP)),
  splits_metric: listOf(shapeFor(splits, SPLIT)),
  splits_standard: listOf(shapeFor(splits, SPLIT)),
  best_efforts: listOf(shapeFor(bestEfforts, BEST)),
};

/** Where parts belong. */
export interface Owner {
  athlete_id: number;
  activity_id: number | bigint;
  fetched_at: string;
}

/** The statement that deletes the rows of the activity `id` in a table of its parts. */
export const partsEraser = (table: SQLiteTable & { activity_id: SQLiteColumn }) =>
  statement((db) =>
    db
      .delete(table)
      .where(eq(table.activity_id, sql.placeholder('id')))
      .prepare(),
  );

/** Replaces the rows of an activity in a table; a detail without such a list has none (a run that became a walk). */
function partsReplacer(table: typeof laps | typeof splits | typeof bestEfforts) {
  const erase = partsEraser(table);
  const write = rowWriter(table);
  return (db: Db, owner: Owner, rows: Json[] = []): void => {
    erase(db).run({ id: owner.activity_id });
    for (const row of rows) write(db, { ...row, ...owner });
  };
}

const replaceLaps = partsReplacer(laps);
const replaceSplits = partsReplacer(splits);
const replaceBestEfforts = partsReplacer(bestEfforts);

function splitRows(list: Json[] | null | undefined, system: string): Json[] {
  return (list ?? []).map((split) => ({ ...pick(split, SPLIT), system }));
}

const timed = (names: string[]) => (part: Json) => ({
  ...pick(part, names),
  start_date_local: localTime(part.start_date_local),
});

/** Writes laps, splits and best efforts of a detail. */
export function applyParts(db: Db, answer: Json, owner: Owner): void {
  const list = (name: string) => answer[name] as Json[] | null | undefined;
  replaceLaps(db, owner, list('laps')?.map(timed(LAP)));
  const rows = [
    ...splitRows(list('splits_metric'), 'metric'),
    ...splitRows(list('splits_standard'), 'standard'),
  ];
  replaceSplits(db, owner, rows);
  replaceBestEfforts(db, owner, list('best_efforts')?.map(timed(BEST)));
}
