import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../archive/columns.ts';
import type { Notes } from '../archive/notes.ts';
import { objectIn, saidIn, takeCoordinates, takerFor } from '../archive/taking.ts';
import type { Json } from '../json.ts';
import { flag, flagChecks, instant, int64, seconds } from '../sqlite/columns.ts';
import { rowWriter } from '../sqlite/statements.ts';
import { localTime } from './activity/table.ts';
import { defineList } from './list.ts';
import { PAGE_SIZE } from './resource.ts';

/** The segments that the athlete has or had starred, with the athlete's best effort on each. */
export const starredSegments = sqliteTable(
  'starred_segments',
  {
    id: int64('id').notNull(),
    ...origin(),
    starred_date: instant('starred_date'),
    /** Since when the list does not show it. */
    unstarred_at: instant('unstarred_at'),
    name: text('name'),
    activity_type: text('activity_type'),
    distance: real('distance'),
    average_grade: real('average_grade'),
    maximum_grade: real('maximum_grade'),
    elevation_high: real('elevation_high'),
    elevation_low: real('elevation_low'),
    start_lat: real('start_lat'),
    start_lng: real('start_lng'),
    end_lat: real('end_lat'),
    end_lng: real('end_lng'),
    climb_category: integer('climb_category'),
    city: text('city'),
    state: text('state'),
    country: text('country'),
    private: flag('private'),
    hazardous: flag('hazardous'),
    pr_time: seconds('pr_time'),
    athlete_pr_effort_id: int64('athlete_pr_effort_id'),
    athlete_pr_effort_activity_id: int64('athlete_pr_effort_activity_id'),
    athlete_pr_effort_elapsed_time: seconds('athlete_pr_effort_elapsed_time'),
    athlete_pr_effort_distance: real('athlete_pr_effort_distance'),
    athlete_pr_effort_start_date: instant('athlete_pr_effort_start_date'),
    athlete_pr_effort_start_date_local: text('athlete_pr_effort_start_date_local'),
    athlete_pr_effort_is_kom: flag('athlete_pr_effort_is_kom'),
  },
  (t) => [primaryKey({ columns: [t.athlete_id, t.id] }), ...flagChecks(t)],
);

const BEST_IN = 'athlete_pr_effort_';
const SAID = saidIn(starredSegments, 'unstarred_at');
const BEST = SAID.filter((name) => name.startsWith(BEST_IN));
const OWN = SAID.filter((name) => !BEST.includes(name) && !/^(start|end)_(lat|lng)$/.test(name));

const takeSegment = takerFor(starredSegments, OWN);
const takeBest = takerFor(starredSegments, BEST, BEST_IN);
const writeSegment = rowWriter(starredSegments, {
  key: ['athlete_id', 'id'],
  columns: [...SAID, 'athlete_id', 'fetched_at'],
  stamps: ['fetched_at'],
});

function columnsOf(said: Json, notes: Notes, where: string): Json {
  const best = takeBest(
    objectIn(said, 'athlete_pr_effort', notes, where),
    notes,
    `${where}athlete_pr_effort.`,
  );
  return {
    ...takeSegment(said, notes, where),
    ...takeCoordinates(said, 'start', notes, where),
    ...takeCoordinates(said, 'end', notes, where),
    ...best,
    athlete_pr_effort_start_date_local: localTime(best.athlete_pr_effort_start_date_local),
  };
}

/** `GET /segments/starred`. */
export const starredSegmentList = defineList({
  name: 'starred_segments',
  allWith: 'read_all',
  kind: 'starred_segment',
  pageSize: PAGE_SIZE,
  request: (page) => ({ path: '/segments/starred', query: { page, per_page: PAGE_SIZE } }),
  daily: {
    table: starredSegments,
    gone: starredSegments.unstarred_at,
    apply(db, said, keys, notes, where) {
      writeSegment(db, { ...columnsOf(said, notes, where), ...keys });
    },
  },
});
