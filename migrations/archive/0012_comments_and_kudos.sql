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
