import { closeSync, openSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../errors.ts';
import { targetFailure } from '../export/failure.ts';
import { PartFile, type Sink, writeAll } from '../export/sink.ts';
import { plainLines } from '../terminal/plain.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { inBytes } from '../words.ts';

/** Where an export in one piece goes: a file that takes its name once it is whole, or standard output. */
export interface Target extends Disposable {
  /** Makes the file, once there is something to write. */
  open(): Sink;
  /** Puts it in place. @returns where everything is, in words. */
  finish(): string;
}

/** Whether an export goes to standard output. */
export const goesOut = (to: string | undefined): boolean => to === undefined || to === '-';

/** Standard output. A terminal is kept from what texts of others would do to it. */
function standardTarget(terminal: Terminal): Target {
  const shown = (chunk: string | Uint8Array) =>
    terminal.width !== undefined && typeof chunk === 'string' ? plainLines(chunk) : chunk;
  return {
    open: () => ({ write: (chunk) => terminal.write(shown(chunk)) }),
    finish: () => 'to standard output',
    [Symbol.dispose]: () => {},
  };
}

function fileTarget(path: string): Target {
  let file: PartFile | undefined;
  return {
    open() {
      file ??= new PartFile(path);
      return file;
    },
    finish() {
      file?.finish();
      return `to ${path} (${inBytes(file?.bytes ?? 0)})`;
    },
    [Symbol.dispose]: () => file?.[Symbol.dispose](),
  };
}

/** A device or a pipe, which is there already and stays. */
function deviceTarget(path: string): Target {
  let descriptor: number | undefined;
  return {
    open() {
      descriptor ??= attempt(path, () => openSync(path, 'w'));
      return { write: (chunk) => void writeAll(descriptor as number, chunk, path) };
    },
    finish: () => `to ${path}`,
    [Symbol.dispose]() {
      if (descriptor !== undefined) closeSync(descriptor);
    },
  };
}

/** @throws {Failure} `usage` where something is there already that was not asked to be replaced. */
export function targetOf(
  terminal: Terminal,
  { to, force = false }: { to?: string; force?: boolean },
): Target {
  if (goesOut(to)) return standardTarget(terminal);
  const path = resolve(to as string);
  const there = attempt(path, () => statSync(path, { throwIfNoEntry: false }));
  if (there?.isDirectory())
    throw new Failure('usage', `${path} is a folder.`, 'Name a file in it: one file is made.');
  if (there && !there.isFile()) return deviceTarget(path);
  if (there && !force)
    throw new Failure(
      'usage',
      `${path} is there already.`,
      'Name another file, or add --force to replace it.',
    );
  return fileTarget(path);
}

/** Does something with a place. @throws {Failure} that says why it cannot be written. */
function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw targetFailure(error, path);
  }
}
