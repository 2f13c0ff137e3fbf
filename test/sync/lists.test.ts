import { expect, test } from 'vitest';
import { findItem } from '../../src/archive/coverage.ts';
import { readReading } from '../../src/archive/list-lines.ts';
import { worldOf } from './world-of.ts';

const N = 6;

test('a null, a stub without a start and an id in quotes cost nobody an activity, at any pass', async () => {
  const { simulator, pass, backfill, sql, archive, athleteId, truth, clock, logs } = await worldOf(N);
  const change = (elements: readonly unknown[]) => {
    const [stub, quoted, ...others] = elements as { id: number }[];
    if (!stub || !quoted) return elements;
    return [null, { id: stub.id }, { ...quoted, id: String(quoted.id) }, ...others, { name: 'none' }];
  };
  simulator.faults.add({ path: '/api/v3/athlete/activities', every: 1, kind: { kind: 'elements', change } });
  const known = (where: string) =>
    sql<{ item: string }>(`SELECT item FROM coverage WHERE resource = 'activity' AND ${where} ORDER BY item`);
  const ids = truth()
    .summaries()
    .map(({ id }) => String(id));
  const [stub = ''] = ids;

  expect(await pass()).toMatchObject([{ outcome: 'ok' }]);
  // What has no date is not taken for recent: backfill asks for it.
  expect(known("status <> 'done'")).toEqual([{ item: stub }]);
  await backfill();
  expect(known("status = 'done'").map(({ item }) => item)).toEqual(ids.toSorted());
  expect(sql('SELECT count(*) AS n FROM activities WHERE start_date IS NOT NULL')).toEqual([{ n: N }]);
  expect(sql("SELECT count(*) AS n FROM documents WHERE kind = 'activities_page'")).toEqual([{ n: 1 }]);

  const list = { athleteId, resource: 'activities' };
  const note = '2 without a usable id, kept in documents as activities_page';
  const notes = () => [
    findItem(archive, { ...list, item: `${athleteId}` })?.note,
    readReading(archive, list)?.note,
  ];
  expect(notes()).toEqual([note, note]);
  expect(logs.join()).toContain('List read to its end, with something odd');

  clock.advance(86_400_000);
  await pass();
  await backfill();
  expect(readReading(archive, list)).toMatchObject({ readings: 2, note });
  expect(sql("SELECT count(*) AS n FROM documents WHERE kind = 'activities_page'")).toEqual([{ n: 1 }]);
});

test('that Strava counts more than the archive has is said when the list was read to its end, and no more', async () => {
  const { simulator, pass, clock, logs } = await worldOf(N);
  const change = (text: string) => text.replace(/("all_swim_totals":\{"count":)\d+/, '$199');
  simulator.faults.add({ path: /\/stats$/, every: 1, kind: { kind: 'changed', change } });
  const hints = () => logs.join().match(/Strava counts more activities/g)?.length ?? 0;
  await pass();
  expect(hints()).toBe(1);
  clock.advance(3_600_000);
  await pass();
  expect(hints()).toBe(1);
});
