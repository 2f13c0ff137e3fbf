import { eq, isNotNull, sql } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../../archive/columns.ts';
import { Notes } from '../../archive/notes.ts';
import { objectIn, saidIn, takeCoordinates, takeId, takerFor } from '../../archive/taking.ts';
import { isObject, type Json } from '../../json.ts';
import { flag, flagChecks, instant, int64, seconds } from '../../sqlite/columns.ts';
import type { Db } from '../../sqlite/open.ts';
import { query, rowWriter } from '../../sqlite/statements.ts';

/** Every activity: what the list says of it, and what only its detail says once that is there. */
export const activities = sqliteTable(
  'activities',
  {
    id: int64('id').primaryKey(),
    ...origin(),
    /** UTC instant of the list or detail in which it first appeared. */
    first_seen_at: instant('first_seen_at').notNull(),
    /** 2 from the list, 3 with its detail. */
    resource_state: integer('resource_state').notNull(),
    name: text('name'),
    sport_type: text('sport_type'),
    type: text('type'),
    workout_type: integer('workout_type'),
    start_date: instant('start_date'),
    start_date_local: text('start_date_local'),
    timezone: text('timezone'),
    utc_offset: integer('utc_offset'),
    distance: real('distance'),
    moving_time: seconds('moving_time'),
    elapsed_time: seconds('elapsed_time'),
    total_elevation_gain: real('total_elevation_gain'),
    elev_high: real('elev_high'),
    elev_low: real('elev_low'),
    average_speed: real('average_speed'),
    max_speed: real('max_speed'),
    has_heartrate: flag('has_heartrate'),
    average_heartrate: real('average_heartrate'),
    max_heartrate: real('max_heartrate'),
    average_cadence: real('average_cadence'),
    average_temp: real('average_temp'),
    average_watts: real('average_watts'),
    max_watts: real('max_watts'),
    weighted_average_watts: real('weighted_average_watts'),
    device_watts: flag('device_watts'),
    kilojoules: real('kilojoules'),
    suffer_score: real('suffer_score'),
    achievement_count: integer('achievement_count'),
    pr_count: integer('pr_count'),
    kudos_count: integer('kudos_count'),
    comment_count: integer('comment_count'),
    athlete_count: integer('athlete_count'),
    total_photo_count: integer('total_photo_count'),
    gear_id: text('gear_id'),
    device_name: text('device_name'),
    trainer: flag('trainer'),
    commute: flag('commute'),
    manual: flag('manual'),
    private: flag('private'),
    flagged: flag('flagged'),
    visibility: text('visibility'),
    upload_id: int64('upload_id'),
    external_id: text('external_id'),
    start_lat: real('start_lat'),
    start_lng: real('start_lng'),
    end_lat: real('end_lat'),
    end_lng: real('end_lng'),
    map_summary_polyline: text('map_summary_polyline'),
    map_polyline: text('map_polyline'),
    description: text('description'),
    private_note: text('private_note'),
    calories: real('calories'),
    perceived_exertion: real('perceived_exertion'),
    prefer_perceived_exertion: flag('prefer_perceived_exertion'),
    hide_from_home: flag('hide_from_home'),
    similar_activities_effort_count: integer('similar_activities_effort_count'),
    similar_activities_average_speed: real('similar_activities_average_speed'),
    similar_activities_min_average_speed: real('similar_activities_min_average_speed'),
    similar_activities_mid_average_speed: real('similar_activities_mid_average_speed'),
    similar_activities_max_average_speed: real('similar_activities_max_average_speed'),
    similar_activities_pr_rank: integer('similar_activities_pr_rank'),
    /** Since when Strava is known to have it no more; NULL while it has. */
    deleted_at: instant('deleted_at'),
  },
  (t) => [
    index('activities_start').on(t.athlete_id, t.start_date),
    // Totals need nothing else, and read none of the rows, which are a hundred times as long.
    index('activities_totals').on(
      ...[t.athlete_id, t.start_date_local, t.sport_type, t.distance, t.moving_time, t.elapsed_time],
      ...[t.total_elevation_gain, t.gear_id, t.private, t.commute, t.trainer, t.manual, t.deleted_at],
      ...[t.visibility, t.first_seen_at, t.resource_state],
    ),
    index('activities_deleted').on(t.athlete_id).where(isNotNull(t.deleted_at)),
    ...flagChecks(t),
  ],
);

const DETAIL = [
  ...['description', 'private_note', 'calories', 'perceived_exertion', 'prefer_perceived_exertion'],
  'hide_from_home',
];

const NAMES = saidIn(activities, 'id', 'resource_state', 'deleted_at', ...DETAIL);
const NESTED = /^(start|end)_(lat|lng)$|^map_|^similar_activities_/;
/** What lists and details both say, under the same name as the column. */
const SUMMARY = NAMES.filter((name) => !NESTED.test(name));
/** What an activity says of itself by itself, in the list or at its own address. */
export const SAID: readonly string[] = [...SUMMARY, ...DETAIL];
const SIMILAR_IN = 'similar_activities_';
const SIMILAR = NAMES.filter((name) => name.startsWith(SIMILAR_IN));

const takeSummary = takerFor(activities, SUMMARY);
const takeDetail = takerFor(activities, DETAIL);
const takeState = takerFor(activities, ['resource_state']);
const takeSimilar = takerFor(activities, SIMILAR, SIMILAR_IN);
const takeBrief = takerFor(activities, ['map_summary_polyline'], 'map_');
const takeMap = takerFor(activities, ['map_polyline'], 'map_');

/** `(GMT+01:00) Europe/Berlin` holds an offset that ignores summer time; the name behind it is what counts. */
const zoneName = (text: unknown) => (typeof text === 'string' ? text.replace(/^\(.*?\)\s*/, '') : null);
/** Strava ends local wall time with a `Z` that is not true. */
export const localTime = (text: unknown) => (typeof text === 'string' ? text.replace(/Z$/, '') : null);

function summaryColumns(answer: Json, notes: Notes, where = ''): Json {
  const row = takeSummary(answer, notes, where);
  row.start_date_local = localTime(row.start_date_local);
  row.timezone = zoneName(row.timezone);
  const start = takeCoordinates(answer, 'start', notes, where);
  const end = takeCoordinates(answer, 'end', notes, where);
  return Object.assign(
    row,
    start,
    end,
    takeBrief(objectIn(answer, 'map', notes, where), notes, `${where}map.`),
  );
}

function detailColumns(answer: Json, notes: Notes): Json {
  return Object.assign(
    takeDetail(answer, notes),
    takeMap(isObject(answer.map) ? answer.map : {}, notes, 'map.'),
    takeSimilar(objectIn(answer, 'similar_activities', notes), notes, 'similar_activities.'),
  );
}

/** Whose answer it is, and when it came first and last (UTC instants); the same for a new one. */
export interface Origin {
  athleteId: number;
  fetchedAt: string;
  firstSeenAt?: string;
}

const first_seen_at = 'min(first_seen_at, excluded.first_seen_at)';
const resource_state = 'max(resource_state, excluded.resource_state)';

const originColumns = ({ athleteId, fetchedAt, firstSeenAt = fetchedAt }: Origin) => ({
  athlete_id: athleteId,
  first_seen_at: firstSeenAt,
  fetched_at: fetchedAt,
});

const OF_SUMMARY = Object.keys(summaryColumns({}, new Notes()));

const writeSummary = rowWriter(activities, {
  ...{ key: ['id'], compute: { resource_state, first_seen_at } },
  columns: ['id', 'resource_state', ...OF_SUMMARY, 'athlete_id', 'first_seen_at', 'fetched_at'],
  optional: OF_SUMMARY,
  stamps: ['fetched_at'],
});
const writeDetail = rowWriter(activities, {
  ...{ key: ['id'], compute: { first_seen_at } },
  columns: ['id', 'resource_state', ...NAMES, ...DETAIL, 'athlete_id', 'first_seen_at', 'fetched_at'],
});

/**
 * Writes an activity from a list. Columns that it does not speak of, or not so that it is understood, stay as they are:
 * a detail may have said more.
 * @param summary with an id. @param where its place in the answer, with a dot.
 * @returns whether the row says something else now; `fetched_at` does not move without that.
 */
export function applySummary(
  db: Db,
  summary: Json,
  origin: Origin,
  notes = new Notes(),
  where = '',
): boolean {
  const row = summaryColumns(summary, notes, where);
  for (const name of OF_SUMMARY) if (row[name] === null && summary[name] !== null) row[name] = undefined;
  // A list that does not say so is one all the same.
  const state = takeState(summary, notes, where).resource_state ?? 2;
  const owned = { id: takeId(summary.id), resource_state: state, ...originColumns(origin) };
  return writeSummary(db, Object.assign(row, owned));
}

/** Writes an activity from its detail, all columns. @param answer with an id. */
export function applyDetail(db: Db, answer: Json, origin: Origin, notes = new Notes()): void {
  const row = Object.assign(summaryColumns(answer, notes), detailColumns(answer, notes));
  const state = takeState(answer, notes).resource_state ?? 3;
  const owned = { id: takeId(answer.id), resource_state: state, ...originColumns(origin) };
  writeDetail(db, Object.assign(row, owned));
}

const selectId = query((db) =>
  db
    .select({ id: activities.id })
    .from(activities)
    .where(eq(activities.id, sql.placeholder('id'))),
);

/** Whether an activity has its row, which a row that refers to it needs; while tables are made again, nobody else checks. */
export const hasActivity = (db: Db, id: number | bigint): boolean => selectId(db).get({ id }) !== undefined;
