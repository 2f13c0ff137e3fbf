import type { Database } from 'better-sqlite3';
import { STREAM_POINTS_VIEW } from '../streams/view.ts';

/** The views of the archive, by name. */
const VIEWS: Record<string, string> = { stream_points: STREAM_POINTS_VIEW };

/** Drops the views, so that a migration may rebuild the tables under them. */
export function dropViews(db: Database): void {
  for (const name of Object.keys(VIEWS)) db.exec(`DROP VIEW IF EXISTS ${name}`);
}

/** Whether the views are there and of this version. */
export function viewsAreCurrent(db: Database): boolean {
  const existing = db.prepare("SELECT sql FROM sqlite_master WHERE type = 'view' AND name = ?").pluck();
  return Object.entries(VIEWS).every(([name, sql]) => existing.get(name) === sql);
}

/** Creates the views anew. */
export function createViews(db: Database): void {
  dropViews(db);
  for (const sql of Object.values(VIEWS)) db.exec(sql);
}
