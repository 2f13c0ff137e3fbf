import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutSecrets } from '../../src/archive/document-text.ts';
import { readDocument } from '../../src/archive/documents.ts';
import { parseJson, sameJson } from '../../src/json.ts';
import { resources } from '../../src/resources/index.ts';
import { NoAnswer } from '../../src/resources/resource.ts';
import { readStreams } from '../../src/streams/store.ts';
import { rebuildTables } from '../../src/sync/rebuild.ts';
import { dump } from '../archive/dump.ts';
import { toWireJson } from '../simulator/wire-json.ts';
import { sized } from '../support/soak.ts';
import { changes, withChanges } from './changed-answer.ts';
import { isAnswer, type Recorded, recordings } from './recorded.ts';
import { ATHLETE, LATER, NOW, SUMMARY, storing } from './storing.ts';
import { idOf, listed, rowsInFile, rowsOfAnswer } from './told.ts';

type Json = Record<string, unknown>;

/** An archive that is emptied for each answer; to make one takes longer than all that is done with it. */
function setting() {
  const all = storing();
  const tables = Object.keys(dump(all.archive));
  const empty = tables.map((name) => `DELETE FROM ${name};`).join('');
  return { ...all, empty: () => void all.archive.$client.exec(`BEGIN;${empty}COMMIT`) };
}
type Setting = ReturnType<typeof setting>;

const plain = (value: unknown) => toWireJson(value).replaceAll('-0', '0');

/** In which table of days the text of a snapshot is kept. */
const DAYS: Record<string, string> = { athlete: 'athlete_snapshots', stats: 'stats_snapshots' };

/** That each element of a list is kept, and the page too if anything on it is odd. */
function expectElementsKept(
  { archive, rows }: Setting,
  [kind, pageKind]: readonly string[],
  text: string,
): void {
  const page = parseJson(text) as (Json | null)[];
  const things = listed(page);
  const inFile = rows('documents', `kind = '${kind}'`).map(({ item: id }) => id);
  expect(inFile).toEqual([...things.keys()].map(String));
  const isOdd = page.some((one) => {
    const first = things.get(idOf(one?.id) ?? 0n);
    return !first || !sameJson(toWireJson(one), toWireJson(first));
  });
  const [odd] = rows('documents', `kind = '${pageKind}'`);
  expect(odd !== undefined).toBe(isOdd);
  if (odd) expect(readDocument(archive, String(pageKind), String(odd.item))?.text).toBe(withoutSecrets(text));
}

/** That the text is kept, to the letter. */
function expectKept(
  set: Setting,
  { resource: { name, plan, kinds = [] }, item }: Recorded,
  text: string,
): void {
  const [kind = name] = kinds;
  if (DAYS[name]) expect(set.rows(DAYS[name])).toMatchObject([{ raw: text }]);
  else if (plan === 'list') expectElementsKept(set, kinds, text);
  else expect(readDocument(set.archive, kind, item)?.text).toBe(withoutSecrets(text));
}

/** That each point of a stream is as it was sent, or null where it was none; if anything is not, all is kept as text. */
function expectStreams(set: Setting, { item }: Recorded, sent: Json, text: string): void {
  const stored = Object.entries(readStreams(set.archive, Number(item)) ?? {}) as [
    string,
    { data: unknown[] },
  ][];
  const dataOf = (type: string) => (sent[type] as { data: unknown[] }).data;
  let isWhole = Object.keys(sent).filter((type) => sent[type] !== null).length === stored.length;
  for (const [type, { data }] of stored) {
    expect(data).toHaveLength(dataOf(type).length);
    for (const [i, point] of data.entries()) {
      if (point === null) isWhole &&= dataOf(type)[i] === null;
      else expect(plain(point)).toBe(plain(dataOf(type)[i]));
    }
  }
  if (isWhole) expect(set.ledger('streams', item)?.note).toBeNull();
  else expect(readDocument(set.archive, 'streams', item)?.text).toBe(withoutSecrets(text));
}

const sorted = (rows: Json[]) => rows.map((row) => Object.values(row).map(String).join('|')).sort();

/** That the activity is archived of which something is a part, as it is whenever that is asked for. */
function archiveActivityOf({ archive }: Setting, { resource, item }: Recorded): void {
  if (resource.of !== 'activity' || resource.listedBy !== undefined) return;
  archive.$client.exec(
    `INSERT OR IGNORE INTO activities (id, athlete_id, fetched_at, first_seen_at, resource_state)
     VALUES (${item}, ${ATHLETE}, '${NOW}', '${NOW}', 2)`,
  );
}

/** Stores an answer in an empty archive, and finds what must be so whatever it is. @returns whether it was taken. */
function hear(set: Setting, recorded: Recorded, answer: unknown): boolean {
  const { resource, item } = recorded;
  set.empty();
  archiveActivityOf(set, recorded);
  const text = toWireJson(answer);
  const sent = parseJson(text);
  try {
    set.store(resource, item, text);
  } catch (error) {
    expect(error).toBeInstanceOf(NoAnswer);
    expect(isAnswer(recorded, sent), 'an answer was refused').toBe(false);
    return false;
  }
  expect(isAnswer(recorded, sent), 'what is no answer was taken').toBe(true);
  const line = set.ledger(resource.name, item);
  // What is read to its end once a day is done with its last page.
  const isDaily = resource.plan === 'list' && resource.every === 'day';
  expect(line).toMatchObject(isDaily ? { status: 'pending' } : { status: 'done', checkedAt: NOW });
  expect(line?.note ?? '').toHaveProperty('length', Math.min(line?.note?.length ?? 0, 2_500));
  const expected = rowsOfAnswer(set.archive, resource.name, item, sent);
  for (const [table, rows] of Object.entries(expected ?? {}))
    expect(sorted(rowsInFile(set.archive, table)), table).toEqual(sorted(rows));
  if (resource.name === 'streams') expectStreams(set, recorded, sent as Json, text);
  else expectKept(set, recorded, text);
  return true;
}

// A text is of no shape that could be odd.
const inJson = resources.filter(({ reads = 'json' }) => reads === 'json');

describe.each(inJson.map(({ name }) => name))('%s', (name) => {
  const spoken = async () => (await recordings()).find(({ resource }) => resource.name === name) as Recorded;

  test('is understood as it is recorded', async () => {
    const [set, recorded] = [setting(), await spoken()];
    expect(hear(set, recorded, recorded.answer)).toBe(true);
    expect(set.ledger(name, recorded.item)?.note).toBeNull();
  });

  test('costs nothing but what is odd, whatever is changed in it', async () => {
    const [set, recorded] = [setting(), await spoken()];
    let taken = 0;
    const runs = sized(16, 3_000);
    fc.assert(
      fc.property(changes, (all) => {
        if (hear(set, recorded, withChanges(recorded.answer, all))) taken += 1;
      }),
      { numRuns: runs },
    );
    expect(taken).toBeGreaterThan(runs / 3);
  });
});

test('after any story of changed answers a rebuild gives the same tables, and others are none the worse', async () => {
  const recorded = await recordings();
  const [all, set] = [recorded.filter(({ resource }) => inJson.includes(resource)), setting()];
  const one = (name: string) =>
    all.find(({ resource }) => resource.name === name)?.resource ?? expect.fail(name);
  const others = () =>
    [
      ['activities', 'id = 7'],
      ['laps', 'id = 70'],
      ['documents', "item = '7'"],
    ].map(([table = '', which]) => set.rows(table, which));
  const story = fc.array(fc.tuple(fc.constantFrom(...all), changes), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(story, (said) => {
      set.empty();
      const parts = all.flatMap(({ resource, item }) => (resource.of ? [Number(item)] : []));
      const known = [7, ...new Set(parts)].map((id) => ({ ...SUMMARY, id }));
      set.store(one('activities'), ATHLETE, known);
      set.store(one('activity'), 7, { ...SUMMARY, id: 7, resource_state: 3, laps: [{ id: 70 }] });
      const before = others();
      for (const [n, [{ resource, item, answer }, how]] of said.entries()) {
        const fetchedAt = `${LATER.slice(0, 11)}${19 + Math.min(n, 4)}:0${n}:00Z`;
        const text = toWireJson(withChanges(answer, how));
        if (isAnswer({ resource, item, answer }, parseJson(text)))
          set.store(resource, item, text, { fetchedAt });
      }
      expect(others()).toEqual(before);
      const made = dump(set.archive);
      expect(rebuildTables(set.archive)).toEqual([]);
      expect(dump(set.archive)).toEqual(made);
    }),
    { numRuns: sized(10, 4_000) },
  );
});
