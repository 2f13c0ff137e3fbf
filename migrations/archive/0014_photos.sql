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
CREATE INDEX `photos_sha256` ON `photos` (`sha256`);