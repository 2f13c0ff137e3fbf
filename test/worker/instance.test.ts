import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { packageRoot, version } from '../../src/package.ts';
import { tryLock } from '../../src/sqlite/process-lock.ts';
import { becomeWorker, runningWorker } from '../../src/worker/instance.ts';
import { beImpatient } from '../support/locked.ts';
import { tempDir } from '../support/temp-dir.ts';

const NOW = Date.parse('2026-11-24T10:00:00Z');
const me = { pid: process.pid, host: hostname(), since: '2026-11-24T10:00:00Z', version };

function become(folder: string) {
  const place = becomeWorker(folder, NOW);
  onTestFinished(() => place[Symbol.dispose]());
  return place;
}

describe('the place of the worker', () => {
  test('is held by one, whose name others see', () => {
    const folder = tempDir();
    become(folder);
    expect(runningWorker(folder)).toEqual(me);
    expect(JSON.parse(readFileSync(join(folder, 'locks/worker.json'), 'utf8'))).toEqual(me);
  });

  test('is refused to a second one, with who holds it and what to do', () => {
    beImpatient();
    const folder = tempDir();
    become(folder);
    expect(() => become(folder)).toThrow(
      expect.objectContaining({
        kind: 'archive',
        exitCode: 5,
        message: `A worker already runs on ${folder} (process ${me.pid} on ${me.host}, since ${me.since}).`,
        advice: expect.stringContaining('Stop that one first'),
      }),
    );
  });

  test('is free when the worker has ended, whatever it left', () => {
    const folder = tempDir();
    expect(runningWorker(folder)).toBeUndefined();
    become(folder)[Symbol.dispose]();
    expect(runningWorker(folder)).toBeUndefined();
    become(folder);
  });

  test('may be held by somebody unknown', () => {
    beImpatient();
    const folder = tempDir();
    using _held = tryLock(folder, 'worker');
    expect(runningWorker(folder)).toBe('unknown');
    writeFileSync(join(folder, 'locks/worker.json'), '{"pid":');
    expect(runningWorker(folder)).toBe('unknown');
    expect(() => become(folder)).toThrow('another process');
  });

  test('is asked for without taking it', () => {
    const folder = tempDir();
    runningWorker(folder);
    become(folder);
  });

  test('is never refused because somebody looks whether it is taken', async () => {
    const folder = tempDir();
    become(folder)[Symbol.dispose]();
    const module = pathToFileURL(join(packageRoot, 'dist/src/worker/instance.js')).href;
    const program = `
      const { runningWorker } = await import(${JSON.stringify(module)});
      process.stdout.write('looking');
      for (;;) runningWorker(${JSON.stringify(folder)});
    `;
    const monitors = [1, 2].map(() => spawn(process.execPath, ['--input-type=module', '-e', program]));
    onTestFinished(() => monitors.forEach((monitor) => void monitor.kill('SIGKILL')));
    await Promise.all(monitors.map(({ stdout }) => once(stdout, 'data')));
    for (let round = 0; round < 20; round++) become(folder)[Symbol.dispose]();
    expect(runningWorker(folder)).toBeUndefined();
  });

  test('is looked for without leaving anything', () => {
    const folder = tempDir();
    expect(runningWorker(folder)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });
});
