import { Sqlite } from '../../src/sqlite/driver.ts';

/** The floor: the same two requests and the same rows with nothing but fetch and better-sqlite3. */

const { STRAVA_API_URL: api, ACCESS_TOKEN: token, ATHLETE: id, DATA_DIR: dataDir } = process.env;

async function get(path: string): Promise<{ json: Record<string, unknown>; raw: string }> {
  const response = await fetch(api + path, { headers: { authorization: `Bearer ${token}` } });
  const raw = await response.text();
  return { json: JSON.parse(raw), raw };
}

const db = new Sqlite(`${dataDir}/archive.db`);
db.pragma('journal_mode = WAL');
const now = new Date().toISOString();
const today = now.slice(0, 10);

const athlete = await get('/athlete');
db.transaction(() => {
  const { resource_state, weight, ftp } = athlete.json;
  db.prepare(
    'INSERT OR REPLACE INTO athletes (id, resource_state, weight, ftp, raw, fetched_at) VALUES (?,?,?,?,?,?)',
  ) //
    .run(id, resource_state, weight, ftp, athlete.raw, now);
  db.prepare(
    `INSERT OR REPLACE INTO athlete_snapshots
       (athlete_id, captured_on, captured_at, resource_state, weight, ftp, raw, fetched_at) VALUES (?,?,?,?,?,?,?,?)`,
  ).run(id, today, now, resource_state, weight, ftp, athlete.raw, now);
}).immediate();

const stats = await get(`/athletes/${id}/stats`);
db.transaction(() => {
  db.prepare(
    'INSERT OR REPLACE INTO stats_snapshots (athlete_id, captured_on, captured_at, raw, fetched_at) VALUES (?,?,?,?,?)',
  ).run(id, today, now, stats.raw, now);
  const insert = db.prepare('INSERT OR REPLACE INTO stats_totals VALUES (?,?,?,?,?,?,?,?,?,?,?)');
  for (const period of ['recent', 'ytd', 'all']) {
    for (const sport of ['ride', 'run', 'swim']) {
      const t = stats.json[`${period}_${sport}_totals`] as Record<string, number>;
      insert.run(
        ...[id, today, period, sport, t.count, t.distance, t.moving_time, t.elapsed_time, t.elevation_gain],
        t.achievement_count ?? null,
        now,
      );
    }
  }
}).immediate();
db.close();
