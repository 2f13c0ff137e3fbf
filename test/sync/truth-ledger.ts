/** What the ledger of an archive must say by what the simulated Strava knows of an athlete. */
import { expect } from 'vitest';
import type { Archive } from './truth-rows.ts';
import { type Known, kudosOf, photosIn, segmentsAsked } from './truth-tables.ts';

type Line = [resource: string, item: number | string | bigint, status: 'done' | 'not_applicable'];

const ONCE = ['athlete', 'stats', 'athlete_zones', 'activities', 'routes', 'clubs', 'starred_segments'];

/** A line for each thing that there is, and none for what there is not. */
function linesOf(known: Known): Line[] {
  const { truth, athleteId, details } = known;
  const where = (resource: string, has: (id: number) => boolean) =>
    details.flatMap(({ id }): Line[] => (has(id) ? [[resource, id, 'done']] : []));
  return [
    ...ONCE.map((resource): Line => [resource, athleteId, 'done']),
    ['activities', 'whole', 'done'],
    ...details.flatMap(({ id, manual }): Line[] => [
      ['activity', id, 'done'],
      ['streams', id, manual ? 'not_applicable' : 'done'],
    ]),
    ...truth.gearIds().map((id): Line => ['gear', id, 'done']),
    ...where('photos', (id) => truth.photos(id).length > 0),
    ...where('comments', (id) => truth.comments(id).length > 0),
    ...where('kudos', (id) => kudosOf(known, id).length > 0),
    ...where('activity_zones', (id) => truth.zones(id).length > 0),
    ...photosIn(known).flatMap(({ unique_id, picture }): Line[] =>
      picture ? [['photo_files', unique_id, 'done']] : [],
    ),
    ...truth.routes().flatMap(({ id }): Line[] => [
      ['route', id, 'done'],
      ['route_gpx', id, 'done'],
    ]),
    ...segmentsAsked(known).map(({ id }): Line => ['segment', id, 'done']),
  ];
}

/** The ledger has these lines and no others, all of them settled; nothing was odd. */
export function expectLedger(archive: Archive, known: Known): void {
  const select = "SELECT resource, item, status FROM coverage WHERE resource <> 'introduced'";
  const lines = archive.prepare(select).raw().all();
  expect(lines.map(String).toSorted()).toEqual(linesOf(known).map(String).toSorted());
  const open =
    'SELECT * FROM coverage WHERE tries > 0 OR fault IS NOT NULL OR note IS NOT NULL OR missing_since IS NOT NULL';
  expect(archive.prepare(open).all()).toEqual([]);
}
