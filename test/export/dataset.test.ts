import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportData } from '../../src/commands/export.ts';
import { failureOf } from '../commands/person.ts';
import { store } from '../streams/stream-archive.ts';
import { duck } from './duck.ts';
import { rawRows, releasedArchive } from './exporting.ts';

/** Some seconds recorded in each of these years, each an activity of its own. */
function recordedIn(...years: (number | null)[]) {
  const world = releasedArchive();
  const { archive, at } = world;
  const insert = archive.$client.prepare(
    `INSERT INTO activities (id, athlete_id, fetched_at, first_seen_at, resource_state, start_date_local)
     VALUES (?, 7, '2026-11-24T10:00:00Z', '2026-11-24T10:00:00Z', 3, ?)`,
  );
  for (const [i, year] of years.entries()) {
    insert.run(i + 1, year && `${year}-07-01T08:00:00`);
    store(archive, i + 1, { time: { data: [0, 1, 2] }, watts: { data: [100 + i, null, 0.5] } });
  }
  const folder = at('dataset');
  return {
    ...world,
    folder,
    /** Writes the data set. @returns what it says of it. */
    async write(options = {}) {
      world.terminal.notes.length = 0;
      await exportData(world.context, 'dataset', { athlete: ['7'], ...options }, folder);
      return world.terminal.notes.at(-1);
    },
    files: () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => statSync(join(folder, name)).isFile())
        .sort(),
  };
}

const YEARS = (...years: (number | string)[]) =>
  years.map((year) => `stream_points/year=${year}/part-0.parquet`);

describe('a data set', () => {
  test('is all tables, and the points by year, which DuckDB reads as one', async () => {
    const { archive, write, folder, files } = recordedIn(2024, 2025, 2024, null);
    expect(await write({ athlete: undefined })).toMatch(
      /^The data set in .* has \d+ files: \d+ new or changed, 0 as before, 0 removed\.$/,
    );
    const ask = await duck();
    const points = `read_parquet('${folder}/stream_points/*/*.parquet', hive_partitioning = true)`;
    const found = await ask(
      `SELECT activity_id, point, watts, year FROM ${points} WHERE activity_id < 10 ORDER BY ALL`,
    );
    expect(found).toEqual(
      [1n, 2n, 3n, 4n].flatMap((id) =>
        [0n, 1n, 2n].map((point) => [
          ...[id, point, [99 + Number(id), null, 0.5][Number(point)]],
          { 1: 2024n, 2: 2025n, 3: 2024n }[Number(id)] ?? null,
        ]),
      ),
    );
    const [total] = await ask(`SELECT count(*), count(DISTINCT activity_id) FROM ${points}`);
    expect([total]).toEqual(rawRows(archive, 'SELECT sum(points), count(*) FROM activity_streams'));
    const tables = rawRows(
      archive,
      "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'",
    );
    for (const [name] of tables) {
      if (/^(sqlite_|_|stream_(blocks|values))/.test(String(name))) continue;
      const rows = rawRows(archive, `SELECT count(*) FROM "${name}"`);
      const hasFile = files().includes(`${name}/part-0.parquet`);
      expect.soft(hasFile, String(name)).toBe(rows[0]?.[0] !== 0n);
      if (hasFile) expect.soft(await ask(`SELECT count(*) FROM '${folder}/${name}/*.parquet'`)).toEqual(rows);
    }
    expect(files().filter((name) => !/(^|\/)part-0\.parquet$/.test(name))).toEqual([]);
  });

  test('reads no file of another year', async () => {
    const { write, folder } = recordedIn(2024, 2025, 2026);
    await write();
    const ask = await duck();
    const [plan] = await ask(
      `EXPLAIN SELECT count(watts) FROM read_parquet('${folder}/stream_points/*/*.parquet', hive_partitioning = true) WHERE year = 2025`,
    );
    expect(String(plan?.[1])).toMatch(/Scanning Files: 1\/3|File Filters/);
  });

  test('is written again only where something changed, by the partition', async () => {
    const { archive, write, folder, files } = recordedIn(2024, 2025);
    await write();
    const before = files();
    expect(before).toEqual(expect.arrayContaining(YEARS(2024, 2025)));
    const times = () =>
      files().map((name) => [name, statSync(join(folder, name)).mtimeMs, statSync(join(folder, name)).ino]);
    const written = times();
    expect(await write()).toMatch(
      new RegExp(`: 0 new or changed, ${before.length} as before, 0 removed\\.$`),
    );
    expect(times()).toEqual(written);
    archive.$client.exec(
      "UPDATE activity_streams SET fetched_at = '2026-11-25T10:00:00Z' WHERE activity_id = 2",
    );
    store(archive, 2, { time: { data: [0, 1] }, watts: { data: [7, 8] } });
    archive.$client.exec(
      "UPDATE activity_streams SET fetched_at = '2026-11-25T10:00:00Z' WHERE activity_id = 2",
    );
    expect(await write()).toMatch(/: 2 new or changed,/);
    const ask = await duck();
    expect(await ask(`SELECT watts FROM '${folder}/stream_points/year=2025/*.parquet'`)).toEqual([[7], [8]]);
    expect(
      times()
        .filter((each, i) => each[1] !== written[i]?.[1])
        .map(([name]) => name),
    ).toEqual(['activity_streams/part-0.parquet', ...YEARS(2025)]);
  });

  test('loses a partition whose rows are gone, and no file of others', async () => {
    const { archive, write, folder, files } = recordedIn(2024, 2025, null);
    await write();
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine/part-0.parquet'), 'PAR1 mine PAR1');
    writeFileSync(join(folder, 'stream_points/notes.txt'), 'mine');
    archive.$client.exec(`DELETE FROM stream_values; DELETE FROM stream_blocks WHERE activity_id IN (2, 3);
      DELETE FROM activity_streams WHERE activity_id IN (2, 3)`);
    expect(await write()).toMatch(/ 2 removed\.$/);
    expect(files()).toEqual(
      expect.arrayContaining(['mine/part-0.parquet', 'stream_points/notes.txt', ...YEARS(2024)]),
    );
    expect(readdirSync(join(folder, 'stream_points'))).toEqual(['notes.txt', 'year=2024']);
  });

  test('of some days has what belongs to them', async () => {
    const { write, files, folder } = recordedIn(2024, 2025);
    await write({ athlete: undefined, since: '2025-07-01', until: '2025-07-01' });
    expect(files().filter((name) => name.startsWith('stream_points'))).toEqual(YEARS(2025));
    const ask = await duck();
    expect(await ask(`SELECT id FROM '${folder}/activities/*.parquet'`)).toEqual([[2n]]);
  });

  test('writes nothing over that is not its own, and needs a folder', async () => {
    const { run, write, folder, at } = recordedIn(2024);
    mkdirSync(join(folder, 'activities'), { recursive: true });
    writeFileSync(join(folder, 'activities/part-0.parquet'), 'mine');
    expect(await failureOf(write())).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/is of another program/),
    });
    expect(await failureOf(run('dataset'))).toMatchObject({
      exitCode: 2,
      advice: expect.stringMatching(/dataset <folder>/),
    });
    expect(await failureOf(run('dataset', { to: at('x'), format: 'csv' }))).toMatchObject({ exitCode: 2 });
  });
});
