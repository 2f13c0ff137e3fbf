CREATE TABLE `activity_changes` (
	`activity_id` integer NOT NULL,
	`athlete_id` integer NOT NULL,
	`fetched_at` text NOT NULL,
	`seen_at` text NOT NULL,
	`field` text NOT NULL,
	`before` ANY,
	`after` ANY,
	PRIMARY KEY(`activity_id`, `field`, `seen_at`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `activity_changes_seen` ON `activity_changes` (`athlete_id`,`seen_at`);--> statement-breakpoint
CREATE TABLE `comments` (
	`id` integer PRIMARY KEY NOT NULL,
	`activity_id` integer NOT NULL,
	`athlete_id` integer NOT NULL,
	`fetched_at` text NOT NULL,
	`text` text,
	`created_at` text,
	`athlete_firstname` text,
	`athlete_lastname` text,
	`reaction_count` integer,
	`removed_at` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `comments_activity` ON `comments` (`activity_id`);--> statement-breakpoint
CREATE TABLE `kudos` (
	`activity_id` integer NOT NULL,
	`position` integer NOT NULL,
	`athlete_id` integer NOT NULL,
	`fetched_at` text NOT NULL,
	`firstname` text,
	`lastname` text,
	PRIMARY KEY(`activity_id`, `position`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `photos` (
	`unique_id` text PRIMARY KEY NOT NULL,
	`activity_id` integer NOT NULL,
	`athlete_id` integer NOT NULL,
	`fetched_at` text NOT NULL,
	`type` integer,
	`source` integer,
	`caption` text,
	`created_at` text,
	`lat` real,
	`lng` real,
	`url` text,
	`sha256` text,
	`bytes` integer,
	`media_path` text,
	`video_url` text,
	`duration` ANY,
	`removed_at` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `photos_activity` ON `photos` (`activity_id`);--> statement-breakpoint
CREATE INDEX `photos_sha256` ON `photos` (`sha256`);--> statement-breakpoint
CREATE TABLE `activity_zones` (
	`activity_id` integer NOT NULL,
	`type` text NOT NULL,
	`zone` integer NOT NULL,
	`athlete_id` integer NOT NULL,
	`fetched_at` text NOT NULL,
	`min` real,
	`max` real,
	`time` ANY,
	`score` real,
	`points` real,
	`sensor_based` integer,
	`custom_zones` integer,
	PRIMARY KEY(`activity_id`, `type`, `zone`),
	FOREIGN KEY (`activity_id`) REFERENCES `activities`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "activity_zones_sensor_based" CHECK("activity_zones"."sensor_based" IN (0, 1)),
	CONSTRAINT "activity_zones_custom_zones" CHECK("activity_zones"."custom_zones" IN (0, 1))
) STRICT;
--> statement-breakpoint
CREATE TABLE `athlete_zones` (
	`athlete_id` integer NOT NULL,
	`fetched_at` text NOT NULL,
	`kind` text NOT NULL,
	`zone` integer NOT NULL,
	`min` real,
	`max` real,
	`custom_zones` integer,
	`valid_from` text NOT NULL,
	`valid_to` text,
	PRIMARY KEY(`athlete_id`, `kind`, `zone`, `valid_from`),
	CONSTRAINT "athlete_zones_custom_zones" CHECK("athlete_zones"."custom_zones" IN (0, 1))
) STRICT;
--> statement-breakpoint
CREATE TABLE `clubs` (
	`id` integer NOT NULL,
	`athlete_id` integer NOT NULL,
	`fetched_at` text NOT NULL,
	`name` text,
	`sport_type` text,
	`activity_types` text,
	`city` text,
	`state` text,
	`country` text,
	`private` integer,
	`member_count` integer,
	`featured` integer,
	`verified` integer,
	`url` text,
	`profile` text,
	`profile_medium` text,
	`cover_photo` text,
	`cover_photo_small` text,
	`gone_at` text,
	PRIMARY KEY(`athlete_id`, `id`),
	CONSTRAINT "clubs_private" CHECK("clubs"."private" IN (0, 1)),
	CONSTRAINT "clubs_featured" CHECK("clubs"."featured" IN (0, 1)),
	CONSTRAINT "clubs_verified" CHECK("clubs"."verified" IN (0, 1))
) STRICT;
--> statement-breakpoint
CREATE TABLE `routes` (
	`id` integer NOT NULL,
	`athlete_id` integer NOT NULL,
	`fetched_at` text NOT NULL,
	`resource_state` integer,
	`name` text,
	`description` text,
	`type` integer,
	`sub_type` integer,
	`private` integer,
	`starred` integer,
	`distance` real,
	`elevation_gain` real,
	`estimated_moving_time` ANY,
	`timestamp` integer,
	`created_at` text,
	`updated_at` text,
	`map_summary_polyline` text,
	`map_polyline` text,
	`gone_at` text,
	PRIMARY KEY(`id`, `athlete_id`),
	CONSTRAINT "routes_private" CHECK("routes"."private" IN (0, 1)),
	CONSTRAINT "routes_starred" CHECK("routes"."starred" IN (0, 1))
) STRICT;
--> statement-breakpoint
CREATE TABLE `starred_segments` (
	`id` integer NOT NULL,
	`athlete_id` integer NOT NULL,
	`fetched_at` text NOT NULL,
	`starred_date` text,
	`unstarred_at` text,
	`name` text,
	`activity_type` text,
	`distance` real,
	`average_grade` real,
	`maximum_grade` real,
	`elevation_high` real,
	`elevation_low` real,
	`start_lat` real,
	`start_lng` real,
	`end_lat` real,
	`end_lng` real,
	`climb_category` integer,
	`city` text,
	`state` text,
	`country` text,
	`private` integer,
	`hazardous` integer,
	`pr_time` ANY,
	`athlete_pr_effort_id` integer,
	`athlete_pr_effort_activity_id` integer,
	`athlete_pr_effort_elapsed_time` ANY,
	`athlete_pr_effort_distance` real,
	`athlete_pr_effort_start_date` text,
	`athlete_pr_effort_start_date_local` text,
	`athlete_pr_effort_is_kom` integer,
	PRIMARY KEY(`athlete_id`, `id`),
	CONSTRAINT "starred_segments_private" CHECK("starred_segments"."private" IN (0, 1)),
	CONSTRAINT "starred_segments_hazardous" CHECK("starred_segments"."hazardous" IN (0, 1)),
	CONSTRAINT "starred_segments_athlete_pr_effort_is_kom" CHECK("starred_segments"."athlete_pr_effort_is_kom" IN (0, 1))
) STRICT;
--> statement-breakpoint
ALTER TABLE `coverage` ADD `basis` text;--> statement-breakpoint
ALTER TABLE `segments` ADD `resource_state` integer;--> statement-breakpoint
ALTER TABLE `segments` ADD `total_elevation_gain` real;--> statement-breakpoint
ALTER TABLE `segments` ADD `effort_count` integer;--> statement-breakpoint
ALTER TABLE `segments` ADD `athlete_count` integer;--> statement-breakpoint
ALTER TABLE `segments` ADD `star_count` integer;--> statement-breakpoint
ALTER TABLE `segments` ADD `map_polyline` text;--> statement-breakpoint
ALTER TABLE `segments` ADD `created_at` text;--> statement-breakpoint
ALTER TABLE `segments` ADD `updated_at` text;--> statement-breakpoint
ALTER TABLE `segments` ADD `athlete_segment_stats_pr_elapsed_time` ANY;--> statement-breakpoint
ALTER TABLE `segments` ADD `athlete_segment_stats_pr_date` text;--> statement-breakpoint
ALTER TABLE `segments` ADD `athlete_segment_stats_pr_activity_id` integer;--> statement-breakpoint
ALTER TABLE `segments` ADD `athlete_segment_stats_effort_count` integer;--> statement-breakpoint
ALTER TABLE `gear` ADD `gone_at` text;