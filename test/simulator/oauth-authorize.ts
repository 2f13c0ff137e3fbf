import { Hono } from 'hono';
import { badRequest, errorAnswer, htmlAnswer } from './answers.ts';
import type { SimulatorState } from './state.ts';

const SCOPES: readonly string[] = [
  'read',
  'read_all',
  'profile:read_all',
  'profile:write',
  'activity:read',
  'activity:read_all',
  'activity:write',
];

type Query = Readonly<Record<string, string>>;

/** `GET /authorize`: the page where the athlete decides; `consent` decides in their place. */
export function authorizeRoutes(state: SimulatorState): Hono {
  const routes = new Hono();
  routes.get('/authorize', (c) => {
    const query = c.req.query();
    return refusal(state, query) ?? answerOfAthlete(state, query);
  });
  return routes;
}

function refusal(state: SimulatorState, query: Query): Response | undefined {
  if (query.client_id !== state.clientId) {
    return errorAnswer(403, 'Authorization Error', ['Application', 'internal', 'forbidden']);
  }
  if (!isAllowedRedirect(query.redirect_uri, state.callbackDomain)) {
    return badRequest('Application', 'redirect_uri', 'invalid');
  }
  if (query.response_type !== 'code') return badRequest('Authorize', 'response_type', 'invalid');
  const scopes = scopesOf(query);
  if (scopes.length === 0 || !scopes.every((scope) => SCOPES.includes(scope))) {
    return badRequest('Authorize', 'scope', 'invalid');
  }
  return isFull(state) ? htmlAnswer('Error 403: Limit of connected athletes exceeded', 403) : undefined;
}

function isAllowedRedirect(redirectUri: string | undefined, domain: string | undefined): boolean {
  if (redirectUri === undefined || !URL.canParse(redirectUri)) return false;
  const { hostname } = new URL(redirectUri);
  if (hostname === 'localhost' || hostname === '127.0.0.1') return true;
  return domain !== undefined && (hostname === domain || hostname.endsWith(`.${domain}`));
}

function isFull({ grants, consent, athleteCapacity }: SimulatorState): boolean {
  const connected = grants.connectedAthletes();
  return !connected.has(consent.athleteId) && connected.size >= athleteCapacity;
}

function answerOfAthlete(state: SimulatorState, query: Query): Response {
  if (state.consent.decision === 'deny') return redirect(query, 'error=access_denied');
  const { athleteId, untick } = state.consent;
  const scopes = ['read', ...scopesOf(query).filter((scope) => scope !== 'read' && !untick.includes(scope))];
  const code = state.grants.issueCode(athleteId, scopes);
  // Written by hand: URLSearchParams would escape the commas and colons that Strava leaves as they are.
  return redirect(query, `code=${code}&scope=${scopes.join(',')}`);
}

function scopesOf({ scope = '' }: Query): string[] {
  return [...new Set(scope.split(/[ ,]+/))].filter((name) => name !== '');
}

function redirect({ redirect_uri = '', state = '' }: Query, result: string): Response {
  const separator = redirect_uri.includes('?') ? '&' : '?';
  const location = `${redirect_uri}${separator}state=${encodeURIComponent(state)}&${result}`;
  return new Response(null, { status: 302, headers: { Location: location } });
}
