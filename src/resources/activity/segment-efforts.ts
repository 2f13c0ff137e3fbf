import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { origin } from '../../archive/columns.ts';
import { coordinates, pick, saidIn, shapeFor } from '../../archive/shapes.ts';
import type { Json } from '../../json.ts';
import { flag, flagChecks, instant, int64 } from '../../sqlite/columns.ts';
import type { Db } from '../../sqlite/open.ts';
import { rowWriter } from '../../sqlite/statements.ts';
import { type Owner, partsEraser } from './parts.ts';
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
    moving_time: integer('moving_time'),
    elapsed_time: integer('elapsed_time'),
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

const SEGMENT = saidIn(segments, 'start_lat', 'start_lng', 'end_lat', 'end_lng');
const EFFORT = saidIn(segmentEfforts, 'segment_id', 'start_date_local');

/** The efforts of a detail, each with its segment. */
export const effortsShape = {
  segment_efforts: z
    .array(shapeFor(segmentEfforts, EFFORT).extend({ segment: shapeFor(segments, SEGMENT).nullish() }))
    .nullish(),
};

const writeSegment = rowWriter(segments, { key: ['id', 'athlete_id'] });
const writeEffort = rowWriter(segmentEfforts);
const deleteEfforts = partsEraser(segmentEfforts);

function applySegment(db: Db, segment: Json, { athlete_id, fetched_at }: Owner): void {
  const row = {
    ...pick(segment, SEGMENT),
    ...coordinates(segment.start_latlng, 'start'),
    ...coordinates(segment.end_latlng, 'end'),
    athlete_id,
    fetched_at,
  };
  writeSegment(db, row);
}

/** Writes the segment efforts of a detail and the segments they were on. */
export function applyEfforts(db: Db, answer: Json, owner: Owner): void {
  const efforts = (answer.segment_efforts ?? []) as Json[];
  deleteEfforts(db).run({ id: owner.activity_id });
  for (const effort of efforts) {
    const segment = effort.segment as Json | null | undefined;
    if (segment) applySegment(db, segment, owner);
    const start_date_local = localTime(effort.start_date_local);
    const row = { ...pick(effort, EFFORT), segment_id: segment?.id ?? null, start_date_local, ...owner };
    writeEffort(db, row);
  }
}
