import { sql } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../../archive/columns.ts';
import { coordinates, pick, saidIn, shapeFor } from '../../archive/shapes.ts';
import type { Json } from '../../json.ts';
import { flag, flagChecks, instant, int64 } from '../../sqlite/columns.ts';
import type { Db } from '../../sqlite/open.ts';
import { rowWriter } from '../../sqlite/statements.ts';

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
    name: text('name').notNull(),
    sport_type: text('sport_type'),
    type: text('type'),
    workout_type: integer('workout_type'),
    start_date: instant('start_date').notNull(),
    start_date_local: text('start_date_local'),
    timezone: text('timezone'),
    utc_offset: integer('utc_offset'),
    distance: real('distance'),
    moving_time: integer('moving_time'),
    elapsed_time: integer('elapsed_time'),
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
  },
  (t) => [index('activities_start').on(t.athlete_id, t.start_date), ...flagChecks(t)],
);

const DETAIL = [
  ...['description', 'private_note', 'calories', 'perceived_exertion', 'prefer_perceived_exertion'],
  'hide_from_home',
];

const NAMES = saidIn(activities, ...DETAIL);
const NESTED = /^(start|end)_(lat|lng)$|^map_|^similar_activities_/;
/** What lists and details both say, under the same name as the column. */
const SUMMARY = NAMES.filter((name) => !NESTED.test(name));
const SIMILAR_IN = 'similar_activities_';
const SIMILAR = NAMES.filter((name) => name.startsWith(SIMILAR_IN));

/** An activity as a list gives it; whatever the archive does not read passes. */
const summaryShape = shapeFor(activities, SUMMARY);
/** An activity as its own address gives it. */
export const detailShape = shapeFor(activities, [...SUMMARY, ...DETAIL]);

const objectOf = (value: unknown): Json =>
  value !== null && typeof value === 'object' ? (value as Json) : {};

/** `(GMT+01:00) Europe/Berlin` holds an offset that ignores summer time; the name behind it is what counts. */
const zoneName = (text: unknown) => (typeof text === 'string' ? text.replace(/^\(.*?\)\s*/, '') : null);
/** Strava ends local wall time with a `Z` that is not true. */
export const localTime = (text: unknown) => (typeof text === 'string' ? text.replace(/Z$/, '') : null);

function summaryColumns(answer: Json): Json {
  return {
    ...pick(answer, SUMMARY),
    start_date_local: localTime(answer.start_date_local),
    timezone: zoneName(answer.timezone),
    ...coordinates(answer.start_latlng, 'start'),
    ...coordinates(answer.end_latlng, 'end'),
    map_summary_polyline: objectOf(answer.map).summary_polyline ?? null,
  };
}

function detailColumns(answer: Json): Json {
  const similar = objectOf(answer.similar_activities);
  return {
    ...pick(answer, DETAIL),
    map_polyline: objectOf(answer.map).polyline ?? null,
    ...Object.fromEntries(SIMILAR.map((name) => [name, similar[name.slice(SIMILAR_IN.length)] ?? null])),
  };
}

/** Whose answer it is, and when it came first and last (UTC instants); the same for a new one. */
export interface Origin {
  athleteId: number;
  fetchedAt: string;
  firstSeenAt?: string;
}

const first_seen_at = sql`min(${activities.first_seen_at}, excluded.first_seen_at)`;
const resource_state = sql`max(${activities.resource_state}, excluded.resource_state)`;

const originColumns = ({ athleteId, fetchedAt, firstSeenAt = fetchedAt }: Origin) => ({
  athlete_id: athleteId,
  first_seen_at: firstSeenAt,
  fetched_at: fetchedAt,
});

const OF_SUMMARY = Object.keys(summaryColumns({}));

const writeSummary = rowWriter(activities, {
  ...{ key: ['id'], compute: { resource_state, first_seen_at } },
  columns: [...OF_SUMMARY, 'athlete_id', 'first_seen_at', 'fetched_at'],
  optional: OF_SUMMARY,
  stamps: ['fetched_at'],
});
const writeDetail = rowWriter(activities, { key: ['id'], compute: { first_seen_at } });

/**
 * Writes an activity from a list. Columns that it does not speak of stay as they are: a detail may have said more.
 * @returns whether the row says something else now; `fetched_at` does not move without that.
 * @throws {z.ZodError} for a summary of an odd shape, which makes no row.
 */
export function applySummary(db: Db, summary: Json, origin: Origin): boolean {
  const answer = summaryShape.parse(summary);
  const row: Json = { ...summaryColumns(answer), ...originColumns(origin) };
  for (const name of OF_SUMMARY) if (row[name] === null && !(name in answer)) row[name] = undefined;
  return writeSummary(db, row);
}

/** Writes an activity from its detail, all columns. */
export function applyDetail(db: Db, answer: Json, origin: Origin): void {
  writeDetail(db, { ...summaryColumns(answer), ...detailColumns(answer), ...originColumns(origin) });
}
