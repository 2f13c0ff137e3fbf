import type { RequestListener } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import type { Config } from '../config.ts';
import type { Reader } from '../sqlite/read.ts';
import { createPages } from './app.tsx';
import type { House } from './page.ts';

/** What of the configuration the pages need. */
export type PagesConfig = Pick<
  Config,
  'httpHost' | 'httpAllowedHosts' | 'httpPassword' | 'mapTileUrl' | 'zone' | 'zoneSet'
>;

const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** What others could see, where they can reach it, and nobody is asked for a password; undefined where all is well. */
export function whyClosed({ httpHost, httpPassword }: PagesConfig): string | undefined {
  if (isLoopback(httpHost) || httpPassword !== undefined) return undefined;
  return `The pages are closed: with HTTP_HOST=${httpHost} others can reach them. Set HTTP_PASSWORD, at least 12 characters, and start again; HTTP can be read on the way, so put TLS before it.`;
}

/**
 * Answers requests for pages.
 * @param house what is not in the database; the rest of it is configured.
 */
export function pagesListener(
  archive: Reader,
  config: PagesConfig,
  house: Pick<House, 'dataDir' | 'archive' | 'status' | 'orders'>,
): RequestListener {
  const reason = whyClosed(config);
  if (reason !== undefined)
    return (_request, response) =>
      void response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' }).end(`${reason}\n`);
  const pages = createPages({
    archive,
    house: { ...house, tiles: config.mapTileUrl, zoneSet: config.zoneSet },
    allowedHosts: [hostname(), ...config.httpAllowedHosts],
    password: config.httpPassword,
    zone: config.zone,
    now: Date.now,
  });
  // The requests to Strava keep the Request of the platform.
  return getRequestListener(pages.fetch, { overrideGlobalObjects: false });
}
