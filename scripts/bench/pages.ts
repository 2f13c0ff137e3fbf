/**
 * What the pages cost over many years of activities, with a warm cache: the median time of a page, what it weighs, and how
 * long the process that serves them is kept from other work while people look.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { openArchive } from '../../src/archive/open.ts';
import { packageRoot } from '../../src/package.ts';
import { settle } from '../../src/settled/settle.ts';
import { Sqlite } from '../../src/sqlite/driver.ts';
import { createPages } from '../../src/web/app.tsx';
import { pagesListener } from '../../src/web/listener.ts';
import { median } from './median.ts';
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

const LOOKING_S = 12;
/** Twice as often as what is measured as a stutter. */
const RESOLUTION_MS = 5;
const MAP = ['/map', '/map/tracks.bin?level=50'];

/** Prints how long timers of this process wait while four people look at everything, with and without writes in between. */
async function benchLag(listener: RequestListener, write: () => void): Promise<void> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const figures = [];
  for (const [what, everyMs, paths] of [
    ['nothing is written', undefined, PATHS],
    ['something is written each second', 1_000, PATHS],
    ['the same, and the map', 1_000, [...PATHS, ...MAP]],
  ] as const) {
    const writing = everyMs === undefined ? undefined : setInterval(write, everyMs);
    const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    delay.enable();
    const lookers = join(packageRoot, 'dist/scripts/bench/lookers.js');
    const { stdout } = await promisify(execFile)(process.execPath, [
      lookers,
      origin,
      String(LOOKING_S),
      ...paths,
    ]);
    delay.disable();
    clearInterval(writing);
    const ms = (nanoseconds: number) => (nanoseconds / 1e6).toFixed(0);
    figures.push({
      ...{ while: what, 'answers/s': (Number(stdout) / LOOKING_S).toFixed(0) },
      ...{
        'median ms': ms(delay.percentile(50)),
        '99 % ms': ms(delay.percentile(99)),
        'longest ms': ms(delay.max),
      },
    });
  }
  console.log('How long the process is kept from other work while four people look without a rest');
  console.table(figures);
  server.close().closeAllConnections();
}

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
  await settle(archive);
  // What is remembered is forgotten when another connection writes, and what the newest activity is part of is counted anew.
  const other = new Sqlite(archive.$client.name);
  const write = () =>
    other.exec('UPDATE activities SET distance = distance + 1 WHERE id = (SELECT max(id) FROM activities)');
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
      write();
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
  console.log(`${activities} activities, the median of ${RUNS}`);
  console.table(figures);
  const config = {
    httpHost: '127.0.0.1',
    httpAllowedHosts: [],
    httpPassword: undefined,
    mapTileUrl: undefined,
  };
  const listener = pagesListener(
    archive,
    { ...config, zone: 'UTC', zoneSet: 'UTC' },
    { dataDir, archive: archive.$client.name, status: undefined, orders: undefined },
  );
  await benchLag(listener, write);
  other.close();
  archive.$client.close();
  rmSync(dataDir, { recursive: true });
}
