/**
 * `node dist/scripts/screenshots.js`: takes the pictures of the README, of the pages over the demo's archive. It needs a Chromium.
 */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archivePath, readArchive } from '../src/archive/open.ts';
import { packageRoot } from '../src/package.ts';
import { pagesListener } from '../src/web/listener.ts';
import { launchChromium } from './chromium.ts';
import { demo } from './demo-run.ts';

const FOLDER = join(packageRoot, 'docs/pictures');
const SIZE = { width: 1280, height: 860 };

/** The activity that has most to show. */
const RICHEST = `SELECT CAST(activity_id AS TEXT) AS id FROM activity_streams JOIN segment_efforts USING (activity_id)
  GROUP BY activity_id ORDER BY count(*) DESC, activity_id DESC LIMIT 1`;

const dataDir = mkdtempSync(join(tmpdir(), 'athlete-archive-pictures-'));
await demo({ dataDir, keep: false });
const archive = readArchive(dataDir);
if (!archive) throw new Error('The demo has made no archive.');
const { id } = archive.$client.prepare(RICHEST).get() as { id: string };
const config = {
  httpHost: '127.0.0.1',
  httpAllowedHosts: [],
  httpPassword: undefined,
  mapTileUrl: undefined,
};
const house = { dataDir, archive: archivePath(dataDir), status: undefined, orders: undefined };
const server = createServer(
  pagesListener(archive, { ...config, zone: 'Europe/Berlin', zoneSet: undefined }, house),
);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const browser = await launchChromium();
mkdirSync(FOLDER, { recursive: true });
for (const [name, path, colorScheme] of [
  ['overview', '/', 'light'],
  ['activity', `/activities/${id}`, 'dark'],
] as const) {
  const page = await browser.newPage({ viewport: SIZE, colorScheme });
  await page.goto(origin + path, { waitUntil: 'networkidle' });
  const file = join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file });
  console.log(file);
}
await browser.close();
server.close().closeAllConnections();
archive[Symbol.dispose]();
rmSync(dataDir, { recursive: true });
