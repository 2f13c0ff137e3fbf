import { chmodSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse } from 'dotenv';
import { Failure } from './errors.ts';
import { type Environment, type StartedFrom, settingsFiles } from './places.ts';

const REASONS: Record<string, string> = {
  EACCES: 'this user is not permitted to',
  EPERM: 'this user is not permitted to',
  EROFS: 'the disk is mounted read-only',
  ENOSPC: 'the disk is full',
  EISDIR: 'it is a folder',
  ENOENT: 'it is a link that leads nowhere',
  ELOOP: 'it is a link that leads nowhere',
};

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '');
const reasonOf = (error: unknown) =>
  REASONS[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));

/** What it means that a file of settings cannot be read, from the error of the file system. */
export const unreadable = (path: string, error: unknown) =>
  new Failure(
    'configuration',
    `The settings in ${path} cannot be read: ${reasonOf(error)}.`,
    'Make it a file that this user may read, or remove it.',
    { cause: error },
  );

const BYTE_ORDER_MARKS = ['fffe', 'feff'];

/** @throws {Failure} `configuration` for UTF-16, of which dotenv would make nothing. */
function decoded(path: string, bytes: Buffer): string {
  const isUtf16 = BYTE_ORDER_MARKS.includes(bytes.toString('hex', 0, 2)) || bytes.includes(0);
  if (!isUtf16) return bytes.toString('utf8');
  throw new Failure(
    'configuration',
    `The settings in ${path} cannot be read: the text is UTF-16 (as some programs on Windows write it), not UTF-8.`,
    'Save it as UTF-8.',
  );
}

/** Nothing there, not even a link; a part of the path may be missing or be a file. */
const isAbsent = (path: string, error: unknown) =>
  codeOf(error) === 'ENOTDIR' || (codeOf(error) === 'ENOENT' && !lstatSync(path, { throwIfNoEntry: false }));

/** The settings of a file; none when there is no such file. @throws {Failure} `configuration` when it cannot be read. */
export function readSettings(path: string): Environment {
  try {
    return parse(decoded(path, readFileSync(path)));
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (isAbsent(path, error)) return {};
    throw unreadable(path, error);
  }
}

/**
 * The process environment over the files of settings; an empty value counts as not set.
 * @throws {Failure} `configuration` when a file is there and cannot be read.
 */
export function readEnvironment(from: StartedFrom): Environment {
  const set = (values: Environment) => Object.entries(values).filter(([, value]) => value?.trim());
  const files = settingsFiles(from).map(readSettings).reverse();
  return Object.fromEntries([...files, from.environment].flatMap(set));
}

/** The text of a file of settings with these names set, everything else as it was. */
export function withValues(text: string, values: Record<string, string>): string {
  const names = Object.keys(values);
  const kept = text
    .split('\n')
    .filter((line) => !names.some((name) => new RegExp(`^\\s*${name}\\s*=`).test(line)));
  while (kept.at(-1) === '') kept.pop();
  const added = Object.entries(values).map(([name, value]) => `${name}=${value}`);
  return `${[...kept, ...added].join('\n')}\n`;
}

const textOf = (path: string) =>
  lstatSync(path, { throwIfNoEntry: false }) ? readFileSync(path, 'utf8') : '';

/** Sets these names in a file of settings, readable by its owner only. @returns why it could not, if so. */
export function writeSettings(path: string, values: Record<string, string>): string | undefined {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, withValues(textOf(path), values), { mode: 0o600 });
    chmodSync(path, 0o600);
    return undefined;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return `${path} cannot be written: ${reasonOf(error)}.`;
  }
}
