import type { Config } from '../config.ts';

/** The address of the pages, as a browser on this machine takes it. */
export function addressOf({ httpHost, httpPort }: Pick<Config, 'httpHost' | 'httpPort'>): string {
  const isAny = httpHost === '0.0.0.0' || httpHost === '::';
  const host = isAny ? '127.0.0.1' : httpHost.includes(':') ? `[${httpHost}]` : httpHost;
  return `http://${host}:${httpPort}`;
}
