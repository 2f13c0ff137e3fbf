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
