/** Compares an archive with what the simulated Strava knows, by the rules of the data model and no code of ours. */
import { expect } from 'vitest';
import type { ActivityDetail, Truth } from '../simulator/index.ts';
import { allDocuments, asJson, newestDocument, parseLong } from './truth-documents.ts';
import { type Archive, expectRows } from './truth-rows.ts';
import { CORE_ROWS, knownOf } from './truth-tables.ts';

const byText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** The ids of 19 digits, which a number in between would have rounded. */
function expectLongIds(archive: Archive, details: ActivityDetail[]): void {
  const digits = archive.prepare('SELECT CAST(id AS TEXT) FROM segment_efforts').pluck().all() as string[];
  const ids = details.flatMap(({ segment_efforts }) => segment_efforts.map(({ id }) => String(id)));
  expect(digits.sort(byText)).toEqual(ids.sort(byText));
  expect(digits.every((id) => /^\d{19}$/.test(id))).toBe(true);
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
  const known = knownOf(archive, truth, athleteId);
  for (const [table, things] of Object.entries(CORE_ROWS)) {
    const rows = things(known).map((thing) => ({ ...thing, athlete_id: athleteId }));
    expectRows(archive, table, rows, wasEdited && table === 'segments' ? STILL_USED : '1');
  }
  expectLongIds(archive, known.details);
  expectDocuments(archive, known.details, truth);
  expect(archive.prepare('SELECT sum(points) FROM stream_blocks').pluck().get()).toBe(known.points);
}
