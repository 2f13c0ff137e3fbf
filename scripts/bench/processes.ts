import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { packageRoot } from '../../src/package.ts';

/** The program as it ships. */
export const MAIN = join(packageRoot, 'dist/bin/main.js');
const AT_EXIT = join(packageRoot, 'dist/scripts/bench/at-exit.cjs');

export type Environment = Record<string, string>;

/** Starts node with standard output and file descriptor 3 to read from. */
export function start(args: string[], environment: Environment): ChildProcess {
  const env = { PATH: process.env.PATH ?? '', ...environment };
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
}

/** What a process used from start to exit. */
export interface Cost {
  /** CPU milliseconds, user and system. */
  cpu: number;
  /** The most memory that was resident at a time, in MB. */
  mb: number;
}

/** Runs a process to its end. @throws {Error} when that is not a good one. */
export async function costOf(args: string[], environment: Environment): Promise<Cost> {
  const child = start(['--require', AT_EXIT, ...args], environment);
  child.stdout?.resume();
  let report = '';
  (child.stdio[3] as Readable).on('data', (data) => {
    report += data;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  const [cpu = Number.NaN, mb = Number.NaN] = report.split(' ').map(Number);
  return { cpu, mb };
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
