import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ExportOptions } from '../../src/commands/export-options.ts';
import { Stopped } from '../../src/errors.ts';
import { exporterOf, rawRows, releasedArchive } from '../export/exporting.ts';
import { tempDir } from '../support/temp-dir.ts';
import { ARCHIVE_LINE } from '../support/terminal.ts';
import { failureOf } from './person.ts';

const linesOf = (text: string) => text.split('\n').slice(0, -1);

type Run = ReturnType<typeof releasedArchive>['run'];

describe('export', () => {
  test('writes a table or view to standard output, and all else beside it', async () => {
    const { archive, run, terminal } = releasedArchive();
    const text = await run('laps');
    expect(text).toMatch(/^id,activity_id,athlete_id,/);
    expect(linesOf(text).slice(1)).toHaveLength(rawRows(archive, 'SELECT id FROM laps').length);
    expect(terminal.lines).toEqual([]);
    expect(terminal.notes).toEqual([
      ARCHIVE_LINE,
      expect.stringMatching(/^Exported 59 rows of laps to standard output\.$/),
    ]);
    expect(await run('ACTIVITIES_LOCAL', { format: 'json', to: '-' })).toMatch(/^\{"id":"\d+",/);
  });

  test('writes a file whose ending says its format, below folders that it makes', async () => {
    const { run, at, terminal } = releasedArchive();
    await run('laps', { to: at('new/folder/laps.jsonl') });
    expect(JSON.parse(readFileSync(at('new/folder/laps.jsonl'), 'utf8').split('\n')[0] ?? '')).toHaveProperty(
      'lap_index',
    );
    await run('laps', { to: at('laps.parquet') });
    expect(readFileSync(at('laps.parquet')).subarray(0, 4).toString()).toBe('PAR1');
    await run('laps', { to: at('laps.txt'), format: 'json' });
    expect(readFileSync(at('laps.txt'), 'utf8')).toMatch(/^\{/);
    expect(terminal.notes.at(-1)).toMatch(/^Exported 59 rows of laps to \/.*laps\.txt \(\d+ KiB\)\.$/);
  });

  test('replaces a file only if that is asked for', async () => {
    const { run, at } = releasedArchive();
    writeFileSync(at('mine.csv'), 'precious');
    expect(await failureOf(run('laps', { to: at('mine.csv') }))).toMatchObject({
      ...{ exitCode: 2, message: expect.stringMatching(/mine\.csv is there already\.$/) },
    });
    expect(readFileSync(at('mine.csv'), 'utf8')).toBe('precious');
    await run('laps', { to: at('mine.csv'), force: true });
    expect(readFileSync(at('mine.csv'), 'utf8')).toMatch(/^id,/);
    mkdirSync(at('folder'));
    expect(await failureOf(run('laps', { to: at('folder') }))).toMatchObject({ exitCode: 2 });
  });

  test('says that there is nothing, and makes no file', async () => {
    const { run, at, terminal, folder } = releasedArchive();
    expect(await run('kudos', { id: ['5'], to: at('kudos.csv') })).toBe('');
    expect(terminal.notes.at(-1)).toBe('Nothing to export: no row of kudos is chosen, so no file was made.');
    expect(readdirSync(folder)).toEqual([]);
    const { run: runNowhere, terminal: nowhere } = exporterOf(tempDir());
    await runNowhere('activities');
    expect(nowhere.notes.at(-1)).toBe('There is no archive yet, so there is nothing to export.');
  });

  test('leaves nothing behind when it is stopped', async () => {
    const { run, at, folder, controller } = releasedArchive();
    controller.abort(new Stopped());
    await expect(run('stream_points', { to: at('points.csv') })).rejects.toBeInstanceOf(Stopped);
    await expect(run('stream_points', { to: at('points.parquet') })).rejects.toBeInstanceOf(Stopped);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('spells out on a terminal what would steer it, and nowhere else', async () => {
    const { archive, run, terminal } = releasedArchive();
    archive.$client.exec("UPDATE gear SET name = 'red' || char(27) || '[31m' WHERE id = 'g24806724'");
    expect(await run('gear')).toContain('red\x1b[31m');
    terminal.width = 80;
    expect(await run('gear')).toContain('red\\u001b[31m');
    expect(await failureOf(run('gear', { format: 'parquet', to: '-' }))).toMatchObject({ exitCode: 2 });
  });

  test('writes over what a killed one left', async () => {
    const { run, at, folder } = releasedArchive();
    writeFileSync(at('.laps.csv.part'), 'half of a longer fi'.repeat(10_000));
    await run('laps', { to: at('laps.csv') });
    expect(readdirSync(folder)).toEqual(['laps.csv']);
    expect(readFileSync(at('laps.csv'), 'utf8')).toBe(await run('laps'));
  });

  test.each([
    [{ format: 'xlsx' }, /no format xlsx/, /csv, json and parquet/],
    [{ format: 'parquet' }, /nothing to read on a terminal/, /--to/],
    [{ since: '2026-13' }, /--since 2026-13 is no day/, /2025-03-01/],
    [{ until: '2026-02-30' }, /--until 2026-02-30 is no day/, /2025-03-01/],
    [{ id: ['x'] }, /--id x is no id/, /address/],
    [{ athlete: ['007'] }, /--athlete 007 is no id/, /address/],
  ])('refuses %j', async (options, message, advice) => {
    const { run } = releasedArchive();
    expect(await failureOf(run('activities', options))).toMatchObject({
      ...{ exitCode: 2, message: expect.stringMatching(message), advice: expect.stringMatching(advice) },
    });
  });

  test('names the table that was probably meant', async () => {
    const { run } = releasedArchive();
    for (const [name, meant] of [
      ['activites', 'activities'],
      ['stream_point', 'stream_points'],
      ['Track', 'tracks'],
    ] as const)
      expect(await failureOf(run(name))).toMatchObject({ exitCode: 2, advice: `Did you mean ${meant}?` });
    for (const name of ['sqlite_schema', '__drizzle_migrations', 'x"; DROP TABLE laps; --'])
      expect(await failureOf(run(name))).toMatchObject({ exitCode: 2 });
  });

  test.runIf(process.getuid?.() !== 0)('says why it cannot write', async () => {
    const { run, at, folder } = releasedArchive();
    chmodSync(folder, 0o500);
    expect(await failureOf(run('laps', { to: at('laps.csv') }))).toMatchObject({
      ...{ exitCode: 2, message: expect.stringMatching(/this user may not write there \(EACCES\)/) },
    });
  });

  test('says why it cannot write: a file is where a folder should be, a disk is full', async () => {
    const { run, at, folder } = releasedArchive();
    writeFileSync(at('file'), '');
    expect(await failureOf(run('laps', { to: at('file/laps.csv') }))).toMatchObject({
      ...{ exitCode: 2, message: expect.stringMatching(/a part of the path is a file/) },
    });
    expect(await failureOf(run('laps', { to: '/dev/full' }))).toMatchObject({
      ...{ exitCode: 5, message: expect.stringMatching(/the disk is full \(ENOSPC\)/) },
    });
    expect(readdirSync(folder)).toEqual(['file']);
  });
});

describe('a filter', () => {
  async function idsOf(run: Run, what: string, filter: ExportOptions): Promise<string[]> {
    const lines = linesOf(await run(what, { ...filter, format: 'json' }));
    return lines.map((line) => JSON.parse(line).id).sort();
  }

  test.each([
    [{ since: '2026' }, "start_date_local >= '2026-01-01'"],
    [
      { since: '2025-03-07', until: '2025-09' },
      "start_date_local >= '2025-03-07' AND start_date_local < '2025-10-01'",
    ],
    [{ until: '2024-12-31' }, "start_date_local < '2025-01-01'"],
    [{ sport: ['run', 'VirtualRide'] }, "sport_type IN ('Run', 'TrailRun', 'VirtualRun', 'VirtualRide')"],
    [{ where: 'km > 10 -- far' }, 'distance > 10000'],
    [
      { where: 'private = 1 OR commute = 1', sport: ['Run'] },
      "(private = 1 OR commute = 1) AND sport_type = 'Run'",
    ],
    [{ athlete: ['75897798'] }, 'athlete_id = 75897798'],
    [{ gear: ['g24806724'] }, "gear_id = 'g24806724'"],
    [{ id: ['19400440373', '19400512186', '5'] }, 'id IN (19400440373, 19400512186)'],
  ])('%j chooses the activities with %s', async (filter, where) => {
    const { archive, run } = releasedArchive();
    const expected = rawRows(archive, `SELECT id FROM activities WHERE ${where}`).map(([id]) => String(id));
    expect(await idsOf(run, 'activities', filter)).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(0);
    const laps = rawRows(
      archive,
      `SELECT id FROM laps WHERE activity_id IN (SELECT id FROM activities WHERE ${where})`,
    );
    expect(await idsOf(run, 'laps', filter)).toEqual(laps.map(([id]) => String(id)).sort());
  });

  test('knows gear by its name', async () => {
    const { archive, run } = releasedArchive();
    const [[name] = []] = rawRows(archive, "SELECT gear FROM activities_local WHERE gear_id = 'g24806724'");
    expect(await run('activities', { gear: [String(name).toUpperCase()] })).toBe(
      await run('activities', { gear: ['g24806724'] }),
    );
  });

  test('knows a name whose letters SQLite knows no small ones of', async () => {
    const { archive, run } = releasedArchive();
    archive.$client.exec("UPDATE gear SET nickname = 'Ölwanne, ROT' WHERE id = 'g24806724'");
    const expected = await run('activities', { gear: ['g24806724'] });
    for (const name of ['Ölwanne, ROT', 'Ölwanne, rot'])
      expect(await run('activities', { gear: [name] })).toBe(expected);
  });

  test.each(['km > 5) OR (1', 'km > 5; DELETE FROM laps', 'kmm > 5', '', 'km >', "km IN (ATTACH 'x' AS y)"])(
    'refuses the condition %j',
    async (where) => {
      const { run, archive } = releasedArchive();
      expect(await failureOf(run('activities', { where }))).toMatchObject({ exitCode: 2 });
      expect(rawRows(archive, 'SELECT count(*) FROM laps')).toEqual([[59n]]);
    },
  );

  test('knows a name with letters of which SQLite knows no small ones', async () => {
    const { archive, run } = releasedArchive();
    archive.$client.exec("UPDATE gear SET nickname = 'Ölwanne ROT' WHERE id = 'g24806724'");
    const expected = await run('activities', { gear: ['g24806724'] });
    for (const name of ['Ölwanne ROT', 'Ölwanne rot'])
      expect(await run('activities', { gear: [name] })).toBe(expected);
  });

  test('may be stopped while SQLite looks for what it chooses', async () => {
    const { run, controller, folder, at } = releasedArchive();
    const endless =
      'id IN (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n)';
    const running = run('activities', { where: endless, to: at('a.csv') });
    setTimeout(() => controller.abort(new Stopped()), 50);
    await expect(running).rejects.toBeInstanceOf(Stopped);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of athletes chooses other rows, too; any other is refused where there are no activities', async () => {
    const { archive, run } = releasedArchive();
    const [[athlete] = []] = rawRows(archive, 'SELECT athlete_id FROM gear');
    const own = rawRows(archive, `SELECT id FROM gear WHERE athlete_id = ${athlete}`).map(([id]) =>
      String(id),
    );
    expect(await idsOf(run, 'gear', { athlete: [String(athlete)] })).toEqual(own.sort());
    expect(await failureOf(run('gear', { since: '2026' }))).toMatchObject({ exitCode: 2 });
  });
});
