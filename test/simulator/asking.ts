import type { Simulator } from './index.ts';

/** `GET` below the API's address, with a token unless there is none. */
export function ask(
  simulator: Simulator,
  path: string,
  token?: string,
  init?: RequestInit,
): Promise<Response> {
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return fetch(simulator.apiUrl + path, { ...init, headers });
}

/** A form to an address below `/oauth`. */
export function postForm(
  simulator: Simulator,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(simulator.oauthUrl + path, { method: 'POST', body: new URLSearchParams(fields), headers });
}

/** The token endpoint, with the right client unless the fields say otherwise. */
export function askForToken(simulator: Simulator, fields: Record<string, string>): Promise<Response> {
  const { clientId, clientSecret } = simulator;
  return postForm(simulator, '/token', { client_id: clientId, client_secret: clientSecret, ...fields });
}

/** A refresh, as a worker makes it. */
export function refresh(simulator: Simulator, refreshToken: string): Promise<Response> {
  return askForToken(simulator, { grant_type: 'refresh_token', refresh_token: refreshToken });
}

/** The authorization page, as a browser asks for it; redirects are not followed. */
export function authorize(simulator: Simulator, query: Record<string, string> = {}): Promise<Response> {
  const parameters = new URLSearchParams({
    client_id: simulator.clientId,
    redirect_uri: 'http://127.0.0.1:5000/authorization',
    response_type: 'code',
    scope: 'read,read_all,profile:read_all,activity:read_all',
    ...query,
  });
  return fetch(`${simulator.oauthUrl}/authorize?${parameters}`, { redirect: 'manual' });
}

/** Where an answer redirects to. */
export function locationOf(answer: Response): URL {
  return new URL(answer.headers.get('location') ?? '');
}

/** The status of a refusal, and what Strava says is wrong: `Application/client_id/invalid`. */
export async function problemOf(answer: Response): Promise<(number | string)[]> {
  const { errors } = (await answer.json()) as { errors: { resource: string; field: string; code: string }[] };
  return [answer.status, ...errors.map(({ resource, field, code }) => `${resource}/${field}/${code}`)];
}
