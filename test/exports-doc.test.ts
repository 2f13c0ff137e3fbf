import { existsSync, readdirSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../src/main.ts';
import { duck } from './export/duck.ts';
import { releasedArchive } from './export/exporting.ts';
import { found, readDocument } from './support/documents.ts';

const document = readDocument('docs/exports.md');
const blocks = (language: string) => found(document, new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'));

/** The words of a line as a shell takes them. */
const wordsOf = (line: string) => found(line, /("[^"]*"|\S+)/g).map((word) => word.replace(/^"|"$/g, ''));

/** The archive of someone who rode, in a folder in which the commands of the document are given. */
function inFolder() {
  const world = releasedArchive();
  const before = process.cwd();
  process.chdir(world.folder);
  onTestFinished(() => process.chdir(before));
  return world;
}

test('each command of the document on exports does what it says', async () => {
  const { context, terminal, folder } = inFolder();
  const lines = blocks('sh').flatMap((block) => block.trim().split('\n'));
  expect(lines.length).toBeGreaterThan(8);
  for (const line of lines) {
    const [npx, program, ...args] = wordsOf(line);
    expect([npx, program]).toEqual(['npx', 'athlete-archive']);
    expect(await run(args, context), line).toBe(0);
    expect(terminal.notes.at(-1), line).toMatch(/^(Exported \d+ (rows?|activit)|The data set in )/);
    const to = args[args.indexOf('--to') + 1] ?? '';
    if (args.includes('--to')) expect(existsSync(to), line).toBe(true);
  }
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['activities.csv', 'dataset', 'tracks']));
});

test('the query for DuckDB answers what the archive knows', async () => {
  const { context, archive } = inFolder();
  const [query = ''] = blocks('sql');
  await run(['export', 'dataset', 'dataset'], context);
  const ask = await duck();
  const rows = (await ask(query)).map(([year, beats, points, kmh]) => [
    Number(year),
    beats,
    Number(points),
    kmh,
  ]);
  const points = archive.$client
    .prepare(`SELECT substr(start_date_local, 1, 4) AS year, heartrate, velocity_smooth AS speed, moving FROM stream_points
      JOIN activities ON id = activity_id WHERE sport_type = 'Ride' AND deleted_at IS NULL`)
    .all() as { year: string; heartrate: number | null; speed: number; moving: number }[];
  const groups = new Map<string, number[]>();
  for (const { year, heartrate, speed, moving } of points) {
    if (Number(year) < 2025 || moving !== 1 || !heartrate) continue;
    const key = `${year} ${Math.round(heartrate / 10) * 10}`;
    groups.set(key, [...(groups.get(key) ?? []), speed]);
  }
  const expected = [...groups].map(([key, speeds]) => {
    const mean = speeds.reduce((sum, speed) => sum + speed, 0) / speeds.length;
    return [...key.split(' ').map(Number), speeds.length, mean * 3.6];
  });
  expected.sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.map((row) => row.slice(0, 3))).toEqual(expected.map((row) => row.slice(0, 3)));
  for (const [i, [, , , kmh]] of rows.entries()) expect(kmh).toBeCloseTo(expected[i]?.[3] ?? 0, 1);
});
