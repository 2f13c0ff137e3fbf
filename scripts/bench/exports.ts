/** What exporting a large archive costs, each export in a process of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openArchive } from '../../src/archive/open.ts';
import { type Db, immediate } from '../../src/sqlite/open.ts';
import { encodeStreams } from '../../src/streams/answer.ts';
import { writeStreams } from '../../src/streams/store.ts';
import { costOf, MAIN } from './processes.ts';
import { cut, hourOutdoors } from './streams.ts';

const DAY_MS = 86_400_000;
const FETCHED_AT = '2026-11-24T10:00:00Z';
/** Points of most activities; every hundredth is an hour long. */
const POINTS = 900;
const RECORDINGS = 8;

/** An archive of so many activities over the years, with all streams. */
function fill(archive: Db, activities: number): void {
  const hours = Array.from({ length: RECORDINGS }, (_, i) => hourOutdoors(i));
  const long = hours.map((hour) => encodeStreams(hour));
  const short = hours.map((hour) => encodeStreams(cut(hour, POINTS)));
  const insert = archive.$client.prepare(
    `INSERT INTO activities (id, athlete_id, fetched_at, first_seen_at, resource_state, name, sport_type, start_date, start_date_local, distance)
     VALUES (?, 1, ?, ?, 3, 'Out', 'Ride', ?, ?, 10000.5)`,
  );
  for (let from = 0; from < activities; from += 500) {
    immediate(archive, () => {
      for (let i = from; i < Math.min(activities, from + 500); i++) {
        const start = new Date(Date.UTC(2012, 0, 1, 7) + (i * DAY_MS) / 2).toISOString().slice(0, 19);
        insert.run(i + 1, FETCHED_AT, FETCHED_AT, `${start}Z`, start);
        const encoded = (i % 100 === 0 ? long : short)[i % RECORDINGS];
        if (encoded)
          writeStreams(archive, { activityId: i + 1, athleteId: 1, fetchedAt: FETCHED_AT }, encoded);
      }
    });
  }
}

/** Prints what exports of so many activities cost. */
export async function benchExports(activities: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  const archive = openArchive(dataDir);
  fill(archive, activities);
  const points = archive.$client.prepare('SELECT sum(points) FROM activity_streams').pluck().get();
  archive.$client.close();
  const exports = [
    ['tracks', '--to', join(dataDir, 'tracks')],
    ['tracks', '--one-file', '--to', '/dev/null'],
    ['tracks', '--format', 'tcx', '--one-file', '--to', '/dev/null'],
    ['tracks', '--format', 'geojson', '--one-file', '--to', '/dev/null'],
    ['stream_points', '--to', '/dev/null'],
    ['stream_points', '--to', join(dataDir, 'points.parquet')],
    ['dataset', join(dataDir, 'dataset')],
    ['dataset', join(dataDir, 'dataset')],
  ];
  const rows = [];
  for (const args of exports) {
    const began = performance.now();
    const { cpu, mb } = await costOf([MAIN, 'export', ...args], { DATA_DIR: dataDir });
    rows.push({
      what: args.join(' ').replaceAll(`${dataDir}/`, ''),
      time: `${((performance.now() - began) / 1_000).toFixed(1)} s`,
      CPU: `${(cpu / 1_000).toFixed(1)} s`,
      'memory at most': `${mb.toFixed(0)} MB`,
    });
  }
  console.log(`${activities} activities, ${points} points`);
  console.table(rows);
  rmSync(dataDir, { recursive: true });
}
