/** What the views cost over many years of activities, with a warm cache. The machine is shared: CPU, and the best run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { archivePath, openArchive } from '../../src/archive/open.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { VIEWS } from '../../src/views/index.ts';
import { ATHLETE, fillArchive } from './synthetic-archive.ts';

const RUNS = 15;

/** Reads the whole index that the views are made of. */
const FLOOR = `SELECT count(start_date_local) FROM activities INDEXED BY activities_totals WHERE athlete_id = ${ATHLETE}`;

/** What is asked of views that are longer than anybody reads; of the others, all. */
const QUESTIONS: Record<string, [what: string, condition: string]> = {
  activities_local: ['the newest 50', 'ORDER BY start_date_local DESC LIMIT 50'],
  daily_totals: ['a year', "AND day >= '2026'"],
  cumulative_by_day: ['all sports', "AND sport_group = 'all'"],
  segment_history: ['one segment', 'AND segment_id = 600000'],
  activity_histograms: ['one activity', 'AND activity_id = 9000000000'],
  time_in_zones: ['a year', "AND day >= '2026'"],
  stats_history: ['one day', "AND captured_on = '2026-11-24'"],
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

/** Makes up an archive of so many activities and prints how long each view takes to answer. */
export function benchViews(activities: number): void {
  const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  const writing = openArchive(dataDir).$client;
  fillArchive(writing, activities);
  writing.close();
  // As whoever asks opens it: with a larger cache than the worker's.
  const db = new Sqlite(archivePath(dataDir), { readonly: true });
  const floor = measure(db, FLOOR);
  const questions = VIEWS.flatMap(({ name }) => {
    const [what, condition] = QUESTIONS[name] ?? [];
    return [...(condition ? [{ name, what, condition }] : []), { name, what: 'all', condition: '' }];
  });
  const figures = questions.map(({ name, what, condition }) => {
    const sql = `SELECT * FROM ${name} WHERE athlete_id = ${ATHLETE} ${condition}`;
    const { rows, ms } = measure(db, sql);
    const handing = `${measureHanding(db, sql).toFixed(1)} ms`;
    const ratio = (ms / floor.ms).toFixed(0);
    return { view: name, asked: what, rows, CPU: `${ms.toFixed(1)} ms`, 'the rows alone': handing, ratio };
  });
  console.log(
    `${activities} activities, CPU, the best of ${RUNS}; the floor, a scan of the index: ${floor.ms.toFixed(2)} ms`,
  );
  console.table(figures);
  db.close();
  rmSync(dataDir, { recursive: true });
}
