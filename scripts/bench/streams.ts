/** What each way to store streams costs (docs/decisions/0005): `node dist/scripts/bench/streams.js [points of others]`. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Database from 'better-sqlite3';
import { Sqlite } from '../../src/sqlite/driver.ts';
import type { StreamsAnswer } from '../../src/streams/answer.ts';
import { makeActivity } from '../../test/simulator/activities.ts';
import { PERSONAS } from '../../test/simulator/personas.ts';
import { createRandom } from '../../test/simulator/random.ts';
import { recordingOf } from '../../test/simulator/recording.ts';
import { streamSetOf } from '../../test/simulator/stream-shape.ts';
import { median } from './median.ts';
import { fieldsOf, VARIANTS, type Variant } from './stream-variants.ts';

const POINTS = 3_600;
/** Hours that sizes and times are taken of. */
const HOURS = 200;
const ACTIVITIES = 5_000;
const READS = 9;

interface Options {
  /** Points of each of the other activities; as many as an hour takes minutes. */
  readonly others: number;
}

/** An hour outdoors with all streams, as the simulated Strava answers. */
export function hourOutdoors(number: number): StreamsAnswer {
  const random = createRandom(number, 55);
  const { habit } = PERSONAS[0] ?? { habit: { chancePerDay: 1, sports: ['Run', 'Ride'] as const } };
  const maker = { seed: 5, athleteIndex: 0, habit, closet: { bikes: [], shoes: [], retired: [] } };
  const traits = { manual: false, trainer: false, gps: true, heartrate: true, cadence: true, temp: true };
  const sport = number % 2 ? 'Ride' : 'Run';
  const shape = {
    sport,
    movingTime: POINTS,
    traits: { ...traits, watts: 'measured', wattsGaps: false },
  } as const;
  const startedAt = Date.UTC(2026, 10, 1);
  const recording = recordingOf(makeActivity(maker, random, { key: number, startedAt, shape }));
  if (!recording) throw new Error('An outdoor activity was not recorded.');
  return streamSetOf(recording);
}

/** The first points of all streams. */
export function cut(answer: StreamsAnswer, points: number): StreamsAnswer {
  const streams = Object.entries(answer) as [string, { data: unknown[] }][];
  return Object.fromEntries(
    streams.map(([type, stream]) => [type, { ...stream, data: stream.data.slice(0, points) }]),
  );
}

function timed(work: () => unknown, times: number): number {
  const all = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    work();
    all.push(performance.now() - began);
    // Hopeless ways are not worth waiting for.
    if ((all[0] ?? 0) > 1_000) break;
  }
  return median(all);
}

function fill(db: Database.Database, variant: Variant, ids: number[], answers: StreamsAnswer[]): number[] {
  return ids.map((id, i) => {
    const answer = answers[i % answers.length] ?? {};
    const began = performance.now();
    db.transaction(() => variant.write(db, id, answer)).immediate();
    return performance.now() - began;
  });
}

const sizeOf = (db: Database.Database) =>
  Number(db.prepare("SELECT sum(pgsize) FROM dbstat WHERE name <> 'sqlite_schema'").pluck().get());

function inShell(path: string, sql: string): number {
  const run = (text: string) => timed(() => execFileSync('sqlite3', [path, text]), 5);
  return run(sql) - run('SELECT 1');
}

function equalsAnswer(rows: unknown[][], answer: StreamsAnswer): boolean {
  const fields = Object.values(fieldsOf(answer));
  return rows.every((row, point) => fields.every((series, i) => row[i + 2] === (series[point] ?? null)));
}

function measure(variant: Variant, path: string, answers: StreamsAnswer[], { others }: Options) {
  const db = new Sqlite(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  variant.create(db);
  const before = sizeOf(db);
  const hours = answers.map((_, i) => 1_000 + i);
  const writes = fill(db, variant, hours, answers);
  const bytes = (sizeOf(db) - before) / HOURS;
  const figures = {
    way: variant.name,
    'KB an hour': (bytes / 1e3).toFixed(1),
    'write ms': median(writes).toFixed(1),
  };
  if (variant.closed) {
    db.close();
    return figures;
  }
  const column = db.prepare(
    'SELECT max(heartrate) FROM stream_points WHERE activity_id BETWEEN 1000 AND 1199',
  );
  const columnMs = timed(() => column.get(), 3);
  const short = answers.map((answer) => cut(answer, others));
  fill(
    db,
    variant,
    Array.from({ length: ACTIVITIES - HOURS }, (_, i) => 2_000 + i),
    short,
  );
  db.pragma('wal_checkpoint(TRUNCATE)');
  const one = db.prepare('SELECT * FROM stream_points WHERE activity_id = ?').raw();
  const exact = equalsAnswer(one.all(1_100) as unknown[][], answers[100] ?? {});
  const readMs = timed(() => one.all(1_100), READS);
  db.close();
  return {
    ...figures,
    'read one ms': readMs.toFixed(1),
    'in sqlite3 ms': inShell(path, 'SELECT * FROM stream_points WHERE activity_id = 1100').toFixed(1),
    'max(heartrate) of 200 ms': columnMs.toFixed(0),
    exact,
  };
}

/** Measures all ways on the same data. */
export function benchStreams(options: Options = { others: 60 }, ways = VARIANTS) {
  const answers = Array.from({ length: HOURS }, (_, i) => cut(hourOutdoors(i), POINTS));
  const folder = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  try {
    return ways.map((variant, i) => {
      const path = join(folder, `${i}.db`);
      const row = measure(variant, path, answers, options);
      rmSync(path);
      return row;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [others = '60', only] = process.argv.slice(2);
  const ways = only ? VARIANTS.filter(({ name }) => name.includes(only)) : VARIANTS;
  console.table(benchStreams({ others: Number(others) }, ways));
}
