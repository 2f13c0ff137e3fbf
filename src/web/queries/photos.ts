import type { Reading } from '../reading.ts';

/** A photo or video of an activity. */
export interface PhotoRow {
  unique_id: string;
  caption: string | null;
  /** Where the picture is, from the data directory on; a video has none. */
  media_path: string | null;
  video_url: string | null;
  removed_at: string | null;
}

export const photosOf = (reading: Reading, id: string): PhotoRow[] =>
  reading.rows<PhotoRow>(
    `SELECT unique_id, caption, media_path, video_url, removed_at FROM photos
     WHERE activity_id = CAST(? AS INTEGER) ORDER BY created_at, unique_id`,
    [id],
  );

/** The picture of a photo of this athlete's, from the data directory on. */
export const mediaPathOf = (reading: Reading, athlete: number, photo: string): string | undefined =>
  reading.row<{ media_path: string }>(
    `SELECT media_path FROM photos p JOIN activities a ON a.id = p.activity_id
     WHERE unique_id = ? AND a.athlete_id = ? AND media_path IS NOT NULL`,
    [photo, athlete],
  )?.media_path;
