import { expect, test } from 'vitest';
import { countRows } from '../../src/archive/sizes.ts';
import { knownOf } from './truth-tables.ts';
import { CHECKS, expectEverything } from './whole-truth.ts';
import { wholeLife } from './whole-world.ts';

/** Of these there is nothing unless something is odd, or changes. */
const USUALLY_EMPTY = ['activity_changes', 'deleted_activities', 'stream_values'];

test('no table is left out of the comparison, and in each a row that is missing is noticed', {
  timeout: 180_000,
}, async () => {
  const life = await wholeLife({ activities: 10 });
  await life.archiveAll();
  expectEverything(life.whole);
  const { archive, simulator, athleteId } = life.whole;
  const counts = countRows(life.archive);
  expect(Object.keys(CHECKS).toSorted()).toEqual(Object.keys(counts));
  const empty = Object.keys(counts).filter((table) => counts[table] === 0);
  expect(empty).toEqual(USUALLY_EMPTY.filter((table) => empty.includes(table)));

  const known = knownOf(archive, simulator.truth(athleteId), athleteId, true);
  for (const [table, check] of Object.entries(CHECKS).filter(([table]) => !empty.includes(table))) {
    archive.exec('BEGIN; PRAGMA defer_foreign_keys = ON;');
    const keys = (archive.pragma(`table_info(${table})`) as { name: string; pk: number }[]).filter(
      ({ pk }) => pk > 0,
    );
    const key = keys.map(({ name }) => name).join();
    archive.exec(`DELETE FROM ${table} WHERE (${key}) = (SELECT ${key} FROM ${table} LIMIT 1)`);
    expect(() => check(life.whole, known), table).toThrow();
    archive.exec('ROLLBACK');
  }
});
