import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MEDIA_FOLDER, MEDIA_PART } from '../places.ts';
import { databaseFailure } from '../sqlite/failure.ts';

/** A file that is kept. */
export interface MediaFile {
  /** Of what is in it, hexadecimal: its name. */
  sha256: string;
  bytes: number;
  /** Where it is, from the data directory on, with `/` between. */
  path: string;
}

/** Runs a step on the file system. @throws {Failure} `archive` when that refuses. */
async function onDisk<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw databaseFailure(error, path);
  }
}

/** Makes sure that the names in a folder outlast a power cut. */
async function syncFolder(path: string): Promise<void> {
  // Windows has no such thing.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

/** Whether the file is there and holds what its name says. */
async function isWhole(
  path: string,
  { sha256, bytes }: Pick<MediaFile, 'sha256' | 'bytes'>,
): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.size !== bytes) return false;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex') === sha256;
}

/** A file that is being written aside, of which there is one at a time; what an earlier process left is overwritten. */
export class PartFile {
  bytes = 0;
  readonly #dataDir: string;
  readonly #path: string;
  readonly #hash = createHash('sha256');
  #handle: FileHandle | undefined;

  /** @param dataDir the data directory. */
  constructor(dataDir: string) {
    this.#dataDir = dataDir;
    this.#path = join(dataDir, MEDIA_FOLDER, MEDIA_PART);
  }

  /** Begins it, from nothing. @throws {Failure} `archive`, as all that follows. */
  async open(): Promise<void> {
    await onDisk(this.#path, async () => {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      await rm(this.#path, { force: true });
      this.#handle = await open(this.#path, 'wx', 0o600);
    });
  }

  /** Adds what came. */
  async write(chunk: Buffer): Promise<void> {
    this.bytes += chunk.length;
    this.#hash.update(chunk);
    await onDisk(this.#path, async () => void (await this.#handle?.writeFile(chunk)));
  }

  /** Puts it in its place, complete, unless what it holds is there already. @param extension without a dot. */
  async keep(extension: string): Promise<MediaFile> {
    const sha256 = this.#hash.digest('hex');
    const names = [MEDIA_FOLDER, sha256.slice(0, 2), `${sha256}.${extension}`];
    const file = { sha256, bytes: this.bytes, path: names.join('/') };
    const target = join(this.#dataDir, ...names);
    await onDisk(target, async () => {
      if (await isWhole(target, file)) return;
      await this.#handle?.sync();
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await rename(this.#path, target);
      for (const folder of [dirname(target), dirname(dirname(target))]) await syncFolder(folder);
    });
    return file;
  }

  /** Ends it: what was not kept is gone, or overwritten the next time where the disk refuses even that. */
  async close(): Promise<void> {
    await this.#handle?.close().catch(() => {});
    await rm(this.#path, { force: true }).catch(() => {});
  }
}
