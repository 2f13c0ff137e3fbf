import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join, resolve } from 'node:path';
import { archivePath } from '../archive/open.ts';
import { type Config, loadConfig } from '../config.ts';
import { Failure } from '../errors.ts';
import { command } from '../package.ts';
import { ARCHIVE_FILE } from '../places.ts';
import { openForReading, type Reader } from '../sqlite/read.ts';
import { readStatus } from '../status/read.ts';
import { pagesListener, whyClosed } from '../web/listener.ts';
import { addressOf } from './address.ts';
import type { CommandContext } from './context.ts';

/** Where the pages are. */
export interface ServeOptions {
  port?: number;
}

/** The database of a backup: the file itself, or the one in its folder. */
function databaseAt(path: string): string {
  const at = resolve(path);
  const found = statSync(at, { throwIfNoEntry: false });
  if (!found)
    throw new Failure('usage', `There is nothing at ${at}.`, 'Name an archive, a backup or its folder.');
  return found.isDirectory() ? join(at, ARCHIVE_FILE) : at;
}

function open(path: string): Reader & Disposable {
  const archive = openForReading({ path, migrations: 'archive' });
  if (!archive)
    throw new Failure(
      'archive',
      `There is no archive yet at ${path}, so there is nothing to look at.`,
      `${command('bootstrap')} connects an athlete; then the first pass fills it.`,
    );
  return archive;
}

function portFailure(error: unknown, config: Config): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const { httpHost, httpPort } = config;
  if (code === 'EADDRINUSE')
    return new Failure(
      'configuration',
      `Port ${httpPort} of ${httpHost} is taken, perhaps by the worker of an archive, which serves its pages itself.`,
      `Look at ${addressOf(config)}, or take another port with --port.`,
    );
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Failure(
      'configuration',
      `Port ${httpPort} of ${httpHost} cannot be used (${code}).`,
      'Choose another HTTP_HOST or --port.',
    );
  return error;
}

/**
 * Serves the pages until it is stopped; only reads.
 * @param from an archive, a backup or its folder; by default the archive that is configured.
 * @returns the exit code. @throws {Failure} where there is nothing to look at, or the port cannot be used.
 */
export async function serve(
  { environment, terminal, signal }: CommandContext,
  from?: string,
  { port }: ServeOptions = {},
): Promise<number> {
  const loaded = loadConfig(environment, { app: 'optional' });
  const config: Config = { ...loaded, zone: loaded.zone, httpPort: port ?? loaded.httpPort ?? 0 };
  const own = archivePath(config.dataDir);
  const path = from === undefined ? own : databaseAt(from);
  const reason = whyClosed(config);
  if (reason !== undefined)
    throw new Failure('configuration', reason, 'Or leave HTTP_HOST out, for this machine alone.');
  using archive = open(path);
  const isOwn = path === own;
  const listener = pagesListener(archive, config, {
    ...{ dataDir: dirname(path), archive: path, orders: undefined },
    status: isOwn ? () => readStatus(archive, config) : undefined,
  });
  const server = createServer(listener);
  try {
    server.listen(config.httpPort, config.httpHost);
    await once(server, 'listening', { signal });
  } catch (error) {
    throw portFailure(error, config);
  }
  const at = server.address();
  const httpPort = typeof at === 'object' && at !== null ? at.port : config.httpPort;
  terminal.say(`${path} at ${addressOf({ ...config, httpPort })} (Ctrl-C ends it)`);
  if (!signal.aborted) await once(signal, 'abort');
  server.close().closeAllConnections();
  return 0;
}
