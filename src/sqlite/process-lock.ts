import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Clock } from '../clock.ts';
import { Failure } from '../errors.ts';
import { Sqlite } from './driver.ts';
import { databaseFailure, isBusy } from './failure.ts';

/** A held lock; disposing frees it. The operating system frees it too when the process dies, however it dies. */
export interface ProcessLock extends Disposable {}

/** The lock of the one worker on a data directory. */
export const WORKER_LOCK = 'worker';

// Who only looks holds a lock for less than a millisecond.
const LOOK_MS = 100;

const lockPath = (dataDir: string, name: string) => join(dataDir, 'locks', `${name}.lock`);

/** Blocks the process: for moments in which nothing else may happen. */
export function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** @param patienceMs how long its statements try, blocking the process. */
function openLock(dataDir: string, name: string, patienceMs = 0): Database.Database {
  const path = lockPath(dataDir, name);
  try {
    mkdirSync(dirname(path), { recursive: true });
    return new Sqlite(path, { timeout: patienceMs });
  } catch (error) {
    throw databaseFailure(error, path);
  }
}

/**
 * Takes the lock `name` of the data directory if it is free.
 * It is an open write transaction on a small SQLite file of its own, because such a lock is held by the kernel
 * for exactly as long as the process lives: nothing can be left behind.
 * @param patienceMs how long to try, blocking the process; for moments only.
 * @returns undefined when another process (or another part of this one) holds it.
 */
export function tryLock(dataDir: string, name: string, patienceMs = 0): ProcessLock | undefined {
  const db = openLock(dataDir, name, patienceMs);
  try {
    db.exec('BEGIN IMMEDIATE');
  } catch (error) {
    db.close();
    if (isBusy(error)) return undefined;
    throw databaseFailure(error, db.name);
  }
  const held = db;
  return { [Symbol.dispose]: () => void held.close() };
}

/**
 * Takes the lock, blocking the process while another holds it.
 * @throws {Failure} `archive` when that takes longer than `patienceMs` milliseconds.
 */
export function holdLock(dataDir: string, name: string, patienceMs: number): ProcessLock {
  const lock = tryLock(dataDir, name, patienceMs);
  if (lock) return lock;
  throw new Failure(
    'archive',
    `Another process has worked on ${dataDir} for ${Math.round(patienceMs / 60_000)} minutes (lock "${name}").`,
    'Wait for its end, or stop it, and try again.',
  );
}

/** Whether somebody holds the lock; creates nothing, and others who look at the same time do not count. */
export function isHeld(dataDir: string, name: string): boolean {
  if (!existsSync(lockPath(dataDir, name))) return false;
  using lock = tryLock(dataDir, name, LOOK_MS);
  return lock === undefined;
}

/** Waits for the lock without blocking the event loop; `onWait` is told once when another holds it. */
export async function waitForLock(
  dataDir: string,
  name: string,
  options: { clock: Clock; signal?: AbortSignal | undefined; onWait?: () => void },
): Promise<ProcessLock> {
  const { clock, signal, onWait } = options;
  for (let tries = 0; ; tries++) {
    signal?.throwIfAborted();
    const lock = tryLock(dataDir, name);
    if (lock) return lock;
    if (tries === 0) onWait?.();
    await clock.sleep(Math.min(20 * 2 ** tries, 500), signal);
  }
}

/** Looks at a lock again and again, at a tenth of what taking it costs. */
export interface LockWatch extends Disposable {
  /** Whether another process (or another part of this one) holds it. */
  isHeld(): boolean;
}

/** @throws {Failure} `archive` when it cannot be looked at. */
export function watchLock(dataDir: string, name: string): LockWatch {
  const db = openLock(dataDir, name);
  // Otherwise SQLite would make a file for the journal of what is never written, at each look.
  db.pragma('journal_mode = MEMORY');
  return {
    isHeld() {
      try {
        db.exec('BEGIN IMMEDIATE; ROLLBACK');
        return false;
      } catch (error) {
        if (isBusy(error)) return true;
        throw databaseFailure(error, db.name);
      }
    },
    [Symbol.dispose]: () => void db.close(),
  };
}

/** Waits, without blocking the event loop, until nobody holds the lock; where nobody ever did, nothing is created. */
export async function untilFree(
  dataDir: string,
  name: string,
  options: Parameters<typeof waitForLock>[2],
): Promise<void> {
  if (!existsSync(lockPath(dataDir, name))) return;
  using _lock = await waitForLock(dataDir, name, options);
}
