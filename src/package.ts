import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function findRoot(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  return findRoot(dirname(directory));
}

/** The folder of the installed package: the same from `src/` and from compiled `dist/src/`. */
export const packageRoot = findRoot(import.meta.dirname);

/** The version in package.json. */
export const version = String(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version);
