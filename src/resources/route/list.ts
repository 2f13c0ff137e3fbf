import { seeItem } from '../../archive/absence.ts';
import { type CoverageKey, findItem } from '../../archive/coverage.ts';
import { basisOf, enter } from '../../archive/wanted.ts';
import type { Json } from '../../json.ts';
import type { Db } from '../../sqlite/open.ts';
import { defineList, type Element, type ListContext } from '../list.ts';
import { answerInFull, PAGE_SIZE } from '../resource.ts';
import { applyDetail, applySummary, createdAt, routes } from './table.ts';

// These change with the athlete's profile, or with the addresses of pictures; a route has not changed then.
const NOT_ITS_OWN = ['athlete', 'map_urls'];

function basisIn(said: Json): string {
  const own = Object.entries(said).filter(([name]) => !NOT_ITS_OWN.includes(name));
  return basisOf(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Asks for what hangs on a route that is new or has changed. */
function noteRoute(db: Db, { id: item, said }: Element, { athleteId, fetchedAt: now }: ListContext): void {
  const basis = basisIn(said);
  const [detail, gpx] = ['route', 'route_gpx'].map((resource) => ({ athleteId, resource, item })) as [
    CoverageKey,
    CoverageKey,
  ];
  const route = { item, itemDate: createdAt(said), basis };
  for (const key of [detail, gpx]) enter(db, key, [route], { now });
  // That the list shows it says something of its detail, and only if that was missing, of the file.
  if (findItem(db, detail)?.missingSince) for (const key of [detail, gpx]) seeItem(db, key, now);
}

/** `GET /athletes/{id}/routes`: the routes that the athlete has made, private ones with `read_all`. */
export const routeList = defineList({
  name: 'routes',
  allWith: 'read_all',
  kind: 'route_summary',
  pageSize: PAGE_SIZE,
  request: (page, athleteId) => ({
    path: `/athletes/${athleteId}/routes`,
    query: { page, per_page: PAGE_SIZE },
  }),
  daily: {
    table: routes,
    gone: routes.gone_at,
    apply: applySummary,
    // Of a route both speak, the list and its own address.
    others: {
      route: (db, answer, { item, athleteId: athlete_id, lastSeenAt: fetched_at }) =>
        applyDetail(db, answerInFull(answer, item), { athlete_id, fetched_at }),
    },
  },
  take: noteRoute,
});
