import { Hono } from 'hono';
import { type ApiEnv, allows, requireScope } from './access.ts';
import { forbidden, jsonAnswer, notFound } from './answers.ts';
import { athleteZones } from './athlete-zones.ts';
import { summaryOf } from './profile-shape.ts';
import type { SimulatorState } from './state.ts';
import { statsFloats } from './stats.ts';
import type { FloatRule } from './wire-json.ts';

/** `GET /athlete`, `GET /athlete/zones` and `GET /athletes/{id}/stats`. */
export function athleteRoutes(state: SimulatorState): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  routes.get('/athlete', requireScope(state, 'read'), (c) => {
    const { athleteId, scopes } = c.var.grant;
    const { detail } = state.world.athleteOf(athleteId);
    return jsonAnswer(allows(scopes, 'profile:read_all') ? detail : summaryOf(detail), 200, profileFloats);
  });
  routes.get('/athlete/zones', requireScope(state, 'profile:read_all'), (c) => {
    const { heartZones, detail } = state.world.athleteOf(c.var.grant.athleteId);
    return jsonAnswer(athleteZones(heartZones, detail.ftp));
  });
  routes.get('/athletes/:id/stats', requireScope(state, 'read'), (c) => {
    const id = c.req.param('id');
    if (!/^\d+$/.test(id)) return notFound('Athlete');
    if (Number(id) !== c.var.grant.athleteId) return forbidden('Athlete', 'id', 'forbidden');
    return jsonAnswer(state.world.statsOf(Number(id), state.clock.now()), 200, statsFloats);
  });
  return routes;
}

const profileFloats: FloatRule = (path) => path === 'weight' || path.endsWith('.converted_distance');
