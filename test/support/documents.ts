import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/package.ts';

const inFolder = (folder: string, recursive = false): string[] =>
  readdirSync(join(packageRoot, folder), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

/** The text of a file of this repository. */
export const readDocument = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');

/** Every document of this repository, by its path. */
export const DOCUMENTS: readonly string[] = [
  ...inFolder('.'),
  ...inFolder('docs', true),
  'test/simulator/README.md',
].sort();

/** A part of a document, from its heading to the next one. @returns '' where there is none of this title. */
export const sectionOf = (path: string, title: string): string =>
  readDocument(path)
    .split(/^#+ /m)
    .find((part) => part.startsWith(`${title}\n`)) ?? '';

/** What stands in brackets in the pattern, of each match. */
export const found = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, part = '']) => part);
