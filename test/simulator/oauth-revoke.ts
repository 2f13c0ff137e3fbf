import { Hono } from 'hono';
import { bearerOf } from './access.ts';
import { emptyAnswer, htmlAnswer, jsonAnswer, unauthorized } from './answers.ts';
import { formOf } from './oauth-token.ts';
import type { SimulatorState } from './state.ts';

/** `POST /revoke` (since June 2026) and `POST /deauthorize` (until June 2027). */
export function revokeRoutes(state: SimulatorState): Hono {
  const routes = new Hono();
  routes.post('/revoke', async (c) => {
    if (state.revokeEndpoint === 'missing') return htmlAnswer('404 Not Found', 404);
    if (c.req.header('authorization') !== basicOf(state)) return unauthorized('Application', '', 'invalid');
    state.grants.revokeToken((await formOf(c)).token ?? '');
    return emptyAnswer();
  });
  routes.post('/deauthorize', async (c) => {
    const token = (await formOf(c)).access_token ?? bearerOf(c.req.header('authorization'));
    const grant = state.grants.byAccessToken(token);
    if (grant === undefined) return unauthorized('Athlete', 'access_token', 'invalid');
    state.grants.revokeAthlete(grant.athleteId);
    return jsonAnswer({ access_token: token });
  });
  return routes;
}

function basicOf({ clientId, clientSecret }: SimulatorState): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}
