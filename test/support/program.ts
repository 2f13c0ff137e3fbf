import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { packageRoot } from '../../src/package.ts';

/** A child process that runs the program as a user would. */
export interface Program {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves with everything written so far on both streams once it matches. */
  waitFor(pattern: RegExp): Promise<string>;
  /** The exit code, or the signal that ended it. */
  exit: Promise<number | NodeJS.Signals>;
}

export const MAIN = join(packageRoot, 'dist/bin/main.js');

/** Starts `athlete-archive ...args`, in an environment of its own and an empty working directory. */
export function startProgram(
  args: string[],
  environment: Record<string, string>,
  cwd: string,
  main = MAIN,
): Program {
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const written = { out: '', err: '' };
  const checks: (() => void)[] = [];
  child.stdout.on('data', (data) => {
    written.out += data;
    for (const check of checks) check();
  });
  child.stderr.on('data', (data) => {
    written.err += data;
    for (const check of checks) check();
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exit = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  return {
    child,
    stdout: () => written.out,
    stderr: () => written.err,
    exit,
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const all = written.out + written.err;
          if (pattern.test(all)) resolve(all);
        };
        checks.push(check);
        check();
        void exit.then((code) =>
          reject(new Error(`ended with ${code} before ${pattern}:\n${written.out}${written.err}`)),
        );
      }),
  };
}

/** Runs `athlete-archive ...args` to its end. */
export async function runProgram(
  args: string[],
  environment: Record<string, string>,
  cwd: string,
  main = MAIN,
) {
  const program = startProgram(args, environment, cwd, main);
  const code = await program.exit;
  return { code, stdout: program.stdout(), stderr: program.stderr() };
}
