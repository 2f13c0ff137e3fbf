import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

function findRoot(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  return findRoot(dirname(directory));
}

/** The folder of the installed package: the same from `src/` and from compiled `dist/src/`. */
export const packageRoot = findRoot(import.meta.dirname);

/** The version in package.json. */
export const version = String(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version);

/** Whether this is the repository; an installed package holds compiled code only. */
export const isCheckout = existsSync(join(packageRoot, 'src'));

/** How a process was started, as far as it decides what its commands are called. */
export interface Invocation {
  checkout: boolean;
  /** The script as it was named, `process.argv[1]`. */
  script: string | undefined;
  /** What npm is doing, `npm_command` of the environment. */
  npmCommand: string | undefined;
  /** What stands before the names of commands where only the owner knows it, as for a container. */
  prefix?: string | undefined;
}

type CommandName =
  | 'bootstrap'
  | 'start'
  | 'sync'
  | 'status'
  | 'show'
  | 'sql'
  | 'retry'
  | 'rebuild'
  | 'verify'
  | 'backup'
  | 'restore'
  | 'export'
  | 'disconnect'
  | 'service';

/** What a person types for a command of ours, with its flags, where a process was started like this. */
export function commandOf(
  { checkout, script = '', npmCommand, prefix }: Invocation,
  name: CommandName,
  ...flags: string[]
): string {
  // In a checkout nothing but a link is called by the program's name alone.
  const here = checkout && !basename(script).startsWith('athlete-archive');
  const usual = here || npmCommand === 'exec' ? 'npx athlete-archive' : 'athlete-archive';
  return [prefix || usual, name, ...flags].join(' ');
}

/** What a person types for a command of ours here. */
export function typedHere(name: CommandName, ...flags: string[]): string {
  const { argv, env } = process;
  const { npm_command: npmCommand, ATHLETE_ARCHIVE_COMMAND: prefix } = env;
  const invocation = { checkout: isCheckout, script: argv[1], npmCommand, prefix };
  return commandOf(invocation, name, ...flags);
}

/** The same in backquotes, for messages. */
export const command = (name: CommandName, ...flags: string[]): string => `\`${typedHere(name, ...flags)}\``;
