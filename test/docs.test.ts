import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../src/package.ts';

const TEST_COMMAND = 'npm ci && npm test';
const read = (path: string) => readFileSync(join(packageRoot, path), 'utf8');
const found = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, part = '']) => part);

const readme = read('README.md');
const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/service.md'].map(read).join('\n');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const commands = found(read('src/main.ts'), /\.command\('([\w-]+)'\)/g);
const names = found(read('src/config.ts'), /^ {2}([A-Z][A-Z_]+):/gm);
const section = (title: string) => readme.split(/^#+ /m).find((part) => part.startsWith(title)) ?? '';

test('the sources were understood', () => {
  expect(commands).toEqual(expect.arrayContaining(['bootstrap', 'start', 'sync', 'status', 'disconnect']));
  expect(names).toEqual(expect.arrayContaining(['STRAVA_CLIENT_ID', 'DATA_DIR', 'TZ', 'LOG_FORMAT']));
});

describe('the README', () => {
  test.each(commands)('mentions the command %s', (command) => {
    expect(section('Commands')).toMatch(new RegExp(`(npm( run)?|dist/bin/main.js) ${command}\\b`));
  });

  test.each(commands)('has for the command %s a short form of npm', (command) => {
    expect(scripts[command]).toMatch(/^node /);
  });

  test('and its companions name no npm script that does not exist', () => {
    const named = found(documents, /npm run ([\w:-]+)/g);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });

  test('explains each name of the configuration, and no other', () => {
    expect(found(section('Configuration'), /^\| `(\w+)` \|/gm).sort()).toEqual(names.toSorted());
  });

  test('has the test command that CI runs', () => {
    expect(readme).toContain(TEST_COMMAND);
    expect(read('.ci/run').split('\n')).toContain(TEST_COMMAND);
  });
});

test('.env.example has each name of the configuration', () => {
  expect([...new Set(found(read('.env.example'), /^#? ?([A-Z][A-Z_]+)=/gm))].sort()).toEqual(
    names.toSorted(),
  );
});

test('the changelog has a section for what is not released yet', () => {
  expect(read('CHANGELOG.md')).toMatch(/^## \[Unreleased\]$/m);
});
