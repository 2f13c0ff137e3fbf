import type { Database } from 'better-sqlite3';
import { streamPoints } from '../streams/view.ts';
import { VIEWS } from '../views/index.ts';
import { creationOf } from '../views/view.ts';

/** Every view of the archive. */
export const views = [streamPoints, ...VIEWS];

/** Drops the views, so that a migration may rebuild the tables under them. */
export function dropViews(db: Database): void {
  for (const { name } of views) db.exec(`DROP VIEW IF EXISTS ${name}`);
}

/** Whether the views are there and of this version. */
export function viewsAreCurrent(db: Database): boolean {
  const existing = new Set(db.prepare("SELECT sql FROM sqlite_master WHERE type = 'view'").pluck().all());
  return views.every((view) => existing.has(creationOf(view)));
}

/** Creates the views anew. */
export function createViews(db: Database): void {
  dropViews(db);
  for (const view of views) db.exec(creationOf(view));
}
