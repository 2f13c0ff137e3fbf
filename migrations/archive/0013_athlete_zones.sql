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
