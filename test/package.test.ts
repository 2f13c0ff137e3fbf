import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandOf, type Invocation, packageRoot } from '../src/package.ts';

const CHECKOUT = { checkout: true, script: '/home/me/app/dist/bin/main.js', npmCommand: undefined };
const INSTALLED = { ...CHECKOUT, checkout: false };
const BIN = '/usr/local/bin/athlete-archive';

describe('a command is called by the name that exists', () => {
  test.each<[string, Invocation, string, string]>([
    [
      'in a checkout, by npm',
      { ...CHECKOUT, npmCommand: 'run' },
      'npx athlete-archive bootstrap --force',
      'npx athlete-archive start',
    ],
    [
      'in a checkout, without npm',
      CHECKOUT,
      'npx athlete-archive bootstrap --force',
      'npx athlete-archive start',
    ],
    [
      'installed',
      { ...INSTALLED, script: BIN },
      'athlete-archive bootstrap --force',
      'athlete-archive start',
    ],
    [
      'installed, the script named by a service',
      INSTALLED,
      'athlete-archive bootstrap --force',
      'athlete-archive start',
    ],
    [
      'linked to a checkout',
      { ...CHECKOUT, script: BIN },
      'athlete-archive bootstrap --force',
      'athlete-archive start',
    ],
    [
      'by npx',
      { ...INSTALLED, script: '/home/me/.npm/_npx/1/node_modules/.bin/athlete-archive', npmCommand: 'exec' },
      'npx athlete-archive bootstrap --force',
      'npx athlete-archive start',
    ],
    [
      'in a container',
      { ...INSTALLED, prefix: 'docker compose run --rm archive' },
      'docker compose run --rm archive bootstrap --force',
      'docker compose run --rm archive start',
    ],
  ])('%s', (_how, invocation, bootstrap, start) => {
    expect(commandOf(invocation, 'bootstrap', '--force')).toBe(bootstrap);
    expect(commandOf(invocation, 'start')).toBe(start);
  });
});

/** A source of ours without its comments. */
const codeOf = (name: string) =>
  readFileSync(join(packageRoot, 'src', name), 'utf8').replaceAll(/^\s*(\/?\*|\/\/).*$/gm, '');

test('no message spells a command out by itself', () => {
  const sources = readdirSync(join(packageRoot, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== 'package.ts')
    .filter((name) => /npm (run|start)|npx /.test(codeOf(name)));
  expect(sources).toEqual([]);
});

test('npm ci need not compile better-sqlite3 13', () => {
  const { packages } = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8'));
  // npm looks for this here, not in the package, and no npm writes it (docs/decisions/0006).
  expect(packages['node_modules/better-sqlite3']).toHaveProperty('gypfile', false);
});
