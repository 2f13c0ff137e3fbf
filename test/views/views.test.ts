import { expect, test } from 'vitest';
import { views } from '../../src/archive/views.ts';
import { countSettled, createSettled } from '../../src/settled/settled.ts';
import { SETTLED } from '../../src/settled/views.ts';
import { immediate } from '../../src/sqlite/open.ts';
import { hasShell, shell } from '../streams/stream-archive.ts';
import { completeness, statsHistory, weightAndFtp } from './expected-archive.ts';
import { gearUsage, personalRecords, segmentHistory, segmentRecords } from './expected-records.ts';
import * as totals from './expected-totals.ts';
import { type Life, twoLives } from './lives.ts';

type Row = totals.Row;

/** What each view must show. */
const EXPECTED: Record<string, (lives: readonly Life[]) => Row[]> = {
  activities_local: totals.activityRows,
  daily_totals: totals.dailyTotals,
  weekly_totals: totals.weeklyTotals,
  monthly_totals: totals.monthlyTotals,
  yearly_totals: totals.yearlyTotals,
  cumulative_by_day: totals.cumulativeByDay,
  personal_records: personalRecords,
  eddington: totals.eddington,
  gear_usage: gearUsage,
  segment_records: segmentRecords,
  segment_history: segmentHistory,
  weight_and_ftp: weightAndFtp,
  stats_history: statsHistory,
  completeness,
};

/** A number as it can be compared: how sums are rounded is SQLite's to say, and an id of 19 digits stays what it is. */
const shown = (value: unknown) =>
  typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
const comparable = (value: unknown) => (typeof value === 'number' ? expect.closeTo(value, 6) : value);
const mapped = (row: Row, map: (value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, map(value)]));
/** In an order that does not depend on how numbers are rounded. */
const orderOf = (row: Row) =>
  Object.keys(row)
    .sort()
    .map((name) => (typeof row[name] === 'number' ? Number(row[name]).toFixed(3) : String(row[name])))
    .join();
const sorted = (rows: Row[]) =>
  rows
    .map((row) => [orderOf(row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);

test('every view shows what follows from what Strava knows, of each athlete, here and in the sqlite3 shell', async () => {
  const { lives, archive, athleteId } = await twoLives();
  expect(views.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(EXPECTED)));
  expect(lives.map(({ activities }) => activities.some(({ deleted_at }) => deleted_at))).toEqual([
    true,
    false,
  ]);
  const ask = (sql: string) =>
    (archive.$client.prepare(sql).safeIntegers().all() as Row[]).map((row) => mapped(row, shown));
  const shownBy = (name: string) => sorted(ask(`SELECT * FROM ${name}`));

  for (const [name, expectedOf] of Object.entries(EXPECTED)) {
    const [all, own] = [lives, lives.slice(0, 1)].map((of) =>
      sorted(expectedOf(of)).map((row) => mapped(row, comparable)),
    );
    expect(all?.length, name).toBeGreaterThan(0);
    expect.soft(shownBy(name), name).toEqual(all);
    expect.soft(sorted(ask(`SELECT * FROM ${name} WHERE athlete_id = ${athleteId}`)), name).toEqual(own);
    if (hasShell)
      expect.soft(shell(archive, `SELECT count(*) FROM ${name}`), name).toEqual([String(all?.length)]);
  }

  // Their rows were put down before each change; the same comes of it when they are counted anew.
  expect(countSettled(archive.$client)).toBeGreaterThan(0);
  const before = SETTLED.map(({ name }) => shownBy(name).map((row) => mapped(row, comparable)));
  immediate(archive, () => createSettled(archive.$client));
  for (const [i, { name }] of SETTLED.entries()) expect.soft(shownBy(name), name).toEqual(before[i]);
});
