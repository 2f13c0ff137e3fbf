import type { Reading } from '../reading.ts';

/** A segment among those that the athlete was on. */
export interface ListedSegment {
  segment_id: string;
  segment: string | null;
  activity_type: string | null;
  distance: number | null;
  average_grade: number | null;
  efforts: number;
  seconds: number;
  day: string | null;
  activity_id: string;
  last_day: string | null;
}

/** How segments are sorted. */
export const SEGMENT_SORTS = {
  efforts: 'efforts DESC, last_day DESC',
  recent: 'last_day DESC, efforts DESC',
  longest: 'distance DESC',
  steepest: 'average_grade DESC',
  name: 'segment COLLATE NOCASE',
} as const;

export type SegmentSort = keyof typeof SEGMENT_SORTS;

/** A page of the segments. @param q a part of their names. */
export const listSegments = (
  reading: Reading,
  athlete: number,
  { q, sort, from, limit }: { q: string; sort: SegmentSort; from: number; limit: number },
): readonly ListedSegment[] =>
  reading.rowsOnce<ListedSegment>(
    `SELECT CAST(segment_id AS TEXT) AS segment_id, segment, activity_type, distance, average_grade, efforts, seconds, day,
       CAST(activity_id AS TEXT) AS activity_id, last_day
     FROM segment_records WHERE athlete_id = ? AND (? = '' OR instr(lower(segment), lower(?)) > 0)
     ORDER BY ${SEGMENT_SORTS[sort]}, segment_id LIMIT ? OFFSET ?`,
    [athlete, q, q, limit, from],
  );

/** A segment as its page tells it. */
export interface SegmentRow {
  name: string | null;
  activity_type: string | null;
  distance: number | null;
  average_grade: number | null;
  maximum_grade: number | null;
  elevation_high: number | null;
  elevation_low: number | null;
  climb_category: number | null;
  city: string | null;
  state: string | null;
  country: string | null;
  effort_count: number | null;
  athlete_count: number | null;
  star_count: number | null;
}

export const segmentOf = (reading: Reading, athlete: number, id: string): SegmentRow | undefined =>
  reading.row<SegmentRow>(
    `SELECT name, activity_type, distance, average_grade, maximum_grade, elevation_high, elevation_low, climb_category,
       city, state, country, effort_count, athlete_count, star_count
     FROM segments WHERE id = CAST(? AS INTEGER) AND athlete_id = ?`,
    [id, athlete],
  );

/** An effort on a segment, among all of the athlete's. */
export interface SegmentEffort {
  segment: string | null;
  activity_id: string;
  activity: string | null;
  day: string | null;
  seconds: number;
  kmh: number | null;
  average_heartrate: number | null;
  average_watts: number | null;
  device_watts: number | null;
  rank: number;
  behind: number;
  was_best: number | null;
  pr_rank: number | null;
  kom_rank: number | null;
}

/** What a segment is called; undefined where the athlete was never on it. */
export const segmentName = (reading: Reading, athlete: number, id: string): string | null | undefined => {
  const found = reading.row<{ name: string | null }>(
    `SELECT coalesce((SELECT name FROM segments WHERE id = e.segment_id AND athlete_id = e.athlete_id), name) AS name
     FROM segment_efforts e WHERE segment_id = CAST(? AS INTEGER) AND athlete_id = ? LIMIT 1`,
    [id, athlete],
  );
  return found?.name;
};

/** The newest first. */
export const historyOf = (reading: Reading, athlete: number, id: string): SegmentEffort[] =>
  reading.rows<SegmentEffort>(
    `SELECT segment, CAST(activity_id AS TEXT) AS activity_id, day, seconds, kmh, average_heartrate, average_watts,
       device_watts, rank, behind, was_best, pr_rank, kom_rank,
       (SELECT name FROM activities a WHERE a.id = h.activity_id) AS activity
     FROM segment_history h WHERE segment_id = CAST(? AS INTEGER) AND athlete_id = ?
     ORDER BY start_date_local DESC, effort_id DESC`,
    [id, athlete],
  );
