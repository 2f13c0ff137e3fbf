CREATE TABLE `deleted_activities` (
	`id` integer PRIMARY KEY NOT NULL,
	`athlete_id` integer NOT NULL,
	`deleted_at` text NOT NULL
) STRICT;
--> statement-breakpoint
ALTER TABLE `activities` ADD `deleted_at` text;--> statement-breakpoint
CREATE INDEX `activities_deleted` ON `activities` (`athlete_id`) WHERE "activities"."deleted_at" is not null;