import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import type { Clock } from '../clock.ts';
import { Sqlite } from './driver.ts';
import { databaseFailure, isBusy } from './failure.ts';

/** A held lock; disposing frees it. The operating system frees it too when the process dies, however it dies. */
export interface ProcessLock extends Disposable {}

function openLock(dataDir: string, name: string): Database.Database {
  const folder = join(dataDir, 'locks');
  const path = join(folder, `${name}.lock`);
  try {
    mkdirSync(folder, { recursive: true });
    return new Sqlite(path, { timeout: 0 });
  } catch (error) {
    throw databaseFailure(error, path);
  }
}

/**
 * Takes the lock `name` of the data directory if it is free.
 * It is an open write transaction on a small SQLite file of its own, because such a lock is held by the kernel
 * for exactly as long as the process lives: nothing can be left behind.
 * @returns undefined when another process (or another part of this one) holds it.
 */
export function tryLock(dataDir: string, name: string): ProcessLock | undefined {
  const db = openLock(dataDir, name);
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
