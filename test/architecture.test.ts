import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../src/package.ts';
import { FLOORS } from './floors.ts';
import { DOCUMENTS, found, readDocument as read } from './support/documents.ts';

const ARCHITECTURE = 'docs/architecture.md';
const text = read(ARCHITECTURE);
const sources = readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => read(`src/${name}`))
  .join('\n');
const exported = new Set(
  found(sources, /^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm),
);

describe.each(DOCUMENTS)('%s', (document) => {
  test('names only paths that exist', () => {
    const named = found(read(document), /`((?:src|test|scripts|migrations|docs)\/[\w./-]*)`/g);
    // The worked example is about a resource that is not here.
    const real = named.filter((path) => !path.includes('zones'));
    expect(real.filter((path) => !existsSync(join(packageRoot, path)))).toEqual([]);
  });
});

describe('the walks through the program', () => {
  const walks = text.split(/^## /m).filter((part) => part.startsWith('One '));

  test('are four', () => {
    expect(walks).toHaveLength(4);
  });

  test('name each function beside a file that exports it', () => {
    const pairs = walks.flatMap((walk) => [
      ...walk.matchAll(/`(\w+)`[,)]?\s+(?:in\s+)?\(?`(src\/[\w./-]+\.tsx?)`/g),
    ]);
    const wrong = pairs.filter(
      ([, name = '', path = '']) => !new RegExp(`^export .*\\b${name}\\b`, 'm').test(read(path)),
    );
    expect(pairs.length).toBeGreaterThan(25);
    expect(wrong.map(([all]) => all)).toEqual([]);
  });

  test('name no function that is not exported', () => {
    const names = walks.flatMap((walk) => found(walk, /`([a-z]+[A-Z]\w*)`/g));
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !exported.has(name))).toEqual([]);
  });
});

test('the tree has a line for each folder of the sources', () => {
  const folders = readdirSync(join(packageRoot, 'src'), { withFileTypes: true }).filter((each) =>
    each.isDirectory(),
  );
  const lines = found(text, /^\| `(src\/[\w/]*)` \|/gm);
  expect(lines.sort()).toEqual(['src/', ...folders.map(({ name }) => `src/${name}/`)].sort());
});

test('the floors are those that the imports keep to', () => {
  const lines = found(text, /^\d+\. ((?:`[\w-]+`(?:, )?)+)$/gm).map((line) => found(line, /`([\w-]+)`/g));
  expect(lines).toEqual(FLOORS);
});
