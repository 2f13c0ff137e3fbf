/** Compares the answers that an archive keeps with what the simulated Strava would answer. */
import { isDeepStrictEqual } from 'node:util';
import type Database from 'better-sqlite3';
import { expect } from 'vitest';
import { type Packed, unpacked } from '../support/unpacked.ts';
import { type Known, kudosOf, segmentsAsked } from './truth-tables.ts';

/** JSON with the digits of long integers as text, so that no parser rounds them. */
export const parseLong = (text: string): unknown =>
  JSON.parse(
    text.replace(/(?<=[:[,])-?\d{16,}(?=[,\]}])/g, '"$&"').replace(/(?<=[:[,])-0(?:\.0)?(?=[,\]}])/g, '0'),
  );

/** What Strava says, as it comes out of {@link parseLong}. */
export const asJson = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each)));

/** The newest version of a document as its text. */
export function newestDocument(
  archive: Database.Database,
  kind: string,
  item: string | number | bigint,
): string {
  const newest = `SELECT body, bytes FROM documents WHERE kind IN (@kind, @kind || '_part') AND item = @item ORDER BY id DESC LIMIT 1`;
  const found = archive.prepare(newest).get({ kind, item: String(item) }) as Packed | undefined;
  expect(found, `the document ${kind} ${item}`).toBeDefined();
  return unpacked(found as Packed);
}

/** The text of every version of every document. */
export function allDocuments(archive: Database.Database): string[] {
  return (archive.prepare('SELECT body, bytes FROM documents').all() as Packed[]).map(unpacked);
}

type Said = [kind: string, item: number | string | bigint, answer: unknown];

/** What comes in pages by a cursor has it in each element, which no other way to ask has. */
const withoutCursor = (answer: unknown): unknown =>
  Array.isArray(answer) ? answer.map((each) => ({ ...(each as object), cursor: null })) : answer;

/** Every answer that there is to keep. */
function answersOf(known: Known): Said[] {
  const { truth, details, athleteId } = known;
  const ofActivity = (kind: string, answer: (id: number) => unknown[]): Said[] =>
    details.flatMap(({ id }): Said[] => {
      const said = answer(id);
      return said.length > 0 ? [[kind, id, said]] : [];
    });
  return [
    ...truth.summaries().map((each): Said => ['activity_summary', each.id, each]),
    ...details.map((each): Said => ['activity', each.id, each]),
    ...truth.gearIds().map((id): Said => ['gear', id, truth.gear(id)]),
    ...segmentsAsked(known).map((each): Said => ['segment', each.id, each]),
    ...ofActivity('photos', truth.photos),
    ...ofActivity('comments', truth.comments),
    ...ofActivity('kudos', (id) => kudosOf(known, id)),
    ...ofActivity('activity_zones', truth.zones),
    ['athlete_zones', athleteId, truth.athleteZones()],
    ...truth.clubs().map((each): Said => ['club', each.id, each]),
    ...truth.starredSegments().map((each): Said => ['starred_segment', each.id, each]),
    ...truth.routes().flatMap((each): Said[] => [
      ['route_summary', each.id, each],
      ['route', each.id, truth.route(each.id)],
      ['route_gpx', each.id, truth.routeGpx(each.id)],
    ]),
  ];
}

/** Each answer is kept as it came, once, and nothing else is. */
export function expectDocuments(archive: Database.Database, known: Known): void {
  const answers = answersOf(known);
  // What is counted and not shown makes an answer a part.
  const kept = archive
    .prepare(`SELECT DISTINCT replace(kind, '_part', '') || ' ' || item FROM documents`)
    .pluck();
  expect(kept.all().toSorted()).toEqual(answers.map(([kind, item]) => `${kind} ${item}`).toSorted());
  const twice = 'SELECT kind, item FROM documents GROUP BY kind, item HAVING count(*) > 1';
  expect(archive.prepare(twice).all()).toEqual([]);
  const different = answers.filter(([kind, item, answer]) => {
    const text = newestDocument(archive, kind, item);
    return typeof answer === 'string'
      ? text !== answer
      : !isDeepStrictEqual(withoutCursor(parseLong(text)), withoutCursor(asJson(answer)));
  });
  expect(different.map(([kind, item]) => `${kind} ${item}`)).toEqual([]);
  // They are compressed: a search of the file for secrets does not see them.
  expect(allDocuments(archive).filter((text) => text.includes('embed_token'))).toEqual([]);
}
