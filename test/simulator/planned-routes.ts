import { Hono } from 'hono';
import { type ApiEnv, requireScope } from './access.ts';
import { badRequest, forbidden, jsonAnswer, notFound, textAnswer } from './answers.ts';
import { segmentOf } from './efforts.ts';
import type { Grant } from './grants.ts';
import { type PlannedRoute, type RouteAnswer, routeDetail, routeGpx, routeSummary } from './planned.ts';
import { createRandom } from './random.ts';
import type { SimulatorState } from './state.ts';
import type { FloatRule } from './wire-json.ts';
import type { WorldAthlete } from './world.ts';

const PAGE_SIZE = 30;
const LARGEST_PAGE = 200;

/** `GET /athletes/{id}/routes`, `/routes/{id}` and `/routes/{id}/export_gpx`. */
export function plannedRoutes(state: SimulatorState): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const scoped = requireScope(state, 'read');
  const found = (
    grant: Grant,
    id: string,
    answer: (route: PlannedRoute, athlete: WorldAthlete) => Response,
  ) => {
    const athlete = state.world.athleteOf(grant.athleteId);
    const route = athlete.routes.find((each) => String(each.id) === id);
    return route && maySee(grant, route) ? answer(route, athlete) : notFound('Route');
  };
  routes.get('/athletes/:id/routes', scoped, (c) => {
    if (Number(c.req.param('id')) !== c.var.grant.athleteId) return forbidden('Athlete', 'id', 'forbidden');
    return listRoutes(state, c.var.grant, c.req.query());
  });
  routes.get('/routes/:id', scoped, (c) =>
    found(c.var.grant, c.req.param('id'), (route, athlete) =>
      jsonAnswer(fullRoute(route, athlete), 200, routeFloats),
    ),
  );
  routes.get('/routes/:id/export_gpx', scoped, (c) =>
    found(c.var.grant, c.req.param('id'), (route, { detail }) => answerGpx(route, routeGpx(route, detail))),
  );
  return routes;
}

const maySee = ({ scopes }: Grant, route: PlannedRoute) => !route.private || scopes.includes('read_all');

/** The newest first. */
function listRoutes({ world }: SimulatorState, grant: Grant, query: Readonly<Record<string, string>>) {
  const [page, size] = [Number(query.page ?? 1), Number(query.per_page ?? PAGE_SIZE)];
  if (!(page >= 1)) return badRequest('Application', 'page', 'invalid');
  if (!(size >= 1 && size <= LARGEST_PAGE)) return badRequest('Application', 'per_page', 'invalid');
  const { routes, detail } = world.athleteOf(grant.athleteId);
  const seen = routes.filter((route) => maySee(grant, route)).reverse();
  const shown = seen.slice((page - 1) * size, page * size).map((route) => routeSummary(route, detail));
  return jsonAnswer(shown, 200, routeFloats);
}

/** With a few segments, always the same for the same way. */
export function fullRoute(route: PlannedRoute, { detail }: WorldAthlete): RouteAnswer {
  const random = createRandom(route.seed, 23);
  const segments = Array.from({ length: route.seed % 4 }, () => segmentOf(Math.floor(random() * 800)));
  return routeDetail(route, detail, segments);
}

function answerGpx({ name }: PlannedRoute, text: string): Response {
  const answer = textAnswer(text, 'application/gpx+xml', 200);
  const file = `strava_${name}.gpx`;
  const plain = file.replace(/[^\x20-\x7e]/g, '_').replaceAll('"', '');
  const exact = encodeURIComponent(file);
  answer.headers.set('Content-Disposition', `attachment; filename="${plain}"; filename*=UTF-8''${exact}`);
  return answer;
}

const FLOATS = [
  'average_grade',
  'maximum_grade',
  'elevation_high',
  'elevation_low',
  'start_latlng',
  'end_latlng',
];

const routeFloats: FloatRule = (path) =>
  path === 'athlete.weight' || path.endsWith('distance') || FLOATS.some((name) => path.endsWith(name));
