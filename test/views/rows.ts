import type { Db } from '../../src/sqlite/open.ts';
import { newArchive } from '../archive/open-archive.ts';

export type Row = Record<string, unknown>;

const AT = '2026-11-24T10:00:00Z';
export const ME = 7;
export const OTHER = 8;

/** What every row of a table needs; a test says the rest. */
const USUAL: Record<string, Row> = {
  activities: { athlete_id: ME, fetched_at: AT, first_seen_at: AT, resource_state: 3, sport_type: 'Run' },
  best_efforts: { athlete_id: ME, fetched_at: AT, activity_id: 1, name: '5K', distance: 5_000 },
  segment_efforts: { athlete_id: ME, fetched_at: AT, activity_id: 1, segment_id: 77 },
  gear: { athlete_id: ME, fetched_at: AT },
  coverage: { athlete_id: ME, resource: 'activity', status: 'done' },
  athlete_snapshots: { athlete_id: ME, captured_at: AT, resource_state: 3, raw: '{}', fetched_at: AT },
  stats_snapshots: { athlete_id: ME, raw: '{}', fetched_at: AT },
  stats_totals: { athlete_id: ME, fetched_at: AT },
};

function insert({ $client }: Db, table: string, rows: Row[]): void {
  for (const row of rows) {
    const all = { ...USUAL[table], ...row };
    const names = Object.keys(all);
    const sql = `INSERT INTO ${table} (${names}) VALUES (${names.map(() => '?')})`;
    $client.prepare(sql).run(...Object.values(all));
  }
}

/** An archive of such rows, and how to ask it. */
export function archiveWith(tables: Record<string, Row[]>) {
  const db = newArchive();
  db.$client.exec('BEGIN');
  for (const [table, rows] of Object.entries(tables)) insert(db, table, rows);
  db.$client.exec('COMMIT');
  return {
    db,
    ask: (sql: string) => db.$client.prepare(sql).all() as Row[],
    plan: (sql: string) =>
      (db.$client.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[]).map(
        ({ detail }) => detail,
      ),
  };
}

/** A run at such a local time, with a second of UTC to it. */
export const runOn = (id: number, local: string, more: Row = {}): Row => ({
  ...{ id, start_date: `${local}Z`, start_date_local: local, distance: 10_000, moving_time: 3_000 },
  ...more,
});
