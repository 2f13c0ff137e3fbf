import type Database from 'better-sqlite3';
import { expect } from 'vitest';
import type { StreamSet } from '../simulator/index.ts';

/** How many differences a failing test lists. */
const SHOWN = 10;

/** What `activity_streams` says of the recording of an activity; nothing where there is none. */
export function streamsRow(id: number, set: StreamSet | undefined): object[] {
  const [first] = Object.values(set ?? {});
  if (!set || !first) return [];
  const { data, ...about } = first;
  return [{ activity_id: id, types: Object.keys(set).join(' '), points: data.length, ...about }];
}

const FLOATS = ['distance', 'lat', 'lng', 'altitude', 'velocity_smooth', 'grade_smooth'];
const WHOLE = ['time', 'heartrate', 'cadence', 'watts', 'temp', 'moving'];
const FIELDS = [...WHOLE, ...FLOATS];

type Numbers = readonly (number | boolean | null)[];

function seriesOf(set: StreamSet, field: string): Numbers | undefined {
  if (field === 'lat') return set.latlng?.data.map(([lat]) => lat);
  if (field === 'lng') return set.latlng?.data.map(([, lng]) => lng);
  return set[field as keyof StreamSet]?.data as Numbers | undefined;
}

/** Whole streams are INTEGER (given here as bigint), the others REAL. */
function isSame(stored: unknown, value: number | boolean | null, isWhole: boolean): boolean {
  if (value === null) return stored === null;
  return typeof stored === (isWhole ? 'bigint' : 'number') && Number(stored) === Number(value);
}

/** Every point of an activity as `stream_points` shows it. @returns how many there are. */
export function expectPoints(archive: Database.Database, id: number, set: StreamSet): number {
  const select = `SELECT point, ${FIELDS.join(', ')} FROM stream_points WHERE activity_id = ? ORDER BY point`;
  const rows = archive.prepare(select).raw().safeIntegers().all(id) as unknown[][];
  const all = FIELDS.map((field) => seriesOf(set, field));
  expect(rows.length, `points of ${id}`).toBe(set.time?.data.length);
  const wrong: unknown[] = [];
  rows.forEach((row, at) => {
    if (row[0] !== BigInt(at)) wrong.push({ id, at, point: row[0] });
    FIELDS.forEach((field, f) => {
      const value = all[f]?.[at] ?? null;
      const stored = row[f + 1];
      if (!isSame(stored, value, f < WHOLE.length)) wrong.push({ id, at, field, stored, value });
    });
  });
  expect(wrong.slice(0, SHOWN)).toEqual([]);
  return rows.length;
}
