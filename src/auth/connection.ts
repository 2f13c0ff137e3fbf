import { sql } from 'drizzle-orm';
import { toInstant } from '../clock.ts';
import { Secret } from '../secret.ts';
import { tokenPairs } from './tables.ts';
import type { TokenPair } from './token-endpoint.ts';

/** A row of `token_pairs`. */
export type Row = typeof tokenPairs.$inferSelect;

/** A connected athlete and the pair that acts for them. Instants are UTC text, `expiresAt` epoch seconds. */
export interface Connection {
  athleteId: number;
  pair: TokenPair;
  /** The pair before, while this one has not worked yet. */
  previous: TokenPair | undefined;
  scopes: string[];
  connectedAt: string;
  refreshedAt: string;
  /** When Strava refused to refresh this pair. */
  refusedAt: string | undefined;
}

function previousOf(row: Row): TokenPair | undefined {
  const { previousAccessToken: access, previousRefreshToken: refresh, previousExpiresAt: expiresAt } = row;
  if (access === null || refresh === null || expiresAt === null) return undefined;
  return { accessToken: new Secret(access), refreshToken: new Secret(refresh), expiresAt };
}

/** The connection that a row is. */
export function toConnection(row: Row): Connection {
  const { accessToken, refreshToken, expiresAt } = row;
  return {
    athleteId: row.athleteId,
    pair: { accessToken: new Secret(accessToken), refreshToken: new Secret(refreshToken), expiresAt },
    previous: previousOf(row),
    scopes: row.scope.split(',').filter(Boolean),
    connectedAt: row.connectedAt,
    refreshedAt: row.refreshedAt,
    refusedAt: row.refusedAt ?? undefined,
  };
}

/** A pair as its columns. */
export const columns = (pair: TokenPair) => ({
  accessToken: pair.accessToken.reveal(),
  refreshToken: pair.refreshToken.reveal(),
  expiresAt: pair.expiresAt,
});

/** The columns of the pair before when it is not needed. */
export const NO_PREVIOUS = { previousAccessToken: null, previousRefreshToken: null, previousExpiresAt: null };

const KEEP_PREVIOUS = {
  previousAccessToken: sql`${tokenPairs.accessToken}`,
  previousRefreshToken: sql`${tokenPairs.refreshToken}`,
  previousExpiresAt: sql`${tokenPairs.expiresAt}`,
};

/** The columns that change when a refresh gave a pair `now` (epoch milliseconds). */
export const rotated = (pair: TokenPair, now: number) => ({
  ...KEEP_PREVIOUS,
  ...columns(pair),
  refreshedAt: toInstant(now),
  refusedAt: null,
});
