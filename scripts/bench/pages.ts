/** What the pages cost over many years of activities, with a warm cache: the median time of a page, and what it weighs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openArchive } from '../../src/archive/open.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { createPages } from '../../src/web/app.tsx';
import { ATHLETE, fillArchive } from './synthetic-archive.ts';

const RUNS = 9;
const HOST = '127.0.0.1:8788';

const PATHS = [
  ...[
    '/',
    '/?sport=ride&measure=hours',
    '/activities',
    '/activities?sport=ride&sort=distance',
    '/activities?q=ride',
  ],
  ...[
    '/activities/9000000000',
    '/records',
    '/segments',
    '/segments/600000',
    '/gear',
    '/trends',
    '/trends/2025',
  ],
  ...['/archive', '/archive/changes', '/sql'],
];

const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

/** Prints, of each page, the median milliseconds of this process, and kilobytes as they are sent. */
export async function benchPages(activities: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-bench-'));
  const archive = openArchive(dataDir);
  fillArchive(archive.$client, activities);
  archive.$client.exec(
    `INSERT OR IGNORE INTO athletes (id, firstname, raw, fetched_at) VALUES (${ATHLETE}, 'Jo', '{}', '2026-11-24T10:00:00Z')`,
  );
  const house = { dataDir, archive: archive.$client.name, zoneSet: 'UTC', tiles: undefined };
  const pages = createPages({
    archive,
    house: { ...house, status: undefined, orders: undefined },
    ...{ allowedHosts: [], password: undefined, zone: 'UTC', now: () => Date.parse('2026-11-24T12:00:00Z') },
  });
  // What is remembered is forgotten when another connection writes.
  const other = new Sqlite(archive.$client.name);
  const figures = [];
  for (const path of PATHS) {
    const [anew, again]: [number[], number[]] = [[], []];
    let html = '';
    let status = 0;
    const look = async () => {
      const since = performance.now();
      const answer = await pages.request(path, { headers: { host: HOST } });
      html = await answer.text();
      status = answer.status;
      return performance.now() - since;
    };
    // The first one prepares the statements.
    await look();
    for (let run = 0; run < RUNS; run++) {
      other.exec('UPDATE athletes SET bio = random()');
      anew.push(await look());
      again.push(await look());
    }
    figures.push({
      page: path,
      status,
      'ms after a write': median(anew).toFixed(1),
      'ms again': median(again).toFixed(1),
      'KB gz': (gzipSync(html).length / 1_024).toFixed(1),
    });
  }
  other.close();
  console.log(`${activities} activities, the median of ${RUNS}`);
  console.table(figures);
  archive.$client.close();
  rmSync(dataDir, { recursive: true });
}
