import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** `credentials.db`: one token pair an athlete. Epoch seconds, as Strava gives them. */
export const tokenPairs = sqliteTable('token_pairs', {
  athleteId: integer('athlete_id').primaryKey(),
  accessToken: text('access_token').notNull(),
  refreshToken: text('refresh_token').notNull(),
  expiresAt: integer('expires_at').notNull(),
  /** Granted scopes, comma-separated. */
  scope: text('scope').notNull(),
  connectedAt: text('connected_at').notNull(),
  refreshedAt: text('refreshed_at').notNull(),
  /** The pair before this one, kept until this one has worked once. */
  previousAccessToken: text('previous_access_token'),
  previousRefreshToken: text('previous_refresh_token'),
  previousExpiresAt: integer('previous_expires_at'),
  /** When Strava refused to refresh this pair; it is not asked again at once. */
  refusedAt: text('refused_at'),
});
