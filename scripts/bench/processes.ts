import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { packageRoot } from '../../src/package.ts';

/** The program as it ships. */
export const MAIN = join(packageRoot, 'dist/bin/main.js');
const CPU_AT_EXIT = join(packageRoot, 'dist/scripts/bench/cpu-at-exit.js');

export type Environment = Record<string, string>;

/** Starts node with standard output and file descriptor 3 to read from. */
export function start(args: string[], environment: Environment): ChildProcess {
  const env = { PATH: process.env.PATH ?? '', ...environment };
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
}

/** CPU milliseconds (user and system) that a process uses from start to exit. */
export async function cpuOf(args: string[], environment: Environment): Promise<number> {
  const child = start(['--import', CPU_AT_EXIT, ...args], environment);
  child.stdout?.resume();
  let report = '';
  (child.stdio[3] as Readable).on('data', (data) => {
    report += data;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return Number(report);
}

/** Resident memory in MB (Linux). */
export function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
}

export interface Started {
  readyMs: number;
  idleMb: number;
}

/** Starts a process that writes a line when it is ready. @returns milliseconds until then, and MB after idling. */
export async function startAndIdle(
  args: string[],
  environment: Environment,
  idleMs: number,
): Promise<Started> {
  const began = performance.now();
  const child = start(args, environment);
  await once(child.stdout as Readable, 'data');
  const readyMs = performance.now() - began;
  await delay(idleMs);
  const idleMb = residentMb(child.pid ?? 0);
  child.kill('SIGKILL');
  await once(child, 'close');
  return { readyMs, idleMb };
}
