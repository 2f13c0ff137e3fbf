import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FLOORS } from './floors.ts';

/** Rooms that do not know one another, whichever stands higher. */
const STRANGERS = [
  ['auth', 'archive'],
  ['strava', 'archive'],
  ['http', 'sqlite'],
];

const ROOT = join(import.meta.dirname, '..');
const IMPORT = /(?:from|import\()\s*'(\.[^']+)'/g;

/** The room of a file of `src/`: its folder, or its own name at the top. */
const roomOf = (path: string) => path.replace(/^src\//, '').replace(/\/.*|\.ts$/g, '');
const floorOf = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));

const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => `src/${name}`);

const imports = files.flatMap((path) =>
  [...readFileSync(join(ROOT, path), 'utf8').matchAll(IMPORT)].map(([, target = '']) => ({
    path,
    from: roomOf(path),
    to: roomOf(normalize(join(dirname(path), target))),
  })),
);

describe('imports', () => {
  test('are found', () => {
    expect(imports.length).toBeGreaterThan(200);
  });

  test('stay within the rooms that the list names', () => {
    const rooms = new Set(imports.flatMap(({ from, to }) => [from, to]));
    expect([...rooms].filter((room) => floorOf(room) === -1)).toEqual([]);
  });

  test('go one way, downwards', () => {
    expect(imports.filter(({ from, to }) => floorOf(to) < floorOf(from))).toEqual([]);
  });

  test('never join strangers', () => {
    const known = STRANGERS.flatMap(([a, b]) => [`${a} → ${b}`, `${b} → ${a}`]);
    expect(imports.filter(({ from, to }) => known.includes(`${from} → ${to}`))).toEqual([]);
  });
});
