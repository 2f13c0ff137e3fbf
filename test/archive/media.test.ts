import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { eraseDeleted, forgetAthlete } from '../../src/archive/forget.ts';
import { mediaSize } from '../../src/archive/media.ts';
import { newArchive } from './open-archive.ts';

const NOW = '2026-11-24T10:00:00Z';

/** An archive with photos of two athletes, of which each has its file, by the first letters of its hash. */
function setting() {
  const archive = newArchive();
  const dataDir = dirname(archive.$client.name);
  const write = (path: string) => {
    mkdirSync(dirname(join(dataDir, path)), { recursive: true });
    writeFileSync(join(dataDir, path), 'picture');
    return path;
  };
  const pathOf = (start: string) => `media/${start}/${start.padEnd(64, '0')}.jpg`;
  const insert = archive.$client.prepare(
    'INSERT INTO photos (unique_id, activity_id, athlete_id, fetched_at, media_path) VALUES (?, 1, ?, ?, ?)',
  );
  const photo = (id: string, athleteId: number, start: string) =>
    insert.run(id, athleteId, NOW, write(pathOf(start)));
  const files = () =>
    readdirSync(join(dataDir, 'media'), { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(dataDir, 'media', name)).isFile())
      .map((name) => `media/${name}`)
      .sort();
  return { archive, dataDir, write, pathOf, photo, files };
}

test('the files of an athlete who is forgotten go, but for those that another has too', () => {
  const { archive, dataDir, photo, files, pathOf } = setting();
  photo('A', 1, 'aa');
  photo('B', 1, 'bb');
  photo('C', 2, 'bb');
  photo('D', 2, 'cc');
  forgetAthlete(archive, 1);
  expect(files()).toEqual([pathOf('bb'), pathOf('cc')]);
  expect(existsSync(join(dataDir, 'media/aa'))).toBe(false);
});

test('a file that nobody knows of goes too, and what is not ours stays', () => {
  const { archive, photo, files, pathOf, write } = setting();
  photo('A', 1, 'aa');
  for (const path of [pathOf('dd'), 'media/download.part', 'media/notes.txt', 'media/aa/mine.jpg'])
    write(path);
  eraseDeleted(archive);
  expect(files()).toEqual([pathOf('aa'), 'media/aa/mine.jpg', 'media/notes.txt'].sort());
});

test('files are counted, unless there are none', () => {
  const { dataDir, photo } = setting();
  expect(mediaSize(dataDir)).toBeUndefined();
  photo('A', 1, 'aa');
  photo('B', 1, 'bb');
  expect(mediaSize(dataDir)).toEqual({ path: join(dataDir, 'media'), bytes: 14 });
});
