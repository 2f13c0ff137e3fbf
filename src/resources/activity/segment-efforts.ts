import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../../archive/columns.ts';
import type { Notes } from '../../archive/notes.ts';
import { saidIn, takeId, takerFor } from '../../archive/taking.ts';
import { isObject, type Json } from '../../json.ts';
import { flag, flagChecks, instant, int64, seconds } from '../../sqlite/columns.ts';
import type { Db } from '../../sqlite/open.ts';
import { eraser, rowWriter } from '../../sqlite/statements.ts';
import { applySegment } from '../segment.ts';
import { type Owner, partsIn } from './parts.ts';
import { activities, localTime } from './table.ts';

/** The athlete's efforts on segments. */
export const segmentEfforts = sqliteTable(
  'segment_efforts',
  {
    id: int64('id').primaryKey(),
    activity_id: int64('activity_id')
      .notNull()
      .references(() => activities.id, { onDelete: 'cascade' }),
    ...origin(),
    segment_id: int64('segment_id'),
    name: text('name'),
    start_date: instant('start_date'),
    start_date_local: text('start_date_local'),
    distance: real('distance'),
    moving_time: seconds('moving_time'),
    elapsed_time: seconds('elapsed_time'),
    start_index: integer('start_index'),
    end_index: integer('end_index'),
    average_heartrate: real('average_heartrate'),
    max_heartrate: real('max_heartrate'),
    average_cadence: real('average_cadence'),
    average_watts: real('average_watts'),
    device_watts: flag('device_watts'),
    pr_rank: integer('pr_rank'),
    kom_rank: integer('kom_rank'),
    hidden: flag('hidden'),
    visibility: text('visibility'),
  },
  (t) => [
    index('segment_efforts_activity').on(t.activity_id),
    index('segment_efforts_segment').on(
      ...[t.segment_id, t.athlete_id, t.elapsed_time, t.start_date_local, t.activity_id],
    ),
    ...flagChecks(t),
  ],
);

const takeEffort = takerFor(segmentEfforts, saidIn(segmentEfforts, 'segment_id'));
const EFFORTS = { list: 'segment_efforts', key: 'id', take: takeEffort };

// Also of another activity: an id belongs where Strava last said that it does.
const writeEffort = rowWriter(segmentEfforts, { key: ['id'] });
const eraseEfforts = eraser(segmentEfforts.activity_id);

/** Writes the segment efforts of a detail and the segments they were on. */
export function applyEfforts(db: Db, answer: Json, owner: Owner, notes: Notes): void {
  eraseEfforts(db).run({ of: owner.activity_id });
  for (const [row, effort, where] of partsIn(answer, EFFORTS, notes)) {
    const segment_id = applySegment(db, effort.segment, owner, notes, `${where}segment`);
    const start_date_local = localTime(row.start_date_local);
    writeEffort(db, Object.assign(row, { start_date_local, segment_id, ...owner }));
  }
}

/** The segments that a detail names, each with an id. */
export const segmentsIn = ({ segment_efforts: efforts }: Json): Json[] =>
  (Array.isArray(efforts) ? efforts : [])
    .map((effort: unknown) => isObject(effort) && effort.segment)
    .filter((segment): segment is Json => isObject(segment) && Number(takeId(segment.id)) > 0);
