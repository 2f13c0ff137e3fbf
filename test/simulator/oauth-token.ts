import { type Context, Hono } from 'hono';
import { badRequest, jsonAnswer } from './answers.ts';
import type { Grant } from './grants.ts';
import { summaryOf } from './profile-shape.ts';
import type { SimulatorState } from './state.ts';

type Form = Readonly<Record<string, string>>;

/** `POST /token`: the exchange of a code, and the refresh. */
export function tokenRoutes(state: SimulatorState): Hono {
  const routes = new Hono();
  routes.post('/token', async (c) => {
    const form = await formOf(c);
    if (form.client_id !== state.clientId) return badRequest('Application', 'client_id', 'invalid');
    if (form.client_secret !== state.clientSecret)
      return badRequest('Application', 'client_secret', 'invalid');
    if (form.grant_type === 'authorization_code') return exchange(state, form.code ?? '');
    if (form.grant_type === 'refresh_token') return refresh(state, form.refresh_token ?? '');
    return badRequest('Application', 'grant_type', 'invalid');
  });
  return routes;
}

/** The text fields of a form. */
export async function formOf(c: Context): Promise<Form> {
  const fields = Object.entries(await c.req.parseBody());
  return Object.fromEntries(
    fields.filter((field): field is [string, string] => typeof field[1] === 'string'),
  );
}

function exchange(state: SimulatorState, code: string): Response {
  if (state.codeNotReadyOnce) {
    state.codeNotReadyOnce = false;
    return badRequest('AuthorizationCode', 'code', 'invalid');
  }
  const grant = state.grants.redeem(code, state.codeLifetimeSeconds);
  if (grant === 'invalid') return badRequest('AuthorizationCode', 'code', 'invalid');
  if (grant === 'expired') return badRequest('AuthorizationCode', '', 'expired');
  const { detail } = state.world.athleteOf(grant.athleteId);
  // Spaces here although the callback has commas: that is Strava's own inconsistency.
  const scope = grant.scopes.join(' ');
  return jsonAnswer({ ...tokensOf(state, grant), scope, athlete: summaryOf(detail) });
}

function refresh(state: SimulatorState, refreshToken: string): Response {
  const grant = state.grants.refresh(refreshToken, state.rotation);
  if (grant === undefined) return badRequest('RefreshToken', 'refresh_token', 'invalid');
  return jsonAnswer(tokensOf(state, grant));
}

function tokensOf(state: SimulatorState, grant: Grant) {
  return {
    token_type: 'Bearer',
    access_token: grant.accessToken.token,
    expires_at: grant.accessToken.expiresAt,
    expires_in: state.grants.secondsLeft(grant),
    refresh_token: grant.refreshToken,
  };
}
