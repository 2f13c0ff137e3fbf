import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { immediate } from '../../src/sqlite/open.ts';
import { type Verdict, verifyArchive } from '../../src/upkeep/verify.ts';
import { dump } from '../archive/dump.ts';
import { tempDir } from '../support/temp-dir.ts';
import { addImage, archived } from './archived.ts';

const quiet = () => {};
const check = (dataDir: string, deep = false) => verifyArchive(dataDir, { deep, onProgress: quiet });
/** What was found, by the name of the check. */
const found = (verdicts: Verdict[]) =>
  verdicts.flatMap(({ name, findings }) => findings.map(({ what, mend }) => ({ name, what, mend })));

describe('an archive that is sound', () => {
  test('is found so, is left as it was, and nothing else is left', async () => {
    const { dataDir, archive } = await archived();
    const [before, files] = [dump(archive), readdirSync(dataDir)];
    const verdicts = check(dataDir, true);
    expect(found(verdicts)).toEqual([]);
    const looked = verdicts.filter(({ name }) => name !== 'images against their hashes');
    for (const { name, things } of looked) expect(things, name).toBeGreaterThan(0);
    expect(dump(archive)).toEqual(before);
    expect(readdirSync(dataDir)).toEqual(files);
  });

  test('tells how it stands beside what Strava counts', async () => {
    const { dataDir, archive } = await archived();
    archive.$client.exec("UPDATE stats_totals SET count = 99 WHERE period = 'all' AND sport = 'run'");
    const notes = check(dataDir).flatMap(({ notes = [] }) => notes);
    expect(notes.join('\n')).toMatch(/has 4 activities; the whole list was last read on 20/);
    expect(notes.join('\n')).toMatch(/Strava counts 99 runs where the archive has \d/);
  });

  test('is as sound with the tables of a program that copies it', async () => {
    const { dataDir, archive } = await archived();
    archive.$client.exec('CREATE TABLE _litestream_lock (id INTEGER)');
    expect(found(check(dataDir))).toEqual([]);
  });

  test.each([
    ['DROP TRIGGER search_gear_update', 'search is not of this version'],
    ['DROP TABLE search', 'search is not of this version'],
    ['DROP TABLE search_texts', 'search is not of this version'],
    ['DROP TRIGGER settled_activities_insert', 'The views are not of this version'],
  ])('is as sound without what is code of this version: %s', async (sql, note) => {
    const { dataDir, archive } = await archived();
    archive.$client.exec(sql);
    const verdicts = check(dataDir, true);
    expect(found(verdicts)).toEqual([]);
    expect(verdicts.flatMap(({ notes = [] }) => notes).join('\n')).toContain(note);
  });

  test('tells how far it has come', async () => {
    const { dataDir } = await archived();
    const seen = new Map<string, number>();
    verifyArchive(dataDir, { deep: true, onProgress: (name, done, total) => seen.set(name, done / total) });
    expect(seen.size).toBeGreaterThan(6);
    expect(seen.get('answers against their hashes')).toBe(1);
  });
});

describe('what is wrong is found, with what mends it', () => {
  test.each<[string, string, string, RegExp, RegExp]>([
    [
      'a value that no answer says',
      "UPDATE activities SET name = 'Forged'",
      'tables against the answers',
      /^4 rows of activities are not what the answers say/,
      /rebuild/,
    ],
    ['rows that are gone', 'DELETE FROM laps', 'tables against the answers', /rows of laps/, /rebuild/],
    [
      'an answer that was changed',
      "UPDATE documents SET hash = zeroblob(32) WHERE kind = 'gear'",
      'answers against their hashes',
      /^The answer gear \w+ of 20\S+ is not what was received/,
      /resource = 'gear' AND item = '\w+'/,
    ],
    [
      'an answer that cannot be unpacked',
      "UPDATE documents SET body = x'7801' WHERE kind = 'activity'",
      'answers against their hashes',
      /cannot be unpacked/,
      /resource = 'activity'/,
    ],
    [
      'a text that cannot be found',
      "DELETE FROM search_texts WHERE kind = 'activity'",
      'search against the tables',
      /^4 texts of search are not/,
      /rebuild/,
    ],
    [
      'an index that has lost its words',
      "INSERT INTO search (search) VALUES ('delete-all')",
      'search against the tables',
      /^The index of search/,
      /rebuild/,
    ],
    [
      'a sum that was put down and is another one',
      'UPDATE _settled_cumulative_by_day SET km = km + 1',
      'views against the tables',
      /^\d+ rows of views are not what the tables say/,
      /rebuild/,
    ],
    [
      'a row that was put down twice',
      'INSERT INTO _settled_stats_history SELECT * FROM _settled_stats_history LIMIT 1',
      'views against the tables',
      /^1 rows of views are not/,
      /rebuild/,
    ],
    [
      'a recording that is gone',
      'DELETE FROM stream_values; DELETE FROM stream_blocks; DELETE FROM activity_streams',
      'ledger against rows',
      /^The ledger says that streams \d+ is archived/,
      /UPDATE coverage SET next_try_at = '1970/,
    ],
    [
      'points that are gone',
      'DELETE FROM stream_values; DELETE FROM stream_blocks',
      'points of the recordings',
      /has 0 points of \d+/,
      /resource = 'streams'/,
    ],
    [
      'points that are cut off',
      'UPDATE stream_blocks SET velocity_smooth = substr(velocity_smooth, 2)',
      'points of the recordings',
      /^Points of the recording of \d+ are cut off/,
      /resource = 'streams'/,
    ],
    [
      'an activity that the ledger does not know',
      "DELETE FROM coverage WHERE resource = 'activity'",
      'ledger against rows',
      /the ledger does not know it/,
      /DELETE FROM coverage WHERE resource = 'introduced'/,
    ],
  ])('%s', async (_what, spoil, name, what, mend) => {
    const { dataDir, archive } = await archived();
    archive.$client.pragma('foreign_keys = OFF');
    archive.$client.exec(spoil);
    expect(found(check(dataDir))).toContainEqual({
      ...{ name, what: expect.stringMatching(what), mend: expect.stringMatching(mend) },
    });
  });

  test('points that cannot be decoded, where everything is read', async () => {
    const { dataDir, archive } = await archived();
    archive.$client.exec('UPDATE stream_blocks SET velocity_smooth_scale = 0');
    expect(found(check(dataDir))).toEqual([]);
    expect(found(check(dataDir, true))).toContainEqual(
      expect.objectContaining({
        name: 'every point decoded',
        what: expect.stringContaining('cannot be read'),
      }),
    );
  });

  test.each([
    ['a best that no point says', 'UPDATE curve_rows SET best0 = best0 + 1', 'curve_rows'],
    [
      'seconds that are gone',
      // With what was put down of them: else the views tell.
      'DELETE FROM histogram_blocks; DELETE FROM _settled_yearly_histograms; DELETE FROM _settled_monthly_zones',
      'histogram_blocks',
    ],
  ])('%s, where everything is read', async (_what, spoil, table) => {
    const { dataDir, archive } = await archived();
    archive.$client.exec(spoil);
    expect(found(check(dataDir))).toEqual([]);
    expect(found(check(dataDir, true))).toEqual([
      {
        name: 'what is derived from points',
        what: expect.stringMatching(`^\\d+ rows of ${table} are not what the points say`),
        mend: expect.stringContaining('rebuild'),
      },
    ]);
  });

  test('but not what is still to be derived', async () => {
    const { dataDir, archive } = await archived();
    archive.$client.exec('DELETE FROM derivations; DELETE FROM curve_rows; DELETE FROM histogram_blocks');
    expect(found(check(dataDir, true))).toEqual([]);
  });

  test('rows that refer to others that are not there', async () => {
    const { dataDir, archive } = await archived();
    archive.$client.pragma('foreign_keys = OFF');
    archive.$client.exec('UPDATE laps SET activity_id = 7');
    expect(found(check(dataDir))).toContainEqual(
      expect.objectContaining({ name: 'the file', what: expect.stringContaining('laps refers to') }),
    );
  });

  test('an image that is gone, or another one', async () => {
    const { dataDir, archive } = await archived();
    const [gone, other, good] = ['one', 'two', 'three'].map((content) => addImage(dataDir, content));
    const write = archive.$client.prepare(
      `INSERT INTO photos (unique_id, activity_id, athlete_id, fetched_at, media_path, sha256)
       VALUES (?, 1, 1, '2026-11-24T10:00:00Z', ?, ?)`,
    );
    immediate(archive, () => {
      for (const path of [gone, other, good])
        write.run(String(path).slice(0, 8), `media/${path}`, /[0-9a-f]{64}/.exec(String(path))?.[0]);
    });
    rmSync(join(dataDir, 'media', String(gone)));
    writeFileSync(join(dataDir, 'media', String(other)), 'forged');
    const what = found(check(dataDir))
      .filter(({ name }) => name === 'images against their hashes')
      .map((finding) => finding.what);
    expect(what.sort()).toEqual(
      [`The image media/${gone} is not there.`, `The image media/${other} is not what was fetched.`].sort(),
    );
  });

  test('damage of the file, and nothing is looked into any further', async () => {
    const { dataDir, app, archive } = await archived();
    archive.$client.pragma('wal_checkpoint(TRUNCATE)');
    const root = archive.$client
      .prepare("SELECT rootpage FROM sqlite_master WHERE name = 'documents_item'")
      .pluck()
      .get();
    app[Symbol.dispose]();
    const path = join(dataDir, 'archive.db');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(7, (Number(root) - 1) * 4096 + 100, Number(root) * 4096));
    const verdicts = check(dataDir);
    expect(verdicts.map(({ name }) => name)).toEqual(['the file']);
    expect(found(verdicts)[0]).toMatchObject({ mend: expect.stringContaining('restore') });
  });

  test('what a query mends is asked for again', async () => {
    const { dataDir, archive, pass, backfill } = await archived();
    archive.$client.exec("DELETE FROM documents WHERE kind = 'activity'");
    const mends = found(check(dataDir)).map(({ mend }) => mend.replace(/^.*?: /, ''));
    for (const sql of new Set(mends.filter((mend) => mend.startsWith('UPDATE')))) archive.$client.exec(sql);
    await pass();
    await backfill();
    expect(found(check(dataDir))).toEqual([]);
  });
});

test('where there is no archive there is nothing to check', () => {
  expect(() => check(tempDir())).toThrow('There is no archive');
});

test('what a process that was killed has left is swept away', async () => {
  const { dataDir } = await archived();
  writeFileSync(join(dataDir, '.verify-1.db'), 'half');
  check(dataDir);
  expect(readdirSync(dataDir).filter((name) => name.startsWith('.verify'))).toEqual([]);
});
