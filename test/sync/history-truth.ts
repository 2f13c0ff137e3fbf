/** Compares an archive with what the simulated Strava knows, by the rules of the data model and no code of ours. */
import type Database from 'better-sqlite3';
import { expect } from 'vitest';
import type { ActivityDetail, Truth } from '../simulator/index.ts';
import { type Packed, unpacked } from '../support/unpacked.ts';
import { expectPoints, streamsRow } from './history-points.ts';

type Archive = Database.Database;
type Row = Record<string, unknown>;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** One value as SQL shows it: booleans 0 or 1, long integers as their digits, no negative zero. */
function asValue(name: string, value: unknown): unknown {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return value + 0;
  if (typeof value !== 'string') return value ?? null;
  if (name === 'start_date_local') return value.replace(/Z$/, '');
  return name === 'timezone' ? value.replace(/^\(GMT[^)]*\) /, '') : value;
}

/** A thing of Strava's by the names that its values have in SQL: `a.b` is `a_b`, `x_latlng` is `x_lat` and `x_lng`. */
function asRow(thing: object): Row {
  const own: Row = {};
  const nested: Row = {};
  for (const [name, value] of Object.entries(thing)) {
    if (name.endsWith('latlng')) {
      const [lat = null, lng = null] = (value ?? []) as number[];
      Object.assign(own, { [name.replace('latlng', 'lat')]: lat, [name.replace('latlng', 'lng')]: lng });
    } else if (typeof value === 'object' && value !== null) {
      if (Array.isArray(value)) continue;
      for (const [inner, each] of Object.entries(asRow(value))) nested[`${name}_${inner}`] = each;
    } else own[name === 'primary' ? 'is_primary' : name] = asValue(name, value);
  }
  return { ...nested, ...own };
}

function columnsOf(archive: Archive, table: string): string[] {
  const columns = archive.pragma(`table_info(${table})`) as { name: string }[];
  return columns.map(({ name }) => name);
}

/** All rows of a table without the instants at which they were fetched, which only have to be instants. */
function storedRows(archive: Archive, table: string, where: string): Row[] {
  const rows = archive.prepare(`SELECT * FROM ${table} WHERE ${where}`).safeIntegers().all() as Row[];
  return rows.map(({ fetched_at, first_seen_at = fetched_at, ...row }) => {
    expect([fetched_at, first_seen_at]).toEqual([
      expect.stringMatching(INSTANT),
      expect.stringMatching(INSTANT),
    ]);
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asValue('', value)]));
  });
}

/** How many differences a failing test lists. */
const SHOWN = 10;
const ONES_OWN = ['fetched_at', 'first_seen_at'];
const byText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

const keyOf = ({ id, activity_id, system, split, type, zone }: Row) =>
  id === undefined ? [activity_id, system ?? type, split ?? zone].join(' ').trim() : String(id);

/** Each cell in which rows differ, by table, key and column; missing and needless rows too. */
function differences(stored: Row[], expected: Row[]): string[] {
  const rows = new Map(stored.map((row) => [keyOf(row), row]));
  const wanted = new Map(expected.map((row) => [keyOf(row), row]));
  const needless = [...rows.keys()].filter((key) => !wanted.has(key)).map((key) => `${key} is not Strava's`);
  const wrong = [...wanted].flatMap(([key, want]) => {
    const row = rows.get(key);
    if (!row) return [`${key} is missing`];
    const columns = Object.keys(want).filter((name) => !Object.is(row[name], want[name]));
    return columns.map((name) => `${key} ${name}: ${row[name]} instead of ${want[name]}`);
  });
  const doubles = stored.length === rows.size ? [] : [`${stored.length - rows.size} rows too many`];
  return [...needless, ...doubles, ...wrong];
}

function splitsOf(detail: ActivityDetail): object[] {
  const owner = { activity_id: detail.id, athlete_id: detail.athlete.id };
  const { splits_metric = [], splits_standard = [] } = detail;
  return [
    ...splits_metric.map((split) => ({ ...split, ...owner, system: 'metric' })),
    ...splits_standard.map((split) => ({ ...split, ...owner, system: 'standard' })),
  ];
}

/** What each table must hold. */
function expectedTables(
  details: ActivityDetail[],
  truth: Truth,
  athlete_id: number,
): Record<string, object[]> {
  const efforts = details.flatMap(({ segment_efforts }) => segment_efforts);
  const segments = new Map(efforts.map(({ segment }) => [(segment as { id: number }).id, segment as object]));
  const gear = truth.gearIds().map((id) => truth.gear(id));
  return {
    activities: details,
    laps: details.flatMap(({ laps = [] }) => laps),
    splits: details.flatMap(splitsOf),
    best_efforts: details.flatMap(({ best_efforts = [] }) => best_efforts),
    segment_efforts: efforts,
    segments: [...segments.values()].map((segment) => ({ ...segment, athlete_id })),
    gear: gear.map((each) => ({ ...each, athlete_id })),
    gear_snapshots: gear.map(({ id, distance, retired }) => ({ id, distance, retired, athlete_id })),
  };
}

/** The rows of a table are those of these things, value by value. */
export function expectRows(archive: Archive, table: string, things: object[], where = '1'): void {
  const columns = columnsOf(archive, table).filter((name) => !ONES_OWN.includes(name));
  const expected = things.map((thing) => {
    const row = asRow(thing);
    return Object.fromEntries(columns.map((name) => [name, row[name] ?? null]));
  });
  expect(expected.length, `something in ${table}`).toBeGreaterThan(0);
  expect(differences(storedRows(archive, table, where), expected).slice(0, SHOWN), table).toEqual([]);
}

/** The ids of 19 digits, which a number in between would have rounded. */
function expectLongIds(archive: Archive, details: ActivityDetail[]): void {
  const digits = archive.prepare('SELECT CAST(id AS TEXT) FROM segment_efforts').pluck().all() as string[];
  const ids = details.flatMap(({ segment_efforts }) => segment_efforts.map(({ id }) => String(id)));
  expect(digits.sort(byText)).toEqual(ids.sort(byText));
  expect(digits.every((id) => /^\d{19}$/.test(id))).toBe(true);
}

/** JSON with the digits of long integers as text, so that no parser rounds them. */
const parseLong = (text: string): unknown =>
  JSON.parse(
    text.replace(/(?<=[:[,])-?\d{16,}(?=[,\]}])/g, '"$&"').replace(/(?<=[:[,])-0(?:\.0)?(?=[,\]}])/g, '0'),
  );
const asJson = (value: object): unknown =>
  JSON.parse(JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each)));

/** The newest version of a document as its text. */
function newestDocument(archive: Archive, kind: string, item: string | number): string {
  const newest = 'SELECT body, bytes FROM documents WHERE kind = ? AND item = ? ORDER BY id DESC LIMIT 1';
  return unpacked(archive.prepare(newest).get(kind, String(item)) as Packed);
}

/** The text of every version of every document. */
export function allDocuments(archive: Archive): string[] {
  return (archive.prepare('SELECT body, bytes FROM documents').all() as Packed[]).map(unpacked);
}

function expectDocuments(archive: Archive, details: ActivityDetail[], truth: Truth): void {
  const newest = (kind: string, item: string | number) => parseLong(newestDocument(archive, kind, item));
  for (const summary of truth.summaries()) {
    expect(newest('activity_summary', summary.id)).toEqual(asJson(summary));
  }
  for (const detail of details) expect(newest('activity', detail.id)).toEqual(asJson(detail));
  // They are compressed: a search of the file for secrets does not see them.
  expect(allDocuments(archive).filter((text) => text.includes('embed_token'))).toEqual([]);
  for (const id of truth.gearIds()) expect(newest('gear', id)).toEqual(asJson(truth.gear(id)));
}

/** The ledger holds each thing once, and all of it is settled. */
export function expectCovered(archive: Archive, truth: Truth, athleteId: number): void {
  const lines = truth.summaries().flatMap(({ id, manual }) => [
    ['activity', String(id), 'done'],
    ['streams', String(id), manual ? 'not_applicable' : 'done'],
  ]);
  for (const id of truth.gearIds()) lines.push(['gear', id, 'done']);
  for (const resource of ['athlete', 'stats', 'activities'])
    lines.push([resource, String(athleteId), 'done']);
  lines.push(['activities', 'whole', 'done']);
  const select = "SELECT resource, item, status FROM coverage WHERE resource <> 'introduced'";
  const ledger = archive.prepare(select).raw().all() as string[][];
  expect(ledger.map(String).sort(byText)).toEqual(lines.map(String).sort(byText));
}

/** Segments whose efforts an edit took away stay known. */
const STILL_USED = 'id IN (SELECT segment_id FROM segment_efforts)';

/** Everything that the truth holds stands in the archive value by value, and nothing else. */
export function expectTruth(archive: Archive, truth: Truth, athleteId: number, wasEdited = false): void {
  expect(archive.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(archive.pragma('foreign_key_check')).toEqual([]);
  expectCovered(archive, truth, athleteId);
  const recordings: object[] = [];
  let points = 0;
  // Detail and recording of an activity together: the simulator makes them from the same.
  const details = truth.summaries().map(({ id }) => {
    const set = truth.streams(id);
    if (set) points += expectPoints(archive, id, set);
    recordings.push(...streamsRow(id, set).map((row) => ({ ...row, athlete_id: athleteId })));
    return truth.detail(id);
  });
  for (const [table, things] of Object.entries(expectedTables(details, truth, athleteId)))
    expectRows(archive, table, things, wasEdited && table === 'segments' ? STILL_USED : '1');
  expectLongIds(archive, details);
  expectDocuments(archive, details, truth);
  expectRows(archive, 'activity_streams', recordings);
  expect(archive.prepare('SELECT sum(points) FROM stream_blocks').pluck().get()).toBe(points);
}
