import { setFlagsFromString } from 'node:v8';

/** What keeps a worker small (docs/decisions/0004): little young generation, no helper threads, memory before speed. */
export const LEAN_FLAGS = ['--max-semi-space-size=1', '--v8-pool-size=0', '--optimize-for-size'];

/** The arguments of a node that does the same with these flags; undefined where it has them already. */
export function leanArguments({
  execPath,
  execArgv,
  argv,
}: Pick<NodeJS.Process, 'execPath' | 'execArgv' | 'argv'>): string[] | undefined {
  const missing = LEAN_FLAGS.filter((flag) => !execArgv.includes(flag));
  return missing.length === 0 ? undefined : [execPath, ...execArgv, ...missing, ...argv.slice(1)];
}

/** Node 22.15 and later, not on Windows; unknown to the types of Node 20. */
type Execve = (file: string, args: string[], env: NodeJS.ProcessEnv) => never;

/**
 * Lets node begin anew in this very process with the flags that `npm start` gives it: who starts the worker by the
 * program's name cannot give them. A node that is too old for it goes on as it is; the worker only weighs more.
 */
export function becomeLean(): void {
  const { execve } = process as { execve?: Execve };
  const args = leanArguments(process);
  if (execve && args) execve.call(process, process.execPath, args, process.env);
}

/**
 * Keeps the heap of this very process as small as it is now, for a command that handles much and needs little of it at a
 * time: V8 would rather let it grow than clear it. Nine million points as Parquet take 119 MB instead of 179, and a seventh
 * more CPU.
 */
export function staySmall(): void {
  for (const flag of ['--semi-space-growth-factor=1', '--heap-growing-percent=30']) setFlagsFromString(flag);
}
