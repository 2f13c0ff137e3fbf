/** What a whole history costs: CPU, bytes and latency for each activity, and a pass with nothing new. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type Database from 'better-sqlite3';
import { openArchive } from '../../src/archive/open.ts';
import { exchange } from '../../src/http/exchange.ts';
import { parseJson } from '../../src/json.ts';
import { activity } from '../../src/resources/activity/detail.ts';
import { streams } from '../../src/resources/activity/streams.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import type { ApiRequest } from '../../src/strava/client.ts';
import { encodeStreams, type StreamsAnswer } from '../../src/streams/answer.ts';
import { runBackfill } from '../../src/sync/backfill.ts';
import { runPass } from '../../src/sync/pass.ts';
import { median } from './median.ts';
import { connect, type Strava, startStrava } from './strava-process.ts';

/** CPU milliseconds that `work` takes in this process. */
export async function cpu(work: () => Promise<unknown> | unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const TABLES: Record<string, string> = {
  activities: 'id',
  laps: 'activity_id',
  splits: 'activity_id',
  best_efforts: 'activity_id',
  segment_efforts: 'activity_id',
  activity_streams: 'activity_id',
  stream_blocks: 'activity_id',
  stream_values: 'activity_id',
  documents: 'item',
  coverage: 'item',
};

type Rows = { table: string; rows: unknown[][] }[];

function rowsOf(db: Database.Database, id: string): Rows {
  return Object.entries(TABLES).map(([table, key]) => {
    const select = db.prepare(`SELECT * FROM ${table} WHERE ${key} = ?`).safeIntegers().raw();
    return { table, rows: select.all(id) as unknown[][] };
  });
}

/** The floor: the very rows of the archive, written with bare better-sqlite3, a transaction an activity. */
function bareWriter(db: Database.Database): (all: Rows) => void {
  db.pragma('foreign_keys = OFF');
  const inserts = Object.keys(TABLES).map((table) => {
    const columns = db.prepare(`SELECT * FROM ${table}`).columns();
    return [table, db.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`)] as const;
  });
  const insertInto = new Map(inserts);
  const write = db.transaction((all: Rows) => {
    for (const { table, rows } of all) for (const row of rows) insertInto.get(table)?.run(row);
  });
  return (all) => write.immediate(all);
}

async function fetchText({ apiUrl, grant }: Strava, request: ApiRequest): Promise<string | undefined> {
  const query = new URLSearchParams(request.query as Record<string, string>);
  const { text, status } = await exchange({
    url: `${apiUrl}${request.path}?${query}`,
    what: 'bench',
    headers: { authorization: `Bearer ${grant.accessToken}` },
  });
  return status === 200 ? text : undefined;
}

/** What has to be done to each answer before its rows can be written, with nothing around it. */
interface Bare {
  detail(text: string): unknown;
  streams(text: string): unknown;
}

const PARSED: Bare = { detail: JSON.parse, streams: JSON.parse };
/** The very bytes of the archive: long ids to the digit, the document hashed and compressed, the points coded. */
const MADE: Bare = {
  detail: (text) => [parseJson(text), createHash('sha256').update(text).digest(), deflateSync(text)],
  streams: (text) => encodeStreams(parseJson(text) as StreamsAnswer),
};

async function fetchBare(strava: Strava, id: string, bare: Bare): Promise<void> {
  const detail = await fetchText(strava, activity.request(id, 1));
  if (detail !== undefined) bare.detail(detail);
  const points = await fetchText(strava, streams.request(id, 1));
  if (points !== undefined) bare.streams(points);
}

/** CPU milliseconds of bare scripts that end with the same rows in a database. */
async function measureFloors(strava: Strava, archive: Database.Database, folder: string) {
  const ids = archive.prepare('SELECT CAST(id AS TEXT) FROM activities').pluck().all() as string[];
  const all = ids.map((id) => ({ id, rows: rowsOf(archive, id) }));
  const measure = async (name: string, bare?: Bare) => {
    const db = openArchive(join(folder, name)).$client;
    const write = bareWriter(db);
    const taken = await cpu(async () => {
      for (const { id, rows } of all) {
        if (bare) await fetchBare(strava, id, bare);
        write(rows);
      }
    });
    db.close();
    return taken;
  };
  return {
    made: await measure('made', MADE),
    parsed: await measure('parsed', PARSED),
    written: await measure('written'),
  };
}

/** Bytes of database for each of these activities, with everything that hangs on them. */
function bytesEach(archive: string, ids: string[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  const sizeWith = (kept: string[]) => {
    const path = join(folder, `${kept.length}.db`);
    rmSync(path, { force: true });
    const source = new Sqlite(archive);
    source.prepare('VACUUM INTO ?').run(path);
    source.close();
    const db = new Sqlite(path);
    const list = kept.join(', ') || '0';
    db.exec(`DELETE FROM activities WHERE id NOT IN (${list});
      DELETE FROM activity_streams WHERE activity_id NOT IN (${list});
      DELETE FROM documents WHERE item NOT IN (${list}); DELETE FROM coverage WHERE item NOT IN (${list});
      DELETE FROM segments WHERE id NOT IN (SELECT segment_id FROM segment_efforts); VACUUM`);
    db.close();
    return statSync(path).size;
  };
  const bytes = (sizeWith(ids) - sizeWith([])) / ids.length;
  rmSync(folder, { recursive: true });
  return bytes;
}

function latencyMs(db: Database.Database, activityId: string): number {
  const statement = db.prepare('SELECT * FROM stream_points WHERE activity_id = ?');
  const times = Array.from({ length: 7 }, () => {
    const began = performance.now();
    statement.all(activityId);
    return performance.now() - began;
  });
  return median(times);
}

/** Archives so many activities and prints what each cost. */
export async function benchHistory(activities: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  const strava = await startStrava(activities);
  // What the floor does too: the other resources cost what their requests cost.
  const app = await connect(strava, dataDir, 'athlete,stats,activities,gear,activity,streams');
  const ours = await cpu(async () => {
    await runPass(app.passContext, { trigger: 'command' });
    await runBackfill(app.passContext, {});
  });
  const floors = await measureFloors(strava, app.archive.$client, dataDir);
  const path = app.archive.$client.name;
  const each = (ms: number) => `${(ms / activities).toFixed(2)} ms`;
  console.table([
    { what: `CPU for each of ${activities} activities, fetched and archived`, value: each(ours) },
    {
      what: 'floor: a bare script that receives the same answers and writes the same bytes',
      value: each(floors.made),
    },
    { what: 'ratio to that', value: (ours / floors.made).toFixed(2) },
    {
      what: 'the same without coding and compressing: received, parsed, written',
      value: each(floors.parsed),
    },
    { what: 'the same without receiving: written', value: each(floors.written) },
    {
      what: 'database for each activity',
      value: `${(statSync(path).size / activities / 1_024).toFixed(1)} KiB`,
    },
    {
      what: `database for an hour outdoors with all streams (mean of ${strava.hours.length})`,
      value: `${(bytesEach(path, strava.hours) / 1_024).toFixed(1)} KiB`,
    },
    {
      what: 'stream_points of such an hour',
      value: `${latencyMs(app.archive.$client, strava.hours[0] ?? '0').toFixed(1)} ms`,
    },
  ]);
  app[Symbol.dispose]();
  strava.process.kill();
  rmSync(dataDir, { recursive: true });
}

/** A pass with nothing new over so many activities; their details are only pretended. */
export async function benchQuietPass(activities: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  const strava = await startStrava(activities);
  const app = await connect(strava, dataDir, 'athlete,stats,activities');
  await runPass(app.passContext, { trigger: 'command' });
  app.archive.$client.exec(
    "UPDATE coverage SET status = 'done', next_try_at = NULL WHERE resource IN ('activity', 'streams')",
  );
  const times: number[] = [];
  for (let i = 0; i < 5; i++) times.push(await cpu(() => runPass(app.passContext, { trigger: 'command' })));
  console.log(`CPU of a pass with nothing new at ${activities} activities: ${median(times).toFixed(0)} ms`);
  app[Symbol.dispose]();
  strava.process.kill();
  rmSync(dataDir, { recursive: true });
}
