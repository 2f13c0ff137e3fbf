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
CREATE INDEX `activity_changes_seen` ON `activity_changes` (`athlete_id`,`seen_at`);