import type { StravaApp } from '../config.ts';
import type { HttpAnswer } from '../http/exchange.ts';
import { Secret } from '../secret.ts';
import type { StravaClock } from '../strava/clock.ts';
import { exchangeWithStrava } from '../strava/exchange.ts';
import { faultOf, StravaFault } from '../strava/fault.ts';
import { parseScopes } from './scopes.ts';
import { readGrant, readTokens, type TokenAnswer } from './token-answer.ts';

/** An access token, the refresh token to get the next one, and when it runs out (epoch seconds of our clock). */
export interface TokenPair {
  accessToken: Secret;
  refreshToken: Secret;
  expiresAt: number;
}

/** What a refresh brought; whatever came of it is of use. */
export interface Refreshed {
  accessToken: Secret | undefined;
  refreshToken: Secret | undefined;
  /** Of the access token, epoch seconds of our clock. */
  expiresAt: number;
}

/** What the exchange of a code brought. */
export interface Exchanged extends Refreshed {
  athleteId: number | undefined;
  firstname: string | undefined;
  /** Undefined where Strava does not say (it does since April 2026). */
  scopes: string[] | undefined;
}

/** Strava's OAuth addresses below `STRAVA_OAUTH_URL`; each call is one request, without retries. */
export interface TokenEndpoint {
  /**
   * @returns at least one of the two tokens.
   * @throws {StravaFault} `invalid_grant` for a code that was used, has expired or is unknown.
   */
  exchangeCode(code: Secret, signal?: AbortSignal): Promise<Exchanged>;
  /**
   * @returns at least one of the two tokens.
   * @throws {StravaFault} `invalid_grant` for a refresh token that was rotated or revoked.
   */
  refresh(refreshToken: Secret, signal?: AbortSignal): Promise<Refreshed>;
  /** Ends the authorization at Strava; both tokens die. An unknown token is no error. */
  revoke(pair: TokenPair, signal?: AbortSignal): Promise<void>;
}

/** For messages. */
export const TOKEN = 'POST /oauth/token';

// A body of this endpoint may hold tokens, so no error text shows any of it.
function tokensOf({ status, headers, text }: HttpAnswer, now: number): TokenAnswer {
  if (status < 200 || status > 299)
    throw faultOf(TOKEN, status, text, { of: 'token', location: headers.location });
  const answer = readTokens(text, headers.date, now);
  if (answer.accessToken || answer.refreshToken) return answer;
  const fault = answer.json === undefined ? 'malformed' : 'wrong_shape';
  throw new StravaFault(fault, TOKEN, { status, of: 'token' });
}

export interface EndpointOptions {
  /** How long each request may take. */
  timeoutMs: number;
  /** The clock of this machine, by which pairs run out: only what passes between two looks at it matters for them. */
  now: () => number;
  /** Told of each answer with tokens. */
  heard?: StravaClock['heard'];
}

export function createTokenEndpoint(
  oauthUrl: string,
  app: StravaApp,
  { timeoutMs, now, heard }: EndpointOptions,
): TokenEndpoint {
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
    const url = oauthUrl + path;
    return exchangeWithStrava({ url, what, method: 'POST', body, headers, timeoutMs, signal }, 'token');
  }

  async function ask(
    form: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Refreshed & { json: unknown }> {
    const sentAt = now();
    const answer = await post('/token', { ...credentials, ...form }, signal);
    const receivedAt = now();
    const { lifetime, ...tokens } = tokensOf(answer, receivedAt);
    heard?.(answer.headers.date, { sentAt, receivedAt });
    return { ...tokens, expiresAt: Math.floor(receivedAt / 1_000) + lifetime };
  }

  async function revokeOld(pair: TokenPair, signal?: AbortSignal): Promise<void> {
    const answer = await post('/deauthorize', { access_token: pair.accessToken.reveal() }, signal);
    if (answer.status > 299 && answer.status !== 401)
      throw faultOf('POST /oauth/deauthorize', answer.status, answer.text, { of: 'token' });
  }

  return {
    async exchangeCode(code, signal) {
      const form = { grant_type: 'authorization_code', code: code.reveal() };
      const { json, ...tokens } = await ask(form, signal);
      const { scope, ...who } = readGrant(json);
      return { ...tokens, ...who, scopes: scope === undefined ? undefined : parseScopes(scope) };
    },
    refresh: (refreshToken, signal) =>
      ask({ grant_type: 'refresh_token', refresh_token: refreshToken.reveal() }, signal),
    async revoke(pair, signal) {
      // /oauth/revoke exists since June 2026, /oauth/deauthorize until June 2027 (Strava's announcement).
      const headers = { authorization: `Basic ${basic.reveal()}` };
      const { status, text } = await post('/revoke', { token: pair.refreshToken.reveal() }, signal, headers);
      if (status === 404 || status === 405) return revokeOld(pair, signal);
      if (status < 200 || status > 299) throw faultOf('POST /oauth/revoke', status, text, { of: 'token' });
    },
  };
}
