import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../archive/columns.ts';
import { withoutSecrets } from '../archive/document-text.ts';
import { keepDocument } from '../archive/documents.ts';
import { Notes } from '../archive/notes.ts';
import { objectIn, saidIn, takeCoordinates, takeId, takerFor } from '../archive/taking.ts';
import { isObject, type Json } from '../json.ts';
import { flag, flagChecks, instant, int64, seconds } from '../sqlite/columns.ts';
import type { Db } from '../sqlite/open.ts';
import { rowWriter } from '../sqlite/statements.ts';
import { answerInFull, defineResource } from './resource.ts';

/** The segments that the athlete has ridden or run: what an effort says of them, and all once their own address was asked. */
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
    /** 2 from an effort, 3 with its detail. */
    resource_state: integer('resource_state'),
    total_elevation_gain: real('total_elevation_gain'),
    effort_count: integer('effort_count'),
    athlete_count: integer('athlete_count'),
    star_count: integer('star_count'),
    map_polyline: text('map_polyline'),
    created_at: instant('created_at'),
    updated_at: instant('updated_at'),
    athlete_segment_stats_pr_elapsed_time: seconds('athlete_segment_stats_pr_elapsed_time'),
    athlete_segment_stats_pr_date: text('athlete_segment_stats_pr_date'),
    athlete_segment_stats_pr_activity_id: int64('athlete_segment_stats_pr_activity_id'),
    athlete_segment_stats_effort_count: integer('athlete_segment_stats_effort_count'),
  },
  (t) => [primaryKey({ columns: [t.id, t.athlete_id] }), ...flagChecks(t)],
);

/** Whose answer it is, and its UTC instant. */
export interface SegmentOrigin {
  athlete_id: number;
  fetched_at: string;
}

const DETAIL = [
  ...['total_elevation_gain', 'effort_count', 'athlete_count', 'star_count'],
  ...['created_at', 'updated_at'],
];
const STATS_IN = 'athlete_segment_stats_';
const ENDS = ['start_lat', 'start_lng', 'end_lat', 'end_lng'];
const NAMES = saidIn(segments, 'id', 'resource_state', 'map_polyline', ...ENDS, ...DETAIL);
const STATS = NAMES.filter((name) => name.startsWith(STATS_IN));
/** What an effort says of its segment too, under the same name as the column. */
const SUMMARY = NAMES.filter((name) => !STATS.includes(name));

const takeSummary = takerFor(segments, ['id', 'resource_state', ...SUMMARY]);
const takeDetail = takerFor(segments, DETAIL);
const takeMap = takerFor(segments, ['map_polyline'], 'map_');
const takeStats = takerFor(segments, STATS, STATS_IN);

function summaryColumns(said: Json, notes: Notes, where = ''): Json {
  return Object.assign(
    takeSummary(said, notes, where),
    takeCoordinates(said, 'start', notes, where),
    takeCoordinates(said, 'end', notes, where),
  );
}

// What an effort does not say of a segment whose detail is there stays as that says it.
const kept = (name: string) =>
  `CASE resource_state WHEN 3 THEN coalesce(excluded."${name}", "${name}") ELSE excluded."${name}" END`;
const compute = {
  ...Object.fromEntries([...SUMMARY, ...ENDS].map((name) => [name, kept(name)])),
  resource_state: 'CASE resource_state WHEN 3 THEN 3 ELSE excluded.resource_state END',
};

const writeSummary = rowWriter(segments, {
  ...{ key: ['id', 'athlete_id'], compute },
  columns: ['id', 'athlete_id', 'fetched_at', 'resource_state', ...SUMMARY, ...ENDS],
});
const writeDetail = rowWriter(segments, { key: ['id', 'athlete_id'], optional: STATS });

/** Writes the segment of an effort. @param where its place in the answer. @returns its id, NULL without one. */
export function applySegment(
  db: Db,
  segment: unknown,
  { athlete_id, fetched_at }: SegmentOrigin,
  notes: Notes,
  where: string,
): unknown {
  if (segment === null || segment === undefined) return null;
  if (!isObject(segment)) {
    notes.add(where, segment);
    return null;
  }
  const row = summaryColumns(segment, notes, `${where}.`);
  if (row.id !== null) writeSummary(db, Object.assign(row, { athlete_id, fetched_at }));
  else if ((segment.id ?? null) === null) notes.add(`${where}.id`, segment.id);
  return row.id;
}

function statsColumns(answer: Json, notes: Notes): Json {
  const row = takeStats(objectIn(answer, 'athlete_segment_stats', notes), notes, 'athlete_segment_stats.');
  // Without `read_all` there are none, and those of before are the athlete's still.
  return isObject(answer.athlete_segment_stats) ? row : {};
}

/** Writes a segment from its own address, all columns. @returns the note for the ledger. @throws {NoAnswer} for less. */
export function applySegmentDetail(
  db: Db,
  json: unknown,
  item: string,
  { athlete_id, fetched_at }: SegmentOrigin,
): string | null {
  const answer = answerInFull(json, item);
  const notes = new Notes();
  const row = {
    ...summaryColumns(answer, notes),
    ...takeDetail(answer, notes),
    ...takeMap(objectIn(answer, 'map', notes), notes, 'map.'),
    ...statsColumns(answer, notes),
  };
  notes.attempt(db, 'segment', () =>
    writeDetail(db, { ...row, id: takeId(item), resource_state: 3, athlete_id, fetched_at }),
  );
  return notes.text();
}

/**
 * `GET /segments/{id}` of every segment that an effort names. Its rows are made again with the efforts, in the order in
 * which Strava spoke of it. The local legend is another person: the document alone has them.
 */
export const segment = defineResource<Json>({
  name: 'segment',
  plan: 'item',
  every: 'month',
  rank: 'extra',
  optional: true,
  kinds: ['segment'],
  of: 'segment',
  wanted: () => ({ basis: null }),
  request: (id) => ({ path: `/segments/${id}` }),
  answer: answerInFull,
  absent: 'Strava has it no more: deleted, or hidden',
  store(db, { athleteId, item, answer, raw, fetchedAt }) {
    keepDocument(db, { athleteId, kind: 'segment', item }, withoutSecrets(raw), fetchedAt);
    // Also when it is as before: an effort may have said otherwise in between.
    return {
      note: applySegmentDetail(db, answer, item, { athlete_id: athleteId, fetched_at: fetchedAt }),
    };
  },
});
