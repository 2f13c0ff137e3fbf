import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pointsOf, store } from '../streams/stream-archive.ts';
import { duck } from './duck.ts';
import { rawRows, releasedArchive } from './exporting.ts';

const TABLES = `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
  AND substr(name, 1, 7) <> 'sqlite_' AND substr(name, 1, 1) <> '_' AND name <> 'activity_changes' ORDER BY name`;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** A value of the archive as a column of this type of DuckDB has to show it. */
function shown(value: unknown, type: string): unknown {
  if (value === null) return null;
  if (type === 'DOUBLE') return Number(value);
  if (type === 'TIMESTAMP WITH TIME ZONE') return BigInt(Date.parse(String(value))) * 1_000n;
  return value;
}

/** Rows as texts, which are compared a hundred times faster; a double has all of its digits. */
const texts = (rows: unknown[][]) =>
  rows.map((row) =>
    row
      .map((value) => `${typeof value} ${value instanceof Buffer ? value.toString('hex') : value}`)
      .join('|'),
  );

async function exported() {
  const world = releasedArchive();
  const ask = await duck();
  let files = 0;
  return {
    ...world,
    /** What DuckDB reads of an export: its rows in order, and the type of each column. */
    async read(what: string, options = {}) {
      const path = world.at(`${files++}.parquet`);
      await world.run(what, { to: path, ...options });
      const columns = (await ask(`DESCRIBE FROM '${path}'`)) as [string, string][];
      return {
        path,
        rows: await ask(`FROM '${path}'`),
        types: Object.fromEntries(columns.map(([name, type]) => [name, type])),
      };
    },
    ask,
  };
}

describe('Parquet, read by DuckDB', () => {
  test('is every table to the bit, in the order of its key', async () => {
    const { archive, read } = await exported();
    const tables = rawRows(archive, TABLES).map(([name]) => String(name));
    expect(tables).toEqual(expect.arrayContaining(['activities', 'kudos', 'documents', 'segment_efforts']));
    let compared = 0;
    for (const table of tables) {
      const keys = rawRows(
        archive,
        `SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`,
      );
      const rows = rawRows(archive, `SELECT * FROM ${table} ORDER BY ${keys.join() || 1}`);
      if (rows.length === 0) continue;
      const { rows: found, types } = await read(table);
      const kinds = Object.values(types);
      expect(texts(found), table).toEqual(
        texts(rows.map((row) => row.map((value, i) => shown(value, kinds[i] ?? '')))),
      );
      compared += rows.length;
    }
    expect(compared).toBeGreaterThan(1_000);
  });

  test('is every view, with types as its values are', async () => {
    const { archive, read } = await exported();
    const views = rawRows(
      archive,
      "SELECT name FROM sqlite_schema WHERE type = 'view' AND name <> 'stream_points'",
    );
    let compared = 0;
    for (const [name] of views) {
      const rows = rawRows(archive, `SELECT * FROM ${name}`);
      if (rows.length === 0) continue;
      const { rows: found, types } = await read(String(name));
      const kinds = Object.values(types);
      expect(texts(found), String(name)).toEqual(
        texts(rows.map((row) => row.map((value, i) => shown(value, kinds[i] ?? '')))),
      );
      compared += 1;
    }
    expect(compared).toBeGreaterThan(8);
    expect((await read('weekly_totals')).types).toMatchObject({
      athlete_id: 'BIGINT',
      week: 'VARCHAR',
      km: 'DOUBLE',
    });
  });

  test('has types that do not change with the values', async () => {
    const { read } = await exported();
    expect((await read('activities')).types).toMatchObject({
      ...{ id: 'BIGINT', athlete_id: 'BIGINT', distance: 'DOUBLE', moving_time: 'DOUBLE', private: 'BIGINT' },
      ...{ name: 'VARCHAR', start_date: 'TIMESTAMP WITH TIME ZONE', start_date_local: 'VARCHAR' },
      ...{ deleted_at: 'TIMESTAMP WITH TIME ZONE' },
    });
    expect((await read('stream_points')).types).toEqual({
      ...Object.fromEntries(['activity_id', 'point'].map((name) => [name, 'BIGINT'])),
      ...Object.fromEntries(
        ['time', 'distance', 'lat', 'lng', 'altitude', 'velocity_smooth', 'heartrate', 'cadence', 'watts']
          .concat('temp', 'moving', 'grade_smooth')
          .map((name) => [name, 'DOUBLE']),
      ),
    });
  });

  test('holds what is odd: long ids, NULL, the least and the largest, any text', async () => {
    const { archive, read } = await exported();
    const names = ['', '"quoted", with\na line', '🚴 \u202eabc', "='1'", "O'Brien\ttab", '日本語'];
    const [id, distance] = [9_223_372_036_854_775_807n, [0.1 + 0.2, 1e300, 5e-324, -0.5, 0, 1]];
    const insert = archive.$client.prepare(
      `INSERT INTO activities (id, athlete_id, fetched_at, first_seen_at, resource_state, name, distance, moving_time)
       VALUES (?, 9007199254740993, '1969-12-31T23:59:59Z', '2400-02-29T00:00:00Z', 3, ?, ?, ?)`,
    );
    for (const [i, name] of names.entries())
      insert.run(id - BigInt(i), name, distance[i], i === 2 ? 12.5 : BigInt(i));
    const { rows } = await read('activities', { athlete: ['9007199254740993'] });
    const expected = names.map((name, i) => [
      ...[id - BigInt(i), 9_007_199_254_740_993n, -1_000_000n, 13_574_563_200_000_000n, 3n, name],
      ...[distance[i], i === 2 ? 12.5 : i, null],
    ]);
    expect(rows.map((row) => [...row.slice(0, 6), row[13], row[14], row[9]])).toEqual(expected.reverse());
  });

  test('keeps a column as text, where a value is no instant', async () => {
    const { archive, read } = await exported();
    archive.$client.exec(
      "UPDATE laps SET start_date = '2026-02-30T10:00:00Z' WHERE rowid = (SELECT max(rowid) FROM laps)",
    );
    const { rows, types } = await read('laps');
    expect(types.start_date).toBe('VARCHAR');
    const dates = rows.map((row) => row[Object.keys(types).indexOf('start_date')]);
    expect(dates.at(-1)).toBe('2026-02-30T10:00:00Z');
    expect(dates.every((date) => INSTANT.test(String(date)))).toBe(true);
  });

  test('has values of several kinds as JSON', async () => {
    const { archive, read } = await exported();
    archive.$client.exec(`DELETE FROM activity_changes;
      INSERT INTO activity_changes (activity_id, athlete_id, fetched_at, seen_at, field, before, after) VALUES
        (1, 7, '2026-11-24T10:00:00Z', '2026-11-24T10:00:00Z', 'a', 5, '5'),
        (1, 7, '2026-11-24T10:00:00Z', '2026-11-24T10:00:00Z', 'b', 0.5, 'say "hi"'),
        (1, 7, '2026-11-24T10:00:00Z', '2026-11-24T10:00:00Z', 'c', NULL, 3265366675164236881)`);
    const { rows } = await read('activity_changes');
    expect(rows.map((row) => row.slice(-3))).toEqual([
      ['a', 5, '"5"'],
      ['b', 0.5, '"say \\"hi\\""'],
      ['c', null, '3265366675164236881'],
    ]);
  });

  test('says which recorded value no double can hold, and leaves it out', async () => {
    const { archive, read, terminal } = await exported();
    const watts = [180, 3_265_366_675_164_236_881n, null, 2 ** 53];
    archive.$client.exec(`INSERT INTO activities (id, athlete_id, fetched_at, first_seen_at, resource_state)
      VALUES (5, 7, '2026-11-24T10:00:00Z', '2026-11-24T10:00:00Z', 3)`);
    store(archive, 5, {
      time: { data: [0, 1, 2, 3] },
      watts: { data: watts },
      altitude: { data: [1.5, 2, 0.1, 0] },
    });
    const { rows, types } = await read('stream_points', { id: ['5'] });
    const column = (name: string) => rows.map((row) => row[Object.keys(types).indexOf(name)]);
    expect([column('watts'), column('altitude')]).toEqual([
      [180, null, null, 2 ** 53],
      [1.5, 2, 0.1, 0],
    ]);
    expect(terminal.notes).toContainEqual(
      expect.stringMatching(/^stream_points\.watts: 1 value that .* left out\./),
    );
  });

  test('is the recorded points as the view has them', async () => {
    const { archive, read } = await exported();
    const { rows } = await read('stream_points', { since: '2026' });
    const ids = [...new Set(rows.map(([id]) => Number(id)))];
    const expected = ids.flatMap((id) => pointsOf(archive, id) as number[][]);
    const found = rows.map((row) => row.map((value) => (value === null ? null : Number(value))));
    expect(JSON.stringify(found)).toBe(JSON.stringify(expected));
    expect(rows.length).toBeGreaterThan(1_000);
  });

  test('is the same file for the same rows, with statistics that readers trust', async () => {
    const { read, ask } = await exported();
    const [one, other] = [await read('splits'), await read('splits')];
    expect(readFileSync(one.path)).toEqual(readFileSync(other.path));
    const [meta] = await ask(`SELECT created_by, num_rows FROM parquet_file_metadata('${one.path}')`);
    expect(meta).toEqual([
      expect.stringMatching(/^athlete-archive version \d+\.\d+\.\d+ \(build .+\)$/),
      BigInt(one.rows.length),
    ]);
    const stats =
      await ask(`SELECT stats_min_value, stats_max_value, compression FROM parquet_metadata('${one.path}')
      WHERE path_in_schema = 'split'`);
    const splits = one.rows.map((row) => Number(row[2]));
    expect(stats).toEqual([[String(Math.min(...splits)), String(Math.max(...splits)), 'GZIP']]);
  });
});
