/** What the views cost over many years of activities, with a warm cache. The machine is shared: CPU, and the best run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { archivePath, openArchive } from '../../src/archive/open.ts';
import { settle } from '../../src/settled/settle.ts';
import { createSettled } from '../../src/settled/settled.ts';
import { SETTLED } from '../../src/settled/views.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { type Db, immediate } from '../../src/sqlite/open.ts';
import { VIEWS } from '../../src/views/index.ts';
import { settledTable } from '../../src/views/view.ts';
import { ATHLETE, fillArchive } from './synthetic-archive.ts';

const RUNS = 15;

/** Reads the whole index that the views are made of. */
const FLOOR = `SELECT count(start_date_local) FROM activities INDEXED BY activities_totals WHERE athlete_id = ${ATHLETE}`;

const OF = `WHERE athlete_id = ${ATHLETE}`;

/** What is asked beside all of a view. */
const QUESTIONS: Record<string, [what: string, sql: string]> = {
  activities_local: [
    'the newest 50',
    `SELECT * FROM activities_local ${OF} ORDER BY start_date_local DESC LIMIT 50`,
  ],
  daily_totals: ['a year', `SELECT * FROM daily_totals ${OF} AND day >= '2026'`],
  cumulative_by_day: ['all sports', `SELECT * FROM cumulative_by_day ${OF} AND sport_group = 'all'`],
  segment_history: ['one segment', `SELECT * FROM segment_history ${OF} AND segment_id = 600000`],
  activity_histograms: [
    'one activity',
    `SELECT * FROM activity_histograms ${OF} AND activity_id = 9000000000`,
  ],
  yearly_histograms: [
    'of all years',
    `SELECT kind, value, sum(seconds) FROM yearly_histograms ${OF} GROUP BY kind, value`,
  ],
  time_in_zones: ['a year', `SELECT * FROM time_in_zones ${OF} AND day >= '2026'`],
  monthly_zones: [
    'of all months',
    `SELECT kind, zone, sum(seconds) FROM monthly_zones ${OF} GROUP BY kind, zone`,
  ],
  stats_history: ['one day', `SELECT * FROM stats_history ${OF} AND captured_on = '2026-11-24'`],
};

/** CPU milliseconds of the run that was disturbed least. */
function measure(db: Database.Database, sql: string) {
  const statement = db.prepare(sql).raw();
  const rows = statement.all().length;
  const times = Array.from({ length: RUNS }, () => {
    const before = process.cpuUsage();
    statement.all();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  return { rows, ms: Math.min(...times) };
}

/** What it costs to hand the same rows over, from a table in which they stand. */
function measureHanding(db: Database.Database, sql: string): number {
  db.exec(`CREATE TEMP TABLE answered AS ${sql}`);
  const { ms } = measure(db, 'SELECT * FROM temp.answered');
  db.exec('DROP TABLE temp.answered');
  return ms;
}

const shown = (ms: number) => `${ms.toFixed(1)} ms`;

// As whoever asks opens it: with a larger cache than the worker's.
const askerOf = (dataDir: string) => new Sqlite(archivePath(dataDir), { readonly: true });

function benchAll(dataDir: string, activities: number): void {
  const db = askerOf(dataDir);
  const floor = measure(db, FLOOR);
  const questions = VIEWS.flatMap(({ name }) => {
    const [what, sql] = QUESTIONS[name] ?? [];
    return [
      ...(what && sql ? [{ name, what, sql }] : []),
      { name, what: 'all', sql: `SELECT * FROM ${name} ${OF}` },
    ];
  });
  const figures = questions.map(({ name, what, sql }) => {
    const { rows, ms } = measure(db, sql);
    const ratio = (ms / floor.ms).toFixed(0);
    return {
      view: name,
      asked: what,
      rows,
      CPU: shown(ms),
      'the rows alone': shown(measureHanding(db, sql)),
      ratio,
    };
  });
  console.log(
    `${activities} activities, CPU, the best of ${RUNS}; the floor, a scan of the index: ${floor.ms.toFixed(2)} ms`,
  );
  console.table(figures);
  db.close();
}

/** All of each view whose rows are put down, in milliseconds. */
function measureSettled(dataDir: string): number[] {
  const db = askerOf(dataDir);
  const all = SETTLED.map(({ name }) => measure(db, `SELECT * FROM ${name} ${OF}`).ms);
  db.close();
  return all;
}

const bytesOf = ({ $client }: Db, name: string) =>
  Number($client.prepare('SELECT total(pgsize) FROM dbstat WHERE name = ?').pluck().get(name));

async function timed(work: () => Promise<void>): Promise<string> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return shown((user + system) / 1_000);
}

/** What it gains and costs to put rows down: at rest, after an activity of the newest day, and where nothing is. */
async function benchSettled(dataDir: string, archive: Db): Promise<void> {
  immediate(archive, () => createSettled(archive.$client));
  const anew = measureSettled(dataDir);
  const all = await timed(() => settle(archive));
  const atRest = measureSettled(dataDir);
  const change = 'UPDATE activities SET distance = distance + 1 WHERE id = (SELECT max(id) FROM activities)';
  immediate(archive, () => archive.$client.prepare(change).run());
  const later = measureSettled(dataDir);
  const again = await timed(() => settle(archive));
  console.log(`Putting all down: ${all}; again after an activity of the newest day: ${again}`);
  console.table(
    SETTLED.map(({ name }, i) => ({
      view: name,
      'put down': shown(atRest[i] as number),
      'an activity later': shown(later[i] as number),
      'counted anew': shown(anew[i] as number),
      bytes: bytesOf(archive, settledTable(name)),
    })),
  );
}

/** Makes up an archive of so many activities and prints how long each view takes to answer. */
export async function benchViews(activities: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  const archive = openArchive(dataDir);
  fillArchive(archive.$client, activities);
  await settle(archive);
  benchAll(dataDir, activities);
  await benchSettled(dataDir, archive);
  archive.$client.close();
  rmSync(dataDir, { recursive: true });
}
