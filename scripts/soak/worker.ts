/** The worker of a soak: the program as it ships, in a process of its own, again and again. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../src/package.ts';
import { LEAN_FLAGS } from '../../src/worker/lean.ts';
import { type Environment, MAIN, residentMb } from '../bench/processes.ts';
import type { ClockPlan } from './shared-clock.ts';

/** How a worker ended. */
export type Ending = number | NodeJS.Signals | null;

export interface WorkerOptions {
  environment: Environment;
  clock: ClockPlan;
  /** Where everything is kept that it writes. */
  logFile: string;
}

const PRELOADED = join(packageRoot, 'dist/scripts/soak/compressed-time.js');

/** The worker, of which one process at most runs at a time. */
export class Worker {
  /** How many processes there were. */
  generation = 0;
  /** How often it warned of what, or failed. */
  readonly complaints = new Map<string, number>();
  /** Holds all that it wrote. */
  readonly logFile: string;
  readonly #options: WorkerOptions;
  readonly #flag: string;
  #child: ChildProcess | undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.logFile = options.logFile;
    writeFileSync(this.logFile, '');
    const { file, start, began, speed } = options.clock;
    const numbers = { start: String(start), began: String(began), speed: String(speed) };
    // Whoever ends the soak ends the worker too.
    process.on('exit', () => this.#child?.kill('SIGKILL'));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
    this.#flag = `--import=${pathToFileURL(PRELOADED).href}?${new URLSearchParams({ file, ...numbers })}`;
  }

  /** Whether a process runs, be it stopped. */
  get isUp(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** How the last process ended; null while it runs. */
  get ending(): Ending {
    return this.#child?.exitCode ?? this.#child?.signalCode ?? null;
  }

  start(): void {
    this.generation += 1;
    const { environment } = this.#options;
    this.#child = spawn(process.execPath, [this.#flag, ...LEAN_FLAGS, MAIN, 'start'], {
      env: { PATH: process.env.PATH ?? '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => this.#heard(text));
  }

  #heard(text: string): void {
    appendFileSync(this.logFile, text);
    for (const line of text.split('\n').filter((each) => each.startsWith('{'))) {
      const [, level] = /"level":"(warn|error|fatal)"/.exec(line) ?? [];
      if (level === undefined) continue;
      const [, message = ''] = /"msg":"((?:[^"\\]|\\.)*)"/.exec(line) ?? [];
      const what = `${level}: ${message}`;
      this.complaints.set(what, (this.complaints.get(what) ?? 0) + 1);
    }
  }

  /** @returns how it ended. */
  async end(signal: NodeJS.Signals): Promise<Ending> {
    const child = this.#child;
    if (child && this.isUp) {
      const ended = once(child, 'close');
      child.kill(signal);
      // One that sleeps hears of it only awake.
      child.kill('SIGCONT');
      await ended;
    }
    return this.ending;
  }

  /** As a machine that sleeps, or wakes up. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal);
  }

  /** Resident memory in MB; undefined while it is down. */
  memory(): number | undefined {
    return this.isUp ? residentMb(this.#child?.pid ?? 0) : undefined;
  }

  /** Runs another command of the program by the same clock. */
  command(...args: string[]): { code: number | null; stdout: string; stderr: string } {
    const { environment } = this.#options;
    const { status, stdout, stderr } = spawnSync(process.execPath, [this.#flag, MAIN, ...args], {
      env: { PATH: process.env.PATH ?? '', ...environment },
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    return { code: status, stdout, stderr };
  }
}
