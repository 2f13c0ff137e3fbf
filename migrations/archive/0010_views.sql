DROP INDEX `best_efforts_name`;--> statement-breakpoint
CREATE INDEX `best_efforts_name` ON `best_efforts` (`athlete_id`,`name`,`start_date`,`elapsed_time`,`activity_id`);--> statement-breakpoint
DROP INDEX `segment_efforts_segment`;--> statement-breakpoint
CREATE INDEX `segment_efforts_segment` ON `segment_efforts` (`segment_id`,`athlete_id`,`elapsed_time`,`start_date_local`,`activity_id`);--> statement-breakpoint
DROP INDEX `activities_totals`;--> statement-breakpoint
CREATE INDEX `activities_totals` ON `activities` (`athlete_id`,`start_date_local`,`sport_type`,`distance`,`moving_time`,`elapsed_time`,`total_elevation_gain`,`gear_id`,`private`,`commute`,`trainer`,`manual`,`deleted_at`,`visibility`,`first_seen_at`);