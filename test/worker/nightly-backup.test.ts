import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { byCommand, createNightlyBackup, type MakeBackup } from '../../src/worker/nightly-backup.ts';
import { tempDir } from '../support/temp-dir.ts';

const HOUR = 3_600_000;

async function nightly(make: MakeBackup) {
  let at = Date.parse('2026-11-29T03:00:00Z');
  const controller = new AbortController();
  const logs: string[] = [];
  const destination = { write: (line: string) => void logs.push(line) };
  const log = await createLogger({ level: 'trace', format: 'json', destination });
  const plan = { dataDir: '', backupDir: join(tempDir(), 'none'), backupKeep: 7, zone: 'UTC' };
  const backup = createNightlyBackup(plan, { make, log, now: () => at, signal: controller.signal });
  const advance = (ms: number) => {
    at += ms;
  };
  return { backup, lines: () => logs.join(''), controller, advance };
}

describe('the worker at night', () => {
  test('makes one backup at a time', async () => {
    let [runs, end] = [0, () => {}];
    const { backup } = await nightly(() => {
      runs += 1;
      return new Promise((resolve) => {
        end = () => resolve('');
      });
    });
    backup.tick();
    backup.tick();
    expect(runs).toBe(1);
    end();
    await backup.idle();
    backup.tick();
    expect(runs).toBe(2);
    end();
  });

  test('tries one that failed again after an hour, and says why it failed', async () => {
    const make = vi.fn(() => Promise.reject(new Error('The disk is full.')));
    const { backup, lines, advance } = await nightly(make);
    backup.tick();
    await backup.idle();
    expect(lines()).toMatch(/The backup failed.*The disk is full|The disk is full.*The backup failed/);
    advance(HOUR - 1);
    backup.tick();
    expect(make).toHaveBeenCalledTimes(1);
    advance(1);
    backup.tick();
    expect(make).toHaveBeenCalledTimes(2);
    await backup.idle();
  });

  test('says nothing of one that its stop has ended', async () => {
    const { backup, lines, controller } = await nightly(
      (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    backup.tick();
    controller.abort();
    await backup.idle();
    expect(lines()).toBe('');
  });
});

test('a command that fails says what it said', async () => {
  const make = byCommand({ PATH: process.env.PATH ?? '' });
  const [node, script] = process.argv;
  process.argv[1] = '/nowhere/to/be/found.js';
  try {
    await expect(make(new AbortController().signal)).rejects.toThrow(/found\.js/);
  } finally {
    process.argv.splice(0, 2, node ?? '', script ?? '');
  }
});
