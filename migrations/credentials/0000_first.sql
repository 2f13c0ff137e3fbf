CREATE TABLE `token_pairs` (
	`athlete_id` integer PRIMARY KEY NOT NULL,
	`access_token` text NOT NULL,
	`refresh_token` text NOT NULL,
	`expires_at` integer NOT NULL,
	`scope` text NOT NULL,
	`connected_at` text NOT NULL,
	`refreshed_at` text NOT NULL,
	`previous_access_token` text,
	`previous_refresh_token` text,
	`previous_expires_at` integer,
	`refused_at` text
) STRICT;
