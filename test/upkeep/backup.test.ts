import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openArchive } from '../../src/archive/open.ts';
import type { Failure } from '../../src/errors.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { backUp } from '../../src/upkeep/backup.ts';
import { restore } from '../../src/upkeep/restore.ts';
import { dump } from '../archive/dump.ts';
import { newArchive } from '../archive/open-archive.ts';
import { tempDir } from '../support/temp-dir.ts';
import { addImage, archived } from './archived.ts';

const stamp = '20261129T190000Z';

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    return error as Failure;
  }
  throw new Error('It did not fail.');
}

/** What a folder with an archive holds. */
function contentOf(folder: string) {
  const archive = openArchive(folder);
  const rows = dump(archive);
  archive.$client.close();
  return rows;
}

describe('a backup', () => {
  test('in a folder is a whole archive with its images, and makes one again', async () => {
    const { dataDir, archive } = await archived();
    const image = addImage(dataDir, 'an image');
    const [to, elsewhere] = [join(tempDir(), 'mine'), tempDir()];
    const made = backUp(dataDir, to);
    expect(made).toMatchObject({ path: join(to, 'archive.db'), lacksMedia: false });
    expect(made.media).toEqual({ files: 1, bytes: 8, linked: 1 });
    const restored = restore(elsewhere, to, { stamp, force: false });
    expect(restored).toMatchObject({ replaced: undefined, media: { files: 1 } });
    expect(contentOf(elsewhere)).toEqual(dump(archive));
    expect(readFileSync(join(elsewhere, 'media', image), 'utf8')).toBe('an image');
  });

  test('in a file is the database alone, and says so', async () => {
    const { dataDir, archive } = await archived();
    addImage(dataDir, 'an image');
    const path = join(tempDir(), 'deep', 'mine.db');
    expect(backUp(dataDir, path)).toMatchObject({ path, media: undefined, lacksMedia: true });
    const elsewhere = tempDir();
    restore(elsewhere, path, { stamp, force: false });
    expect(contentOf(elsewhere)).toEqual(dump(archive));
  });

  test('may be read by nobody else, and holds no token', async () => {
    const { dataDir, simulator } = await archived();
    const path = join(tempDir(), 'mine.db');
    backUp(dataDir, path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const bytes = readFileSync(path, 'latin1');
    for (const secret of simulator.issuedSecrets()) expect(bytes).not.toContain(secret);
  });

  test('is of one moment, though somebody is in the midst of writing', async () => {
    const { dataDir, archive } = await archived();
    const before = dump(archive);
    const path = join(tempDir(), 'mine.db');
    immediate(archive, () => {
      archive.$client.prepare('DELETE FROM laps').run();
      backUp(dataDir, path);
    });
    const elsewhere = tempDir();
    restore(elsewhere, path, { stamp, force: false });
    expect(contentOf(elsewhere)).toEqual(before);
  });

  test('takes the place of a former one, and of nothing else', async () => {
    const { dataDir, archive } = await archived();
    const [folder, note] = [tempDir(), 'precious'];
    const path = join(folder, 'mine.db');
    backUp(dataDir, path);
    archive.$client.exec("UPDATE activities SET name = 'Renamed'");
    backUp(dataDir, path);
    const elsewhere = tempDir();
    restore(elsewhere, path, { stamp, force: false });
    expect(contentOf(elsewhere)).toEqual(dump(archive));
    writeFileSync(join(folder, 'thesis.txt'), note);
    expect(failureOf(() => backUp(dataDir, join(folder, 'thesis.txt')))).toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('is no archive of athlete-archive'),
    });
    expect(readFileSync(join(folder, 'thesis.txt'), 'utf8')).toBe(note);
    expect(failureOf(() => backUp(dataDir, dataDir))).toMatchObject({ kind: 'usage' });
    expect(readdirSync(folder).sort()).toEqual(['mine.db', 'thesis.txt']);
  });

  test('of nothing is none, and leaves nothing behind', () => {
    const [dataDir, folder] = [tempDir(), tempDir()];
    expect(failureOf(() => backUp(dataDir, join(folder, 'mine.db')))).toMatchObject({ kind: 'archive' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of a damaged archive does not take the place of a good one', async () => {
    const { dataDir, app } = await archived();
    const path = join(tempDir(), 'mine.db');
    backUp(dataDir, path);
    const good = readFileSync(path);
    app[Symbol.dispose]();
    const bytes = readFileSync(join(dataDir, 'archive.db'));
    writeFileSync(join(dataDir, 'archive.db'), bytes.fill(7, 4096 * 2, 4096 * 40));
    expect(failureOf(() => backUp(dataDir, path))).toMatchObject({ kind: 'archive', exitCode: 5 });
    expect(readFileSync(path).equals(good)).toBe(true);
  });
});

describe('restoring', () => {
  test('puts what is there aside with all that it holds, only when told to', async () => {
    const { dataDir, archive, app } = await archived();
    const folder = join(tempDir(), 'mine');
    backUp(dataDir, folder);
    archive.$client.exec("UPDATE activities SET name = 'Later'");
    const later = dump(archive);
    app[Symbol.dispose]();
    expect(failureOf(() => restore(dataDir, folder, { stamp, force: false }))).toMatchObject({
      kind: 'usage',
      advice: expect.stringContaining('--force'),
    });
    const { replaced } = restore(dataDir, folder, { stamp, force: true });
    expect(contentOf(dataDir)).not.toEqual(later);
    const kept = tempDir();
    restore(kept, String(replaced), { stamp, force: false });
    expect(contentOf(kept)).toEqual(later);
  });

  test.each([
    ['no SQLite file', (path: string) => writeFileSync(path, 'x'.repeat(10_000)), 'archive'],
    ['an empty one', (path: string) => writeFileSync(path, ''), 'archive'],
    ['a folder without one', (path: string) => mkdirSync(path), 'usage'],
    ['nothing', () => {}, 'usage'],
  ])('of %s leaves everything as it was', (_what, make, kind) => {
    const archive = newArchive();
    const dataDir = join(archive.$client.name, '..');
    const path = join(tempDir(), 'odd.db');
    make(path);
    const before = readdirSync(dataDir);
    expect(failureOf(() => restore(dataDir, path, { stamp, force: true }))).toMatchObject({ kind });
    expect(readdirSync(dataDir)).toEqual(before);
  });

  test('of a damaged backup leaves everything as it was', async () => {
    const { dataDir, archive } = await archived();
    const path = join(tempDir(), 'mine.db');
    backUp(dataDir, path);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(7, 4096 * 2, 4096 * 40));
    const before = dump(archive);
    expect(failureOf(() => restore(dataDir, path, { stamp, force: true }))).toMatchObject({
      ...{ kind: 'archive', exitCode: 5 },
    });
    expect(dump(archive)).toEqual(before);
    expect(existsSync(join(dataDir, 'archive.db.restore.part'))).toBe(false);
  });

  test('puts a damaged archive aside too', async () => {
    const { dataDir, archive, app } = await archived();
    const folder = join(tempDir(), 'mine');
    backUp(dataDir, folder);
    const good = dump(archive);
    app[Symbol.dispose]();
    writeFileSync(join(dataDir, 'archive.db'), 'no database');
    const { replaced } = restore(dataDir, folder, { stamp, force: true });
    expect(contentOf(dataDir)).toEqual(good);
    expect(readFileSync(String(replaced), 'utf8')).toBe('no database');
  });
});
