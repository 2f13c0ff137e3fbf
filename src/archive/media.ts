import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MEDIA_FOLDER, MEDIA_PART } from '../places.ts';
import type { Db } from '../sqlite/open.ts';

// As the program names them; anything else in the folder is not ours.
const OURS = /^[0-9a-f]{2}[/\\][0-9a-f]{64}\.\w+$/;

const namesIn = (folder: string) =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];

/** The files of photos in the folder for them: `ab/abcd….jpg`. */
export const mediaIn = (folder: string): string[] => namesIn(folder).filter((name) => OURS.test(name));

/** The same, and one that was left unfinished. */
const allIn = (folder: string) => namesIn(folder).filter((name) => OURS.test(name) || name === MEDIA_PART);

/** Deletes the files that no photo has any more. */
export function eraseMedia({ $client }: Db): void {
  const ask = (sql: string) => $client.prepare(sql).pluck().all() as string[];
  // An archive of an older version, a backup, has no photos.
  const [table] = ask("SELECT name FROM sqlite_schema WHERE name = 'photos'");
  const kept = table ? ask('SELECT media_path FROM photos WHERE media_path IS NOT NULL') : [];
  eraseMediaBeside($client.name, kept);
}

/** Deletes the files beside an archive, but for these. @param paths from its folder on. */
export function eraseMediaBeside(archive: string, paths: readonly string[] = []): void {
  const folder = join(dirname(archive), MEDIA_FOLDER);
  const kept = new Set(paths.map((path) => join(dirname(archive), path)));
  const all = allIn(folder).map((name) => join(folder, name));
  for (const path of all.filter((each) => !kept.has(each))) rmSync(path, { force: true });
  const folders = new Set(all.map((path) => dirname(path)));
  for (const path of folders) if (readdirSync(path).length === 0) rmdirSync(path);
}

/** The folder of photos and what is in it; undefined where there is none. */
export function mediaSize(dataDir: string): { path: string; bytes: number } | undefined {
  const path = join(dataDir, MEDIA_FOLDER);
  if (!existsSync(path)) return undefined;
  const sizes = allIn(path).map((name) => statSync(join(path, name), { throwIfNoEntry: false })?.size ?? 0);
  return { path, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
