import { z } from 'zod';
import type { StravaApp } from '../config.ts';
import type { HttpAnswer } from '../http/exchange.ts';
import { Secret } from '../secret.ts';
import { exchangeWithStrava } from '../strava/exchange.ts';
import { faultOf, StravaFault } from '../strava/fault.ts';
import { parseScopes } from './scopes.ts';

/** An access token, the refresh token to get the next one, and when it runs out (epoch seconds). */
export interface TokenPair {
  accessToken: Secret;
  refreshToken: Secret;
  expiresAt: number;
}

/** What the exchange of a code brings. */
export interface Grant {
  pair: TokenPair;
  athleteId: number;
  firstname: string | undefined;
  /** Undefined where Strava does not say (it does since April 2026). */
  scopes: string[] | undefined;
}

const pairAnswer = z
  .object({ access_token: z.string().min(1), refresh_token: z.string().min(1), expires_at: z.int() })
  .transform((answer) => ({
    accessToken: new Secret(answer.access_token),
    refreshToken: new Secret(answer.refresh_token),
    expiresAt: answer.expires_at,
  }));

const grantAnswer = z.object({
  scope: z.string().optional(),
  athlete: z.looseObject({ id: z.int(), firstname: z.string().nullish() }),
});

/** Strava's OAuth addresses below `STRAVA_OAUTH_URL`; each call is one request, without retries. */
export interface TokenEndpoint {
  /** @throws {StravaFault} `invalid_grant` for a code that was used, has expired or is unknown. */
  exchangeCode(code: Secret, signal?: AbortSignal): Promise<Grant>;
  /** @throws {StravaFault} `invalid_grant` for a refresh token that was rotated or revoked. */
  refresh(refreshToken: Secret, signal?: AbortSignal): Promise<TokenPair>;
  /** Ends the authorization at Strava; both tokens die. An unknown token is no error. */
  revoke(pair: TokenPair, signal?: AbortSignal): Promise<void>;
}

// A body of this endpoint may hold tokens, so no error text shows any of it.
function parseTokens<T>(what: string, { status, text }: HttpAnswer, shape: z.ZodType<T>): T {
  if (status < 200 || status > 299) throw faultOf(what, status, text);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new StravaFault('malformed', what, { status });
  }
  const result = shape.safeParse(json);
  if (!result.success) throw new StravaFault('wrong_shape', what, { status });
  return result.data;
}

/** @param timeoutMs how long each request may take. */
export function createTokenEndpoint(oauthUrl: string, app: StravaApp, timeoutMs: number): TokenEndpoint {
  const credentials = { client_id: app.clientId, client_secret: app.clientSecret.reveal() };
  const basic = new Secret(
    Buffer.from(`${credentials.client_id}:${credentials.client_secret}`).toString('base64'),
    'pinned',
  );

  function post(
    path: string,
    form: Record<string, string>,
    signal?: AbortSignal,
    headers = {},
  ): Promise<HttpAnswer> {
    const body = new URLSearchParams(form);
    const what = `POST /oauth${path}`;
    return exchangeWithStrava({
      url: oauthUrl + path,
      what,
      method: 'POST',
      body,
      headers,
      timeoutMs,
      signal,
    });
  }

  async function revokeOld(pair: TokenPair, signal?: AbortSignal): Promise<void> {
    const answer = await post('/deauthorize', { access_token: pair.accessToken.reveal() }, signal);
    if (answer.status > 299 && answer.status !== 401)
      throw faultOf('POST /oauth/deauthorize', answer.status, answer.text);
  }

  return {
    async exchangeCode(code, signal) {
      const form = { ...credentials, grant_type: 'authorization_code', code: code.reveal() };
      const answer = await post('/token', form, signal);
      const pair = parseTokens('POST /oauth/token', answer, pairAnswer);
      const { scope, athlete } = parseTokens('POST /oauth/token', answer, grantAnswer);
      const scopes = scope === undefined ? undefined : parseScopes(scope);
      return { pair, athleteId: athlete.id, firstname: athlete.firstname ?? undefined, scopes };
    },
    async refresh(refreshToken, signal) {
      const form = { ...credentials, grant_type: 'refresh_token', refresh_token: refreshToken.reveal() };
      return parseTokens('POST /oauth/token', await post('/token', form, signal), pairAnswer);
    },
    async revoke(pair, signal) {
      // /oauth/revoke exists since June 2026, /oauth/deauthorize until June 2027 (Strava's announcement).
      const headers = { authorization: `Basic ${basic.reveal()}` };
      const { status, text } = await post('/revoke', { token: pair.refreshToken.reveal() }, signal, headers);
      if (status === 404 || status === 405) return revokeOld(pair, signal);
      if (status < 200 || status > 299) throw faultOf('POST /oauth/revoke', status, text);
    },
  };
}
