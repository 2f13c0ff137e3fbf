CREATE TABLE `activity_curves` (
	`activity_id` integer NOT NULL,
	`kind` text NOT NULL,
	`duration` real NOT NULL,
	`distance` real,
	`value` real NOT NULL,
	`at` integer NOT NULL,
	`athlete_id` integer NOT NULL,
	PRIMARY KEY(`activity_id` DESC, `kind`, `duration`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `histogram_blocks` (
	`activity_id` integer NOT NULL,
	`kind` text NOT NULL,
	`first_bin` integer NOT NULL,
	`s0` integer,
	`s1` integer,
	`s2` integer,
	`s3` integer,
	`s4` integer,
	`s5` integer,
	`s6` integer,
	`s7` integer,
	`s8` integer,
	`s9` integer,
	`athlete_id` integer NOT NULL,
	PRIMARY KEY(`activity_id` DESC, `kind`, `first_bin`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `derivations` (
	`activity_id` integer NOT NULL,
	`derivation` text NOT NULL,
	`version` integer NOT NULL,
	`made_of` text,
	`failure` text,
	`athlete_id` integer NOT NULL,
	PRIMARY KEY(`activity_id` DESC, `derivation`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `explorer_tiles` (
	`activity_id` integer NOT NULL,
	`x` integer NOT NULL,
	`y` integer NOT NULL,
	`athlete_id` integer NOT NULL,
	PRIMARY KEY(`activity_id` DESC, `x`, `y`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `activity_tracks` (
	`activity_id` integer NOT NULL,
	`level` integer NOT NULL,
	`south` real NOT NULL,
	`west` real NOT NULL,
	`north` real NOT NULL,
	`east` real NOT NULL,
	`points` blob NOT NULL,
	`athlete_id` integer NOT NULL,
	PRIMARY KEY(`activity_id` DESC, `level`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
DROP INDEX `best_efforts_name`;--> statement-breakpoint
CREATE INDEX `best_efforts_name` ON `best_efforts` (`athlete_id`,`name`,`start_date`,`elapsed_time`,`activity_id`);--> statement-breakpoint
DROP INDEX `segment_efforts_segment`;--> statement-breakpoint
CREATE INDEX `segment_efforts_segment` ON `segment_efforts` (`segment_id`,`athlete_id`,`elapsed_time`,`start_date_local`,`activity_id`);--> statement-breakpoint
CREATE INDEX `activities_totals` ON `activities` (`athlete_id`,`start_date_local`,`sport_type`,`distance`,`moving_time`,`elapsed_time`,`total_elevation_gain`,`gear_id`,`private`,`commute`,`trainer`,`manual`,`deleted_at`,`visibility`,`first_seen_at`);