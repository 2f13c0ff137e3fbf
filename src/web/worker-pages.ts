import type { RequestListener } from 'node:http';
import { archivePath, readArchive } from '../archive/open.ts';
import type { Config } from '../config.ts';
import { Failure } from '../errors.ts';
import { readStatus } from '../status/read.ts';
import { pagesListener } from './listener.ts';
import type { Orders } from './page.ts';

/**
 * The pages of an archive that a worker writes, through a connection of their own that only reads.
 * @throws {Failure} `archive` when it cannot be read.
 */
export function workerPages(config: Config, orders?: Orders): RequestListener {
  const { dataDir } = config;
  const archive = readArchive(dataDir);
  if (!archive) throw new Failure('archive', 'There is no archive yet.', 'It comes with the first pass.');
  const status = () => readStatus(archive, config);
  return pagesListener(archive, config, { dataDir, archive: archivePath(dataDir), status, orders });
}
