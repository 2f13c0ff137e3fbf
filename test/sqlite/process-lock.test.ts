import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import { Stopped } from '../../src/errors.ts';
import { packageRoot } from '../../src/package.ts';
import { driverFor } from '../../src/sqlite/driver.ts';
import { type ProcessLock, tryLock, waitForLock, watchLock } from '../../src/sqlite/process-lock.ts';
import { tempDir } from '../support/temp-dir.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

function take(folder: string, name = 'pass'): ProcessLock {
  const lock = tryLock(folder, name);
  if (!lock) throw new Error('The lock is not free.');
  onTestFinished(() => lock[Symbol.dispose]());
  return lock;
}
const free = (lock: ProcessLock) => lock[Symbol.dispose]();

/** Another process that holds the lock, as the lock file is held by another worker. */
async function holdInChild(folder: string) {
  free(take(folder));
  const program = `
    const db = new (require('${driverFor(process.versions.napi)}'))(${JSON.stringify(join(folder, 'locks/pass.lock'))});
    db.exec('BEGIN IMMEDIATE');
    process.stdout.write('held');
    setInterval(() => {}, 60_000);
  `;
  const child = spawn(process.execPath, ['-e', program], { cwd: packageRoot });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

describe('a lock', () => {
  test('is held by one at a time, and is free after it was disposed of', () => {
    const folder = tempDir();
    const lock = take(folder);
    expect(tryLock(folder, 'pass')).toBeUndefined();
    free(lock);
    take(folder);
  });

  test('is one for each name and data directory', () => {
    const folder = tempDir();
    take(folder, 'pass');
    take(folder, 'refresh');
    take(tempDir(), 'pass');
  });

  test('is freed at the end of a block', () => {
    const folder = tempDir();
    {
      using _lock = tryLock(folder, 'pass');
      expect(tryLock(folder, 'pass')).toBeUndefined();
    }
    take(folder);
  });

  test('dies with its process, even one that is killed', async () => {
    const folder = tempDir();
    const child = await holdInChild(folder);
    expect(tryLock(folder, 'pass')).toBeUndefined();
    child.kill('SIGKILL');
    await once(child, 'exit');
    take(folder);
  });

  test('that cannot be made is a failure with its path', () => {
    const path = join(tempDir(), 'file');
    writeFileSync(path, '');
    const failure = { kind: 'archive', message: expect.stringContaining(join(path, 'locks/pass.lock')) };
    expect(() => tryLock(path, 'pass')).toThrow(expect.objectContaining(failure));
  });
});

describe('waiting for a lock', () => {
  test('is no waiting when it is free', async () => {
    const clock = new VirtualClock();
    const lock = await waitForLock(tempDir(), 'pass', { clock, onWait: () => expect.unreachable() });
    free(lock);
    expect(clock.slept).toEqual([]);
  });

  test('leaves the event loop free, so that the holder can go on', async () => {
    const folder = tempDir();
    const held = take(folder);
    const waiting = waitForLock(folder, 'pass', { clock: systemClock });
    await new Promise(setImmediate);
    expect(tryLock(folder, 'pass')).toBeUndefined();
    free(held);
    free(await waiting);
  });

  test('tells once that it waits, and tries at least twice a second', async () => {
    const folder = tempDir();
    const held = take(folder);
    const slept: number[] = [];
    const clock: Clock = {
      now: () => 0,
      sleep: async (ms) => {
        if (slept.push(ms) === 9) free(held);
      },
    };
    let told = 0;
    free(await waitForLock(folder, 'pass', { clock, onWait: () => void told++ }));
    expect(told).toBe(1);
    expect(slept).toHaveLength(9);
    expect(Math.max(...slept)).toBe(500);
    expect(slept[0]).toBeLessThan(50);
  });

  test('ends with the reason of its signal', async () => {
    const folder = tempDir();
    take(folder);
    const controller = new AbortController();
    const waiting = waitForLock(folder, 'pass', { clock: systemClock, signal: controller.signal });
    controller.abort(new Stopped());
    await expect(waiting).rejects.toThrow(Stopped);
  });

  test('does not take a free lock when it is to stop', async () => {
    const folder = tempDir();
    const signal = AbortSignal.abort(new Stopped());
    await expect(waitForLock(folder, 'pass', { clock: systemClock, signal })).rejects.toThrow(Stopped);
    take(folder);
  });

  test('gets it when the process that held it is killed', async () => {
    const folder = tempDir();
    const child = await holdInChild(folder);
    const waiting = waitForLock(folder, 'pass', { clock: systemClock, onWait: () => child.kill('SIGKILL') });
    free(await waiting);
  });
});

describe('a lock that is watched', () => {
  test('is seen as it is, again and again, and is never kept', async () => {
    const folder = tempDir();
    using watch = watchLock(folder, 'pass');
    expect([watch.isHeld(), watch.isHeld()]).toEqual([false, false]);
    const lock = take(folder);
    expect([watch.isHeld(), watch.isHeld()]).toEqual([true, true]);
    using late = watchLock(folder, 'pass');
    expect(late.isHeld()).toBe(true);
    free(lock);
    expect(late.isHeld()).toBe(false);
    expect(watch.isHeld()).toBe(false);
    const child = await holdInChild(folder);
    expect(watch.isHeld()).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(watch.isHeld()).toBe(false);
  });
});
