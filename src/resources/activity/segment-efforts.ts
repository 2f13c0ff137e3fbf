import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../../archive/columns.ts';
import type { Notes } from '../../archive/notes.ts';
import { saidIn, takeCoordinates, takerFor } from '../../archive/taking.ts';
import { isObject, type Json } from '../../json.ts';
import { flag, flagChecks, instant, int64, seconds } from '../../sqlite/columns.ts';
import type { Db } from '../../sqlite/open.ts';
import { eraser, rowWriter } from '../../sqlite/statements.ts';
import { type Owner, partsIn } from './parts.ts';
import { activities, localTime } from './table.ts';

/** The segments that the athlete has ridden or run, as of the last effort that was archived. */
export const segments = sqliteTable(
  'segments',
  {
    id: int64('id').notNull(),
    ...origin(),
    name: text('name'),
    activity_type: text('activity_type'),
    distance: real('distance'),
    average_grade: real('average_grade'),
    maximum_grade: real('maximum_grade'),
    elevation_high: real('elevation_high'),
    elevation_low: real('elevation_low'),
    climb_category: integer('climb_category'),
    city: text('city'),
    state: text('state'),
    country: text('country'),
    private: flag('private'),
    hazardous: flag('hazardous'),
    starred: flag('starred'),
    start_lat: real('start_lat'),
    start_lng: real('start_lng'),
    end_lat: real('end_lat'),
    end_lng: real('end_lng'),
  },
  (t) => [primaryKey({ columns: [t.id, t.athlete_id] }), ...flagChecks(t)],
);

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
    index('segment_efforts_segment').on(t.segment_id, t.elapsed_time),
    ...flagChecks(t),
  ],
);

const takeSegment = takerFor(segments, saidIn(segments, 'start_lat', 'start_lng', 'end_lat', 'end_lng'));
const takeEffort = takerFor(segmentEfforts, saidIn(segmentEfforts, 'segment_id'));
const EFFORTS = { list: 'segment_efforts', key: 'id', take: takeEffort };

const writeSegment = rowWriter(segments, { key: ['id', 'athlete_id'] });
// Also of another activity: an id belongs where Strava last said that it does.
const writeEffort = rowWriter(segmentEfforts, { key: ['id'] });
const eraseEfforts = eraser(segmentEfforts.activity_id);

/** Writes the segment of an effort. @returns its id, NULL without one. */
function applySegment(db: Db, segment: unknown, owner: Owner, notes: Notes, where: string): unknown {
  if (segment === null || segment === undefined) return null;
  if (!isObject(segment)) {
    notes.add(where, segment);
    return null;
  }
  const { athlete_id, fetched_at } = owner;
  const row = {
    ...takeSegment(segment, notes, `${where}.`),
    ...takeCoordinates(segment, 'start', notes, `${where}.`),
    ...takeCoordinates(segment, 'end', notes, `${where}.`),
  };
  if (row.id !== null) writeSegment(db, { ...row, athlete_id, fetched_at });
  else if ((segment.id ?? null) === null) notes.add(`${where}.id`, segment.id);
  return row.id;
}

/** Writes the segment efforts of a detail and the segments they were on. */
export function applyEfforts(db: Db, answer: Json, owner: Owner, notes: Notes): void {
  eraseEfforts(db).run({ of: owner.activity_id });
  for (const [row, effort, where] of partsIn(answer, EFFORTS, notes)) {
    const segment_id = applySegment(db, effort.segment, owner, notes, `${where}segment`);
    writeEffort(db, { ...row, start_date_local: localTime(row.start_date_local), segment_id, ...owner });
  }
}
