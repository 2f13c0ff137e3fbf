import { Hono } from 'hono';
import { type ApiEnv, allows, requireScope } from './access.ts';
import { activityFloats } from './activity-floats.ts';
import { badRequest, jsonAnswer } from './answers.ts';
import { clubOf } from './clubs.ts';
import { starredSegment } from './starred.ts';
import type { SimulatorState } from './state.ts';

const PAGE_SIZE = 30;
const LARGEST_PAGE = 200;

type Query = Readonly<Record<string, string>>;

/** `GET /athlete/clubs` and `GET /segments/starred`. */
export function athleteListRoutes(state: SimulatorState): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  const scoped = requireScope(state, 'read');
  routes.get('/athlete/clubs', scoped, (c) => {
    const { detail } = state.world.athleteOf(c.var.grant.athleteId);
    return answerPage(detail.clubs.map(clubOf), c.req.query());
  });
  routes.get('/segments/starred', scoped, (c) => {
    const { athleteId, scopes } = c.var.grant;
    const { stars } = state.world.athleteOf(athleteId);
    const all = stars.map((star) => starredSegment(athleteId, star));
    const seen = all.filter((segment) => !segment.private || allows(scopes, 'read_all'));
    return answerPage(seen, c.req.query());
  });
  return routes;
}

/** A page of a list, counted from 1. */
function answerPage(all: readonly unknown[], { page = '1', per_page = `${PAGE_SIZE}` }: Query): Response {
  const [number, size] = [Number(page), Number(per_page)];
  if (!Number.isSafeInteger(number) || number < 1) return badRequest('Application', 'page', 'invalid');
  if (!Number.isSafeInteger(size) || size < 1 || size > LARGEST_PAGE)
    return badRequest('Application', 'per_page', 'invalid');
  return jsonAnswer(all.slice((number - 1) * size, number * size), 200, activityFloats);
}
