import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { licences } from '../scripts/licences.ts';
import { packageRoot } from '../src/package.ts';
import { DOCUMENTS, found, readDocument, sectionOf } from './support/documents.ts';

const TEST_COMMAND = 'npm ci && npm test';
const FRONT_DOOR_LINES = 200;

const names = found(readDocument('src/settings.ts'), /^ {2}([A-Z][A-Z_]+):/gm);

test('the sources were understood', () => {
  expect(names).toEqual(expect.arrayContaining(['STRAVA_CLIENT_ID', 'DATA_DIR', 'TZ', 'LOG_FORMAT']));
});

describe('the README', () => {
  test('is short enough to be a front door', () => {
    expect(readDocument('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(FRONT_DOOR_LINES);
  });

  test('has the test command that CI runs', () => {
    expect(readDocument('README.md')).toContain(TEST_COMMAND);
    expect(readDocument('.ci/run').split('\n')).toContain(TEST_COMMAND);
  });

  test('leads to every document for people who use the program', () => {
    const forUsers = DOCUMENTS.filter((path) => /^docs\/[\w-]+\.md$/.test(path));
    expect(found(readDocument('README.md'), /\]\(([^)#]+)[^)]*\)/g)).toEqual(
      expect.arrayContaining(forUsers),
    );
  });
});

test('the table of settings has each name of the configuration, and no other', () => {
  const table = sectionOf('docs/running.md', 'Configuration');
  expect(found(table, /^\| `(\w+)` \|/gm).sort()).toEqual(names.toSorted());
});

test('.env.example has each name of the configuration', () => {
  expect([...new Set(found(readDocument('.env.example'), /^#? ?([A-Z][A-Z_]+)=/gm))].sort()).toEqual(
    names.toSorted(),
  );
});

test('the changelog has a section for what is not released yet', () => {
  expect(readDocument('CHANGELOG.md')).toMatch(/^## \[Unreleased\]$/m);
});

/** The anchors that GitHub gives the headings of a document. */
function anchorsOf(path: string): string[] {
  const withoutBlocks = readDocument(path).replaceAll(/^ *```.*?^ *```$/gms, '');
  const times = new Map<string, number>();
  return found(withoutBlocks, /^#+ (.+)$/gm).map((heading) => {
    const slug = heading
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    const before = times.get(slug) ?? 0;
    times.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

test.each(DOCUMENTS)('each link of %s leads to a file and a heading that exist', (path) => {
  const links = found(readDocument(path), /\]\((?!https?:)([^)\s]+)\)/g);
  const dead = links.filter((link) => {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : join(dirname(path), file);
    if (!existsSync(join(packageRoot, target))) return true;
    return anchor !== undefined && !anchorsOf(target).includes(anchor);
  });
  expect(dead).toEqual([]);
});

test('messages name parts of documents that exist', () => {
  const sources = ['src/commands/bootstrap.ts', 'src/sqlite/read.ts', 'scripts/demo-run.ts'];
  const named = sources.flatMap((path) => [
    ...readDocument(path).matchAll(/\b(README|docs\/[\w-]+\.md)(?:, "([^"]+)")?/g),
  ]);
  expect(named).toHaveLength(sources.length);
  for (const [, document = '', title] of named) {
    const path = document === 'README' ? 'README.md' : document;
    expect(DOCUMENTS).toContain(path);
    if (title) expect(sectionOf(path, title), title).not.toBe('');
  }
});

test('the licences are those of what ships; else: node dist/scripts/licences.js', () => {
  expect(readDocument('docs/licences.md')).toBe(licences());
});
