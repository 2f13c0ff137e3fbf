CREATE TABLE `curve_rows` (
	`activity_id` integer NOT NULL,
	`kind` text NOT NULL,
	`best0` integer,
	`best1` integer,
	`best2` integer,
	`best3` integer,
	`best4` integer,
	`best5` integer,
	`best6` integer,
	`best7` integer,
	`best8` integer,
	`best9` integer,
	`best10` integer,
	`best11` integer,
	`best12` integer,
	`best13` integer,
	`best14` integer,
	`best15` integer,
	`best16` integer,
	`best17` integer,
	`best18` integer,
	`best19` integer,
	`best20` integer,
	`best21` integer,
	`best22` integer,
	`best23` integer,
	`best24` integer,
	`best25` integer,
	`best26` integer,
	`at0` integer,
	`at1` integer,
	`at2` integer,
	`at3` integer,
	`at4` integer,
	`at5` integer,
	`at6` integer,
	`at7` integer,
	`at8` integer,
	`at9` integer,
	`at10` integer,
	`at11` integer,
	`at12` integer,
	`at13` integer,
	`at14` integer,
	`at15` integer,
	`at16` integer,
	`at17` integer,
	`at18` integer,
	`at19` integer,
	`at20` integer,
	`at21` integer,
	`at22` integer,
	`at23` integer,
	`at24` integer,
	`at25` integer,
	`at26` integer,
	`athlete_id` integer NOT NULL,
	PRIMARY KEY(`activity_id` DESC, `kind`)
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
CREATE INDEX `activities_totals` ON `activities` (`athlete_id`,`start_date_local`,`sport_type`,`distance`,`moving_time`,`elapsed_time`,`total_elevation_gain`,`gear_id`,`private`,`commute`,`trainer`,`manual`,`deleted_at`,`visibility`,`first_seen_at`,`resource_state`);