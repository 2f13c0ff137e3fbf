import type { Secret } from '../secret.ts';
import { StravaFault } from '../strava/fault.ts';
import type { Credentials } from './credentials.ts';
import {
  type Exchanged,
  type Refreshed,
  TOKEN,
  type TokenEndpoint,
  type TokenPair,
} from './token-endpoint.ts';

/** A pair, and whose it is. */
export interface Grant {
  pair: TokenPair;
  athleteId: number;
  firstname: string | undefined;
  /** Undefined where Strava does not say. */
  scopes: string[] | undefined;
}

export interface CompleteOptions {
  endpoint: Pick<TokenEndpoint, 'refresh'>;
  /** The pairs from before. */
  credentials: Pick<Credentials, 'find'>;
  /** Asks the API whose token it is; undefined when that does not say either. */
  whoIs: (accessToken: Secret) => Promise<number | undefined>;
}

const nothing = () => new StravaFault('wrong_shape', TOKEN, { status: 200, of: 'token' });

/** A refresh token alone is as good as both. */
async function withAccess(came: Exchanged, { refresh }: CompleteOptions['endpoint']): Promise<Refreshed> {
  const { accessToken, refreshToken } = came;
  if (accessToken || !refreshToken) return came;
  const fresh = await refresh(refreshToken);
  return { ...fresh, refreshToken: fresh.refreshToken ?? refreshToken };
}

/**
 * Makes a grant of what the exchange of a code brought: a code works once, so what is missing is got in another way.
 * @throws {StravaFault} `wrong_shape` when that cannot be had; or what kept Strava from an answer.
 */
export async function completeGrant(came: Exchanged, options: CompleteOptions): Promise<Grant> {
  const { endpoint, credentials, whoIs } = options;
  const { firstname, scopes } = came;
  const { accessToken, refreshToken, expiresAt } = await withAccess(came, endpoint);
  if (!accessToken) throw nothing();
  const athleteId = came.athleteId ?? (await whoIs(accessToken));
  if (athleteId === undefined) throw nothing();
  // Strava does not replace it at each grant.
  const lasting = refreshToken ?? credentials.find(athleteId)?.pair.refreshToken;
  if (!lasting) throw nothing();
  return { pair: { accessToken, refreshToken: lasting, expiresAt }, athleteId, firstname, scopes };
}
