import type { Database } from 'better-sqlite3';
import { STREAM_POINTS_VIEW } from '../streams/view.ts';

/** The views of the archive, by name. */
const VIEWS: Record<string, string> = { stream_points: STREAM_POINTS_VIEW };

/** Drops the views, so that a migration may rebuild the tables under them. */
export function dropViews(db: Database): void {
  for (const name of Object.keys(VIEWS)) db.exec(`DROP VIEW IF EXISTS ${name}`);
}

/** Creates the views anew where they are missing or of another version. */
export function createViews(db: Database): void {
  const existing = db.prepare("SELECT sql FROM sqlite_master WHERE type = 'view' AND name = ?").pluck();
  for (const [name, sql] of Object.entries(VIEWS)) {
    if (existing.get(name) === sql) continue;
    db.exec(`DROP VIEW IF EXISTS ${name}`);
    db.exec(sql);
  }
}
