import type { Reading } from '../reading.ts';

/** A version of an answer of Strava's. */
export interface VersionRow {
  kind: string;
  first_seen_at: string;
  last_seen_at: string;
  bytes: number;
}

/** All versions of what Strava said of an activity, the newest first. */
export const versionsOf = (reading: Reading, athlete: number, id: string): VersionRow[] =>
  reading.rows<VersionRow>(
    `SELECT kind, first_seen_at, last_seen_at, bytes FROM documents
     WHERE athlete_id = ? AND item = ? AND kind IN ('activity', 'activity_summary', 'activity_zones', 'photos',
       'comments', 'comments_part', 'kudos', 'kudos_part', 'streams')
     ORDER BY id DESC`,
    [athlete, id],
  );
