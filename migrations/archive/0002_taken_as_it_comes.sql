PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_best_efforts` (
	`id` integer PRIMARY KEY NOT NULL,
	`activity_id` integer NOT NULL,
	`athlete_id` integer NOT NULL,
	`fetched_at` text NOT NULL,
	`name` text,
	`distance` real,
	`moving_time` ANY,
	`elapsed_time` ANY,
	`start_date` text,
	`start_date_local` text,
	`start_index` integer,
	`end_index` integer,
	`pr_rank` integer,
	FOREIGN KEY (`activity_id`) REFERENCES `activities`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
INSERT INTO `__new_best_efforts`("id", "activity_id", "athlete_id", "fetched_at", "name", "distance", "moving_time", "elapsed_time", "start_date", "start_date_local", "start_index", "end_index", "pr_rank") SELECT "id", "activity_id", "athlete_id", "fetched_at", "name", "distance", "moving_time", "elapsed_time", "start_date", "start_date_local", "start_index", "end_index", "pr_rank" FROM `best_efforts`;--> statement-breakpoint
DROP TABLE `best_efforts`;--> statement-breakpoint
ALTER TABLE `__new_best_efforts` RENAME TO `best_efforts`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `best_efforts_activity` ON `best_efforts` (`activity_id`);--> statement-breakpoint
CREATE INDEX `best_efforts_name` ON `best_efforts` (`name`,`elapsed_time`);--> statement-breakpoint
CREATE TABLE `__new_laps` (
	`id` integer PRIMARY KEY NOT NULL,
	`activity_id` integer NOT NULL,
	`athlete_id` integer NOT NULL,
	`fetched_at` text NOT NULL,
	`name` text,
	`lap_index` integer,
	`split` integer,
	`start_date` text,
	`start_date_local` text,
	`distance` real,
	`moving_time` ANY,
	`elapsed_time` ANY,
	`total_elevation_gain` real,
	`average_speed` real,
	`max_speed` real,
	`average_heartrate` real,
	`max_heartrate` real,
	`average_cadence` real,
	`average_watts` real,
	`device_watts` integer,
	`pace_zone` integer,
	`start_index` integer,
	`end_index` integer,
	FOREIGN KEY (`activity_id`) REFERENCES `activities`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "laps_device_watts" CHECK("__new_laps"."device_watts" IN (0, 1))
) STRICT;
--> statement-breakpoint
INSERT INTO `__new_laps`("id", "activity_id", "athlete_id", "fetched_at", "name", "lap_index", "split", "start_date", "start_date_local", "distance", "moving_time", "elapsed_time", "total_elevation_gain", "average_speed", "max_speed", "average_heartrate", "max_heartrate", "average_cadence", "average_watts", "device_watts", "pace_zone", "start_index", "end_index") SELECT "id", "activity_id", "athlete_id", "fetched_at", "name", "lap_index", "split", "start_date", "start_date_local", "distance", "moving_time", "elapsed_time", "total_elevation_gain", "average_speed", "max_speed", "average_heartrate", "max_heartrate", "average_cadence", "average_watts", "device_watts", "pace_zone", "start_index", "end_index" FROM `laps`;--> statement-breakpoint
DROP TABLE `laps`;--> statement-breakpoint
ALTER TABLE `__new_laps` RENAME TO `laps`;--> statement-breakpoint
CREATE INDEX `laps_activity` ON `laps` (`activity_id`);--> statement-breakpoint
CREATE TABLE `__new_splits` (
	`activity_id` integer NOT NULL,
	`system` text NOT NULL,
	`split` integer NOT NULL,
	`athlete_id` integer NOT NULL,
	`fetched_at` text NOT NULL,
	`distance` real,
	`moving_time` ANY,
	`elapsed_time` ANY,
	`elevation_difference` real,
	`average_speed` real,
	`average_grade_adjusted_speed` real,
	`average_heartrate` real,
	`pace_zone` integer,
	PRIMARY KEY(`activity_id`, `system`, `split`),
	FOREIGN KEY (`activity_id`) REFERENCES `activities`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "splits_system" CHECK("__new_splits"."system" IN ('metric', 'standard'))
) STRICT;
--> statement-breakpoint
INSERT INTO `__new_splits`("activity_id", "system", "split", "athlete_id", "fetched_at", "distance", "moving_time", "elapsed_time", "elevation_difference", "average_speed", "average_grade_adjusted_speed", "average_heartrate", "pace_zone") SELECT "activity_id", "system", "split", "athlete_id", "fetched_at", "distance", "moving_time", "elapsed_time", "elevation_difference", "average_speed", "average_grade_adjusted_speed", "average_heartrate", "pace_zone" FROM `splits`;--> statement-breakpoint
DROP TABLE `splits`;--> statement-breakpoint
ALTER TABLE `__new_splits` RENAME TO `splits`;--> statement-breakpoint
CREATE TABLE `__new_activities` (
	`id` integer PRIMARY KEY NOT NULL,
	`athlete_id` integer NOT NULL,
	`fetched_at` text NOT NULL,
	`first_seen_at` text NOT NULL,
	`resource_state` integer NOT NULL,
	`name` text,
	`sport_type` text,
	`type` text,
	`workout_type` integer,
	`start_date` text,
	`start_date_local` text,
	`timezone` text,
	`utc_offset` integer,
	`distance` real,
	`moving_time` ANY,
	`elapsed_time` ANY,
	`total_elevation_gain` real,
	`elev_high` real,
	`elev_low` real,
	`average_speed` real,
	`max_speed` real,
	`has_heartrate` integer,
	`average_heartrate` real,
	`max_heartrate` real,
	`average_cadence` real,
	`average_temp` real,
	`average_watts` real,
	`max_watts` real,
	`weighted_average_watts` real,
	`device_watts` integer,
	`kilojoules` real,
	`suffer_score` real,
	`achievement_count` integer,
	`pr_count` integer,
	`kudos_count` integer,
	`comment_count` integer,
	`athlete_count` integer,
	`total_photo_count` integer,
	`gear_id` text,
	`device_name` text,
	`trainer` integer,
	`commute` integer,
	`manual` integer,
	`private` integer,
	`flagged` integer,
	`visibility` text,
	`upload_id` integer,
	`external_id` text,
	`start_lat` real,
	`start_lng` real,
	`end_lat` real,
	`end_lng` real,
	`map_summary_polyline` text,
	`map_polyline` text,
	`description` text,
	`private_note` text,
	`calories` real,
	`perceived_exertion` real,
	`prefer_perceived_exertion` integer,
	`hide_from_home` integer,
	`similar_activities_effort_count` integer,
	`similar_activities_average_speed` real,
	`similar_activities_min_average_speed` real,
	`similar_activities_mid_average_speed` real,
	`similar_activities_max_average_speed` real,
	`similar_activities_pr_rank` integer,
	CONSTRAINT "activities_has_heartrate" CHECK("__new_activities"."has_heartrate" IN (0, 1)),
	CONSTRAINT "activities_device_watts" CHECK("__new_activities"."device_watts" IN (0, 1)),
	CONSTRAINT "activities_trainer" CHECK("__new_activities"."trainer" IN (0, 1)),
	CONSTRAINT "activities_commute" CHECK("__new_activities"."commute" IN (0, 1)),
	CONSTRAINT "activities_manual" CHECK("__new_activities"."manual" IN (0, 1)),
	CONSTRAINT "activities_private" CHECK("__new_activities"."private" IN (0, 1)),
	CONSTRAINT "activities_flagged" CHECK("__new_activities"."flagged" IN (0, 1)),
	CONSTRAINT "activities_prefer_perceived_exertion" CHECK("__new_activities"."prefer_perceived_exertion" IN (0, 1)),
	CONSTRAINT "activities_hide_from_home" CHECK("__new_activities"."hide_from_home" IN (0, 1))
) STRICT;
--> statement-breakpoint
INSERT INTO `__new_activities`("id", "athlete_id", "fetched_at", "first_seen_at", "resource_state", "name", "sport_type", "type", "workout_type", "start_date", "start_date_local", "timezone", "utc_offset", "distance", "moving_time", "elapsed_time", "total_elevation_gain", "elev_high", "elev_low", "average_speed", "max_speed", "has_heartrate", "average_heartrate", "max_heartrate", "average_cadence", "average_temp", "average_watts", "max_watts", "weighted_average_watts", "device_watts", "kilojoules", "suffer_score", "achievement_count", "pr_count", "kudos_count", "comment_count", "athlete_count", "total_photo_count", "gear_id", "device_name", "trainer", "commute", "manual", "private", "flagged", "visibility", "upload_id", "external_id", "start_lat", "start_lng", "end_lat", "end_lng", "map_summary_polyline", "map_polyline", "description", "private_note", "calories", "perceived_exertion", "prefer_perceived_exertion", "hide_from_home", "similar_activities_effort_count", "similar_activities_average_speed", "similar_activities_min_average_speed", "similar_activities_mid_average_speed", "similar_activities_max_average_speed", "similar_activities_pr_rank") SELECT "id", "athlete_id", "fetched_at", "first_seen_at", "resource_state", "name", "sport_type", "type", "workout_type", "start_date", "start_date_local", "timezone", "utc_offset", "distance", "moving_time", "elapsed_time", "total_elevation_gain", "elev_high", "elev_low", "average_speed", "max_speed", "has_heartrate", "average_heartrate", "max_heartrate", "average_cadence", "average_temp", "average_watts", "max_watts", "weighted_average_watts", "device_watts", "kilojoules", "suffer_score", "achievement_count", "pr_count", "kudos_count", "comment_count", "athlete_count", "total_photo_count", "gear_id", "device_name", "trainer", "commute", "manual", "private", "flagged", "visibility", "upload_id", "external_id", "start_lat", "start_lng", "end_lat", "end_lng", "map_summary_polyline", "map_polyline", "description", "private_note", "calories", "perceived_exertion", "prefer_perceived_exertion", "hide_from_home", "similar_activities_effort_count", "similar_activities_average_speed", "similar_activities_min_average_speed", "similar_activities_mid_average_speed", "similar_activities_max_average_speed", "similar_activities_pr_rank" FROM `activities`;--> statement-breakpoint
DROP TABLE `activities`;--> statement-breakpoint
ALTER TABLE `__new_activities` RENAME TO `activities`;--> statement-breakpoint
CREATE INDEX `activities_start` ON `activities` (`athlete_id`,`start_date`);--> statement-breakpoint
CREATE TABLE `__new_athlete_snapshots` (
	`athlete_id` integer NOT NULL,
	`captured_on` text NOT NULL,
	`captured_at` text NOT NULL,
	`resource_state` integer,
	`weight` real,
	`ftp` real,
	`follower_count` integer,
	`friend_count` integer,
	`premium` integer,
	`summit` integer,
	`raw` text NOT NULL,
	`fetched_at` text NOT NULL,
	PRIMARY KEY(`athlete_id`, `captured_on`),
	CONSTRAINT "athlete_snapshots_premium" CHECK("__new_athlete_snapshots"."premium" IN (0, 1)),
	CONSTRAINT "athlete_snapshots_summit" CHECK("__new_athlete_snapshots"."summit" IN (0, 1))
) STRICT;
--> statement-breakpoint
INSERT INTO `__new_athlete_snapshots`("athlete_id", "captured_on", "captured_at", "resource_state", "weight", "ftp", "follower_count", "friend_count", "premium", "summit", "raw", "fetched_at") SELECT "athlete_id", "captured_on", "captured_at", "resource_state", "weight", "ftp", "follower_count", "friend_count", "premium", "summit", "raw", "fetched_at" FROM `athlete_snapshots`;--> statement-breakpoint
DROP TABLE `athlete_snapshots`;--> statement-breakpoint
ALTER TABLE `__new_athlete_snapshots` RENAME TO `athlete_snapshots`;--> statement-breakpoint
CREATE TABLE `__new_athletes` (
	`id` integer PRIMARY KEY NOT NULL,
	`resource_state` integer,
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
	CONSTRAINT "athletes_premium" CHECK("__new_athletes"."premium" IN (0, 1)),
	CONSTRAINT "athletes_summit" CHECK("__new_athletes"."summit" IN (0, 1))
) STRICT;
--> statement-breakpoint
INSERT INTO `__new_athletes`("id", "resource_state", "username", "firstname", "lastname", "bio", "city", "state", "country", "sex", "premium", "summit", "created_at", "updated_at", "profile", "profile_medium", "measurement_preference", "date_preference", "weight", "ftp", "follower_count", "friend_count", "raw", "fetched_at") SELECT "id", "resource_state", "username", "firstname", "lastname", "bio", "city", "state", "country", "sex", "premium", "summit", "created_at", "updated_at", "profile", "profile_medium", "measurement_preference", "date_preference", "weight", "ftp", "follower_count", "friend_count", "raw", "fetched_at" FROM `athletes`;--> statement-breakpoint
DROP TABLE `athletes`;--> statement-breakpoint
ALTER TABLE `__new_athletes` RENAME TO `athletes`;--> statement-breakpoint
CREATE TABLE `__new_segment_efforts` (
	`id` integer PRIMARY KEY NOT NULL,
	`activity_id` integer NOT NULL,
	`athlete_id` integer NOT NULL,
	`fetched_at` text NOT NULL,
	`segment_id` integer,
	`name` text,
	`start_date` text,
	`start_date_local` text,
	`distance` real,
	`moving_time` ANY,
	`elapsed_time` ANY,
	`start_index` integer,
	`end_index` integer,
	`average_heartrate` real,
	`max_heartrate` real,
	`average_cadence` real,
	`average_watts` real,
	`device_watts` integer,
	`pr_rank` integer,
	`kom_rank` integer,
	`hidden` integer,
	`visibility` text,
	FOREIGN KEY (`activity_id`) REFERENCES `activities`(`id`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "segment_efforts_device_watts" CHECK("__new_segment_efforts"."device_watts" IN (0, 1)),
	CONSTRAINT "segment_efforts_hidden" CHECK("__new_segment_efforts"."hidden" IN (0, 1))
) STRICT;
--> statement-breakpoint
INSERT INTO `__new_segment_efforts`("id", "activity_id", "athlete_id", "fetched_at", "segment_id", "name", "start_date", "start_date_local", "distance", "moving_time", "elapsed_time", "start_index", "end_index", "average_heartrate", "max_heartrate", "average_cadence", "average_watts", "device_watts", "pr_rank", "kom_rank", "hidden", "visibility") SELECT "id", "activity_id", "athlete_id", "fetched_at", "segment_id", "name", "start_date", "start_date_local", "distance", "moving_time", "elapsed_time", "start_index", "end_index", "average_heartrate", "max_heartrate", "average_cadence", "average_watts", "device_watts", "pr_rank", "kom_rank", "hidden", "visibility" FROM `segment_efforts`;--> statement-breakpoint
DROP TABLE `segment_efforts`;--> statement-breakpoint
ALTER TABLE `__new_segment_efforts` RENAME TO `segment_efforts`;--> statement-breakpoint
CREATE INDEX `segment_efforts_activity` ON `segment_efforts` (`activity_id`);--> statement-breakpoint
CREATE INDEX `segment_efforts_segment` ON `segment_efforts` (`segment_id`,`elapsed_time`);--> statement-breakpoint
CREATE TABLE `__new_stats_totals` (
	`athlete_id` integer NOT NULL,
	`captured_on` text NOT NULL,
	`period` text NOT NULL,
	`sport` text NOT NULL,
	`count` integer,
	`distance` real,
	`moving_time` ANY,
	`elapsed_time` ANY,
	`elevation_gain` real,
	`achievement_count` integer,
	`fetched_at` text NOT NULL,
	PRIMARY KEY(`athlete_id`, `captured_on`, `period`, `sport`),
	FOREIGN KEY (`athlete_id`,`captured_on`) REFERENCES `stats_snapshots`(`athlete_id`,`captured_on`) ON UPDATE no action ON DELETE cascade,
	CONSTRAINT "stats_totals_period" CHECK("__new_stats_totals"."period" IN ('recent', 'ytd', 'all')),
	CONSTRAINT "stats_totals_sport" CHECK("__new_stats_totals"."sport" IN ('ride', 'run', 'swim'))
) STRICT;
--> statement-breakpoint
INSERT INTO `__new_stats_totals`("athlete_id", "captured_on", "period", "sport", "count", "distance", "moving_time", "elapsed_time", "elevation_gain", "achievement_count", "fetched_at") SELECT "athlete_id", "captured_on", "period", "sport", "count", "distance", "moving_time", "elapsed_time", "elevation_gain", "achievement_count", "fetched_at" FROM `stats_totals`;--> statement-breakpoint
DROP TABLE `stats_totals`;--> statement-breakpoint
ALTER TABLE `__new_stats_totals` RENAME TO `stats_totals`;--> statement-breakpoint
ALTER TABLE `coverage` ADD `note` text;--> statement-breakpoint
UPDATE `coverage` SET `status` = 'pending', `tries` = 0, `next_try_at` = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE `fault` = 'wrong_shape' AND `status` IN ('failed', 'parked');
