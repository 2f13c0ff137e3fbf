import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Secret } from '../secret.ts';
import { parseScopes } from './scopes.ts';

/** The page where the athlete grants access (https://developers.strava.com/docs/authentication/). */
export function authorizationUrl(options: {
  oauthUrl: string;
  clientId: string;
  redirectUrl: URL;
  scopes: string[];
  state: string;
  /** Ask again even if the same scopes were granted before. */
  force: boolean;
}): string {
  const query = new URLSearchParams({
    client_id: options.clientId,
    redirect_uri: options.redirectUrl.href,
    response_type: 'code',
    approval_prompt: options.force ? 'force' : 'auto',
    scope: options.scopes.join(','),
    state: options.state,
  });
  return `${options.oauthUrl}/authorize?${query}`;
}

/** A value nobody can guess, by which the answer is known to belong to our question. */
export function newState(): string {
  return randomBytes(24).toString('base64url');
}

/** What the browser brought back. */
export type CallbackAnswer =
  | { kind: 'granted'; code: Secret; scopes: string[] | undefined }
  | { kind: 'denied' }
  | { kind: 'invalid'; reason: string };

function sameState(given: string | null, expected: string): boolean {
  const a = Buffer.from(given ?? '');
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Reads the query of the redirect address. */
export function readCallback(query: URLSearchParams, state: string): CallbackAnswer {
  const [code, error, scope] = ['code', 'error', 'scope'].map((name) => query.get(name));
  if (!code && !error) return { kind: 'invalid', reason: 'This address holds no code from Strava.' };
  if (!sameState(query.get('state'), state)) {
    return { kind: 'invalid', reason: 'This address belongs to another attempt; use the one printed last.' };
  }
  if (error === 'access_denied') return { kind: 'denied' };
  if (!code) return { kind: 'invalid', reason: `Strava answered: ${(error ?? '').slice(0, 80)}.` };
  return { kind: 'granted', code: new Secret(code), scopes: scope ? parseScopes(scope) : undefined };
}

/** Reads what a person pasted: the whole address of the page that did not load, its query, or just the code. */
export function readPaste(text: string, state: string): CallbackAnswer {
  const pasted = text.trim().replace(/^["'<]+|["'>]+$/g, '');
  if (URL.canParse(pasted)) return readCallback(new URL(pasted).searchParams, state);
  if (pasted.includes('=')) return readCallback(new URLSearchParams(pasted.replace(/^.*\?/, '')), state);
  if (/^[\w-]{20,}$/.test(pasted)) return { kind: 'granted', code: new Secret(pasted), scopes: undefined };
  return { kind: 'invalid', reason: 'This is neither an address nor a code.' };
}
