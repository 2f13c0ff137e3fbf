/** Compares an archive, after all that happened, with what the simulated Strava knows now. */
import { expect } from 'vitest';
import { verifyArchive } from '../../src/upkeep/verify.ts';
import { asJson, newestDocument, parseLong } from './truth-documents.ts';
import { expectSame } from './truth-rows.ts';
import { knownOf, ROWS } from './truth-tables.ts';
import { type Absences, MARKS, type Marked } from './upstream-absences.ts';
import type { UpstreamWorld } from './upstream-world.ts';

const OF_ACTIVITIES = [
  ...['laps', 'splits', 'best_efforts', 'segment_efforts', 'activity_streams', 'activity_zones'],
  ...['photos', 'comments', 'kudos'],
];
const OF_NONE = ['athletes', 'clubs', 'starred_segments', 'routes'];

/** The activities of which the list does not say, or did not, what became of them. */
interface Unlisted {
  hidden: ReadonlyMap<number, unknown>;
  lacked: ReadonlySet<number>;
}

/** All that is on the list stands in the archive value by value, and what is there no more is marked, and nothing else. */
export function expectUpstreamTruth(
  world: UpstreamWorld,
  absences: Absences,
  { hidden, lacked }: Unlisted,
): void {
  const archive = world.archive().$client;
  const { athleteId: athlete_id, sql } = world;
  const truth = world.truth();
  const listed = truth.summaries().filter(({ id }) => !hidden.has(id));
  // Activities name also what was removed.
  const gearIds = truth.gearIds().filter((id) => !absences.isAway('gear', id));
  const known = knownOf(archive, { ...truth, summaries: () => listed, gearIds: () => gearIds }, athlete_id);
  const isPresent = (table: string) => (table in MARKS ? `${MARKS[table as Marked][1]} IS NULL` : '1');
  const expectTable = (table: string, where: string) => {
    const rows = (ROWS[table]?.(known) ?? []).map((row) => ({ ...row, athlete_id }));
    expectSame(archive, table, rows, `${where} AND ${isPresent(table)}`);
  };
  const ids = `(${listed.map(({ id }) => id).join()})`;
  expectTable('activities', `id IN ${ids}`);
  for (const table of OF_ACTIVITIES) expectTable(table, `activity_id IN ${ids}`);
  for (const table of OF_NONE) expectTable(table, '1');
  expectTable('gear', `id IN (${gearIds.map((id) => `'${id}'`).join()})`);
  for (const summary of listed)
    expect(parseLong(newestDocument(archive, 'activity_summary', summary.id))).toEqual(asJson(summary));

  for (const [table, [key, mark]] of Object.entries(MARKS)) {
    const where = ['comments', 'photos'].includes(table) ? `activity_id IN ${ids}` : '1';
    const select = `SELECT CAST(${key} AS TEXT) AS id, ${mark} AS at FROM ${table} WHERE ${where}`;
    const wrong = sql<{ id: string; at: string | null }>(select)
      .filter(({ id }) => table !== 'activities' || !lacked.has(Number(id)))
      .filter(({ id, at }) => absences.isAway(table, id) !== (at !== null));
    expect(wrong, `marks in ${table}`).toEqual([]);
  }
  const open = `SELECT resource, item, status, reason FROM coverage WHERE status IN ('pending', 'failed', 'parked', 'absent')
    AND resource IN ('activity', 'streams', 'comments', 'kudos', 'photos', 'activity_zones') AND item IN ${ids}`;
  expect(sql(open)).toEqual([]);
  const verdicts = verifyArchive(world.dataDir(), { deep: true, onProgress() {} });
  expect(verdicts.flatMap(({ findings }) => findings)).toEqual([]);
}
