import type { MiddlewareHandler } from 'hono';
import { forbidden, unauthorized } from './answers.ts';
import type { Grant } from './grants.ts';
import type { SimulatorState } from './state.ts';

/** What the routes of the API find in their context. */
export interface ApiEnv {
  Variables: { grant: Grant };
}

/** The token of an `Authorization: Bearer` header. */
export function bearerOf(header: string | null | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
}

/** Whether a set of scopes allows what a scope stands for: `read_all` includes `read`. */
export function allows(scopes: readonly string[], needed: string): boolean {
  return scopes.includes(needed) || scopes.includes(`${needed}_all`);
}

/** Lets a route be reached only with a valid token of that scope, and hands it the grant. */
export function requireScope(state: SimulatorState, scope: string): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const grant = state.grants.byAccessToken(bearerOf(c.req.header('authorization')));
    if (grant === undefined) return unauthorized('Athlete', 'access_token', 'invalid');
    if (!allows(grant.scopes, scope)) {
      const refuse = state.scopeRefusal === 403 ? forbidden : unauthorized;
      return refuse('AccessToken', `${scope}_permission`, 'missing');
    }
    c.set('grant', grant);
    return next();
  };
}
