import type { Reading } from '../reading.ts';

/** An activity as its own page tells it. */
export interface ActivityRow {
  id: string;
  name: string | null;
  description: string | null;
  private_note: string | null;
  sport_type: string | null;
  sport_group: string | null;
  start_date: string | null;
  start_date_local: string | null;
  timezone: string | null;
  distance: number | null;
  moving_time: number | null;
  elapsed_time: number | null;
  total_elevation_gain: number | null;
  average_heartrate: number | null;
  max_heartrate: number | null;
  average_watts: number | null;
  device_watts: number | null;
  average_cadence: number | null;
  average_temp: number | null;
  calories: number | null;
  suffer_score: number | null;
  perceived_exertion: number | null;
  kudos_count: number | null;
  comment_count: number | null;
  device_name: string | null;
  gear_id: string | null;
  gear: string | null;
  resource_state: number;
  fetched_at: string;
  deleted_at: string | null;
  visibility: string | null;
  manual: number | null;
  points: number | null;
  /** The names of its streams, with blanks between. */
  types: string | null;
  streams_at: string | null;
  changes: number;
  line: Buffer | null;
}

/** The activity with an id of digits; undefined where this athlete has none. */
export const activityOf = (reading: Reading, athlete: number, id: string): ActivityRow | undefined =>
  reading.row<ActivityRow>(
    `SELECT CAST(a.id AS TEXT) AS id, a.name, description, private_note, a.sport_type, l.sport_group, a.start_date,
       a.start_date_local, timezone, distance, moving_time, elapsed_time, total_elevation_gain, a.average_heartrate,
       max_heartrate, average_watts, device_watts, average_cadence, average_temp, calories, suffer_score,
       perceived_exertion, kudos_count, comment_count, device_name, a.gear_id, l.gear, resource_state, a.fetched_at,
       deleted_at, visibility, a.manual, s.points, s.types, s.fetched_at AS streams_at,
       (SELECT count(*) FROM activity_changes c WHERE c.activity_id = a.id) AS changes,
       (SELECT points FROM activity_tracks t WHERE t.activity_id = a.id ORDER BY level LIMIT 1) AS line
     FROM activities a JOIN activities_local l ON l.id = a.id LEFT JOIN activity_streams s ON s.activity_id = a.id
     WHERE a.id = CAST(? AS INTEGER) AND a.athlete_id = ?`,
    [id, athlete],
  );

/** Where something of an activity is in its recording, as Strava says. */
export interface Place {
  /** The points of `stream_points`. */
  start_index: number | null;
  end_index: number | null;
  /** UTC instant. */
  start_date: string | null;
  elapsed_time: number | null;
}

/** A lap or a split: a part of the way with its numbers. */
export interface Part extends Place {
  name: string | null;
  distance: number | null;
  moving_time: number | null;
  climb: number | null;
  average_heartrate: number | null;
  average_watts: number | null;
  device_watts: number | null;
}

export const lapsOf = (reading: Reading, id: string): Part[] =>
  reading.rows<Part>(
    `SELECT name, distance, moving_time, elapsed_time, total_elevation_gain AS climb, average_heartrate, average_watts,
       device_watts, start_index, end_index, start_date
     FROM laps WHERE activity_id = CAST(? AS INTEGER) ORDER BY lap_index, id`,
    [id],
  );

export const splitsOf = (reading: Reading, id: string, system: 'metric' | 'standard'): Part[] =>
  reading.rows<Part>(
    `SELECT CAST(split AS TEXT) AS name, distance, moving_time, elapsed_time, elevation_difference AS climb,
       average_heartrate, NULL AS average_watts, NULL AS device_watts, NULL AS start_index, NULL AS end_index,
       NULL AS start_date
     FROM splits WHERE activity_id = CAST(? AS INTEGER) AND system = ? ORDER BY split`,
    [id, system],
  );

/** A best effort, or an effort on a segment. */
export interface Effort extends Place {
  name: string | null;
  segment_id: string | null;
  distance: number | null;
  average_heartrate: number | null;
  pr_rank: number | null;
  rank: number | null;
  efforts: number | null;
}

export const bestEffortsOf = (reading: Reading, id: string): Effort[] =>
  reading.rows<Effort>(
    `SELECT name, NULL AS segment_id, distance, elapsed_time, NULL AS average_heartrate, pr_rank, NULL AS rank,
       NULL AS efforts, start_index, end_index, start_date
     FROM best_efforts WHERE activity_id = CAST(? AS INTEGER) ORDER BY distance`,
    [id],
  );

export const segmentEffortsOf = (reading: Reading, id: string): Effort[] =>
  reading.rows<Effort>(
    `SELECT e.name, CAST(e.segment_id AS TEXT) AS segment_id, e.distance, e.elapsed_time, e.average_heartrate, e.pr_rank,
       e.start_index, e.end_index, e.start_date,
       (SELECT 1 + count(*) FROM segment_efforts o WHERE o.segment_id = e.segment_id AND o.athlete_id = e.athlete_id
          AND o.elapsed_time < e.elapsed_time) AS rank,
       (SELECT count(*) FROM segment_efforts o WHERE o.segment_id = e.segment_id AND o.athlete_id = e.athlete_id) AS efforts
     FROM segment_efforts e WHERE e.activity_id = CAST(? AS INTEGER) ORDER BY e.start_date, e.id`,
    [id],
  );

/** Somebody's words. */
export interface Comment {
  who: string | null;
  text: string | null;
  created_at: string | null;
  removed_at: string | null;
}

export const commentsOf = (reading: Reading, id: string): Comment[] =>
  reading.rows<Comment>(
    `SELECT trim(coalesce(athlete_firstname, '') || ' ' || coalesce(athlete_lastname, '')) AS who, text, created_at, removed_at
     FROM comments WHERE activity_id = CAST(? AS INTEGER) ORDER BY created_at, id`,
    [id],
  );

export const kudosOf = (reading: Reading, id: string): string[] =>
  reading
    .rows<{ who: string }>(
      `SELECT trim(coalesce(firstname, '') || ' ' || coalesce(lastname, '')) AS who FROM kudos
       WHERE activity_id = CAST(? AS INTEGER) ORDER BY position`,
      [id],
    )
    .map(({ who }) => who);

/** A stretch of a recording, condensed to so many places. */
export interface ProfilePoint {
  distance: number | null;
  time: number | null;
  altitude: number | null;
  heartrate: number | null;
  velocity_smooth: number | null;
}

/** The recording in at most so many places, for a picture. */
export const profileOf = (reading: Reading, id: string, points: number, most: number): ProfilePoint[] =>
  reading.rows<ProfilePoint>(
    `SELECT max(distance) AS distance, max(time) AS time, avg(altitude) AS altitude, avg(heartrate) AS heartrate,
       avg(velocity_smooth) AS velocity_smooth
     FROM stream_points WHERE activity_id = CAST(? AS INTEGER) GROUP BY point / CAST(? AS INTEGER) ORDER BY point`,
    [id, Math.max(1, Math.ceil(points / most))],
  );

/** The activities beside one, by time. */
export const neighboursOf = (
  reading: Reading,
  athlete: number,
  startDate: string,
): { older?: string; newer?: string } => {
  const next = (comparison: string, order: string) =>
    reading.row<{ id: string }>(
      `SELECT CAST(id AS TEXT) AS id FROM activities WHERE athlete_id = ? AND deleted_at IS NULL AND start_date ${comparison} ?
       ORDER BY start_date ${order} LIMIT 1`,
      [athlete, startDate],
    )?.id;
  const [older, newer] = [next('<', 'DESC'), next('>', 'ASC')];
  return { ...(older && { older }), ...(newer && { newer }) };
};
