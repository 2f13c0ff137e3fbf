import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { targetFailure } from './failure.ts';

/** Where the bytes of an export go. */
export interface Sink {
  /** Texts are written as UTF-8. What it returns resolves when there is room for more. */
  write(chunk: string | Uint8Array): void | Promise<void>;
}

const COMPARED = 1 << 16;

function withFile<T>(path: string, act: (descriptor: number) => T): T {
  const descriptor = openSync(path, 'r');
  try {
    return act(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Whether two files hold the same bytes, of which they may have many. */
function areSame(one: string, other: string): boolean {
  const there = statSync(other, { throwIfNoEntry: false });
  if (!there?.isFile() || there.size !== statSync(one).size) return false;
  const [a, b] = [Buffer.alloc(COMPARED), Buffer.alloc(COMPARED)];
  return withFile(one, (first) =>
    withFile(other, (second) => {
      for (let at = 0; at < there.size; at += COMPARED) {
        readSync(first, a, 0, COMPARED, at);
        readSync(second, b, 0, COMPARED, at);
        if (!a.equals(b)) return false;
      }
      return true;
    }),
  );
}

/** Writes all of it to an open file. @returns how many bytes. @throws {Failure} such as that the disk is full. */
export function writeAll(descriptor: number, chunk: string | Uint8Array, path: string): number {
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
  } catch (error) {
    throw targetFailure(error, path);
  }
  return bytes.length;
}

/** A file that takes its name only when it is whole; until then it lies beside it, as `.name.part`. */
export class PartFile implements Sink, Disposable {
  readonly path: string;
  readonly #part: string;
  #descriptor: number | undefined;
  /** So far. */
  bytes = 0;

  /** Makes the folders on the way, too. @throws {Failure} that it cannot be written. */
  constructor(path: string) {
    this.path = path;
    this.#part = join(dirname(path), `.${basename(path)}.part`);
    this.#try(() => {
      mkdirSync(dirname(path), { recursive: true });
      this.#descriptor = openSync(this.#part, 'w');
    });
  }

  #try<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      throw targetFailure(error, this.path);
    }
  }

  /** @throws {Failure} such as that the disk is full. */
  write(chunk: string | Uint8Array): void {
    this.bytes += writeAll(this.#descriptor as number, chunk, this.path);
  }

  #close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  /** Has it on the disk and puts it in place. @returns false where the same was there already, which is left alone. */
  finish(): boolean {
    return this.#try(() => {
      fsyncSync(this.#descriptor as number);
      this.#close();
      if (areSame(this.#part, this.path)) return false;
      renameSync(this.#part, this.path);
      withFile(dirname(this.path), fsyncSync);
      return true;
    });
  }

  /** What is not finished is removed. */
  [Symbol.dispose](): void {
    this.#close();
    rmSync(this.#part, { force: true });
  }
}
