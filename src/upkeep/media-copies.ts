import { constants, copyFileSync, existsSync, linkSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mediaIn } from '../archive/media.ts';

/** How the media files of an archive came into another folder. */
export interface MediaCopied {
  files: number;
  bytes: number;
  /** Of them, those that take no space of their own. */
  linked: number;
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch {
    // Another disk, or one that knows no links.
    return false;
  }
}

/** @returns whether it takes no space of its own. */
function bring(name: string, sources: readonly string[], to: string): boolean {
  const there = sources.map((folder) => join(folder, name)).filter((path) => existsSync(path));
  if (there.some((path) => link(path, to))) return true;
  const part = `${to}.part`;
  copyFileSync(there.at(-1) as string, part, constants.COPYFILE_FICLONE);
  renameSync(part, to);
  return false;
}

/**
 * Brings the media files of the last of these folders into another one, as hard links to any of them where the disk allows
 * it. A file that is there already is the same, by its name.
 */
export function copyMedia(sources: readonly string[], target: string): MediaCopied {
  const from = sources.at(-1) ?? '';
  const copied = { files: 0, bytes: 0, linked: 0 };
  for (const name of mediaIn(from).sort()) {
    const [to, { size }] = [join(target, name), statSync(join(from, name))];
    mkdirSync(join(to, '..'), { recursive: true, mode: 0o700 });
    const known = statSync(to, { throwIfNoEntry: false });
    const linked = known?.size === size ? known.nlink > 1 : bring(name, sources, to);
    copied.files += 1;
    copied.bytes += size;
    copied.linked += Number(linked);
  }
  return copied;
}
