CREATE TABLE `request_budget` (
	`client_id` text NOT NULL,
	`counter` text NOT NULL,
	`period` text NOT NULL,
	`started_at` text NOT NULL,
	`allowed` integer NOT NULL,
	`used` integer NOT NULL,
	`closed` integer NOT NULL,
	PRIMARY KEY(`client_id`, `counter`, `period`),
	CONSTRAINT "request_budget_counter" CHECK("request_budget"."counter" IN ('overall', 'read')),
	CONSTRAINT "request_budget_period" CHECK("request_budget"."period" IN ('quarter_hour', 'day')),
	CONSTRAINT "request_budget_closed" CHECK("request_budget"."closed" IN (0, 1))
) STRICT;
--> statement-breakpoint
CREATE TABLE `sync_runs` (
	`id` integer PRIMARY KEY NOT NULL,
	`athlete_id` integer NOT NULL,
	`trigger` text NOT NULL,
	`started_at` text NOT NULL,
	`finished_at` text,
	`outcome` text,
	`requests` integer DEFAULT 0 NOT NULL,
	`retries` integer DEFAULT 0 NOT NULL,
	`error` text,
	`resume_at` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `sync_runs_athlete_started` ON `sync_runs` (`athlete_id`,`started_at`);--> statement-breakpoint
CREATE TABLE `athlete_snapshots` (
	`athlete_id` integer NOT NULL,
	`captured_on` text NOT NULL,
	`captured_at` text NOT NULL,
	`resource_state` integer NOT NULL,
	`weight` real,
	`ftp` real,
	`follower_count` integer,
	`friend_count` integer,
	`premium` integer,
	`summit` integer,
	`raw` text NOT NULL,
	`fetched_at` text NOT NULL,
	PRIMARY KEY(`athlete_id`, `captured_on`),
	CONSTRAINT "athlete_snapshots_premium" CHECK("athlete_snapshots"."premium" IN (0, 1)),
	CONSTRAINT "athlete_snapshots_summit" CHECK("athlete_snapshots"."summit" IN (0, 1))
) STRICT;
--> statement-breakpoint
CREATE TABLE `athletes` (
	`id` integer PRIMARY KEY NOT NULL,
	`resource_state` integer NOT NULL,
	`username` text,
	`firstname` text,
	`lastname` text,
	`bio` text,
	`city` text,
	`state` text,
	`country` text,
	`sex` text,
	`premium` integer,
	`summit` integer,
	`created_at` text,
	`updated_at` text,
	`profile` text,
	`profile_medium` text,
	`measurement_preference` text,
	`date_preference` text,
	`weight` real,
	`ftp` real,
	`follower_count` integer,
	`friend_count` integer,
	`raw` text NOT NULL,
	`fetched_at` text NOT NULL,
	CONSTRAINT "athletes_premium" CHECK("athletes"."premium" IN (0, 1)),
	CONSTRAINT "athletes_summit" CHECK("athletes"."summit" IN (0, 1))
) STRICT;
--> statement-breakpoint
CREATE TABLE `stats_snapshots` (
	`athlete_id` integer NOT NULL,
	`captured_on` text NOT NULL,
	`captured_at` text NOT NULL,
	`biggest_ride_distance` real,
	`biggest_climb_elevation_gain` real,
	`raw` text NOT NULL,
	`fetched_at` text NOT NULL,
	PRIMARY KEY(`athlete_id`, `captured_on`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `stats_totals` (
	`athlete_id` integer NOT NULL,
	`captured_on` text NOT NULL,
	`period` text NOT NULL,
	`sport` text NOT NULL,
	`count` integer NOT NULL,
	`distance` real NOT NULL,
	`moving_time` integer NOT NULL,
	`elapsed_time` integer NOT NULL,
	`elevation_gain` real NOT NULL,
	`achievement_count` integer,
	`fetched_at` text NOT NULL,
	PRIMARY KEY(`athlete_id`, `captured_on`, `period`, `sport`),
	FOREIGN KEY (`athlete_id`,`captured_on`) REFERENCES `stats_snapshots`(`athlete_id`,`captured_on`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "stats_totals_period" CHECK("stats_totals"."period" IN ('recent', 'ytd', 'all')),
	CONSTRAINT "stats_totals_sport" CHECK("stats_totals"."sport" IN ('ride', 'run', 'swim'))
) STRICT;
