import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { toInstant } from '../clock.ts';
import { Failure } from '../errors.ts';
import { command, version } from '../package.ts';
import { databaseFailure } from '../sqlite/failure.ts';
import { patience } from '../sqlite/patience.ts';
import { isHeld, type ProcessLock, tryLock, WORKER_LOCK } from '../sqlite/process-lock.ts';

/** Who runs the worker, for messages. */
export interface Holder {
  pid: number;
  host: string;
  since: string;
  /** Of the program; undefined for those before 0.7.0. */
  version?: string | undefined;
}

const holderPath = (dataDir: string) => join(dataDir, 'locks', 'worker.json');

/** The worker that runs on this data directory, or the last one that did. */
export function lastWorker(dataDir: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(holderPath(dataDir), 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

/** The worker that runs on this data directory, if any. */
export function runningWorker(dataDir: string): Holder | 'unknown' | undefined {
  return isHeld(dataDir, WORKER_LOCK) ? (lastWorker(dataDir) ?? 'unknown') : undefined;
}

/**
 * Takes the place of the one worker on this data directory; what a dead worker left does not count.
 * @throws {Failure} `archive` naming the worker that holds it.
 */
export function becomeWorker(dataDir: string, now: number): ProcessLock {
  const lock = tryLock(dataDir, WORKER_LOCK, patience.placeMs);
  if (lock) {
    const holder: Holder = { pid: process.pid, host: hostname(), since: toInstant(now), version };
    try {
      writeFileSync(holderPath(dataDir), JSON.stringify(holder));
      return lock;
    } catch (error) {
      lock[Symbol.dispose]();
      throw databaseFailure(error, holderPath(dataDir));
    }
  }
  const holder = lastWorker(dataDir);
  const who = holder ? `process ${holder.pid} on ${holder.host}, since ${holder.since}` : 'another process';
  throw new Failure(
    'archive',
    `A worker already runs on ${dataDir} (${who}).`,
    `Stop that one first, or choose another DATA_DIR; ${command('sync')} works beside it.`,
  );
}
