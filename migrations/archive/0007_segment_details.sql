ALTER TABLE `segments` ADD `resource_state` integer;--> statement-breakpoint
ALTER TABLE `segments` ADD `total_elevation_gain` real;--> statement-breakpoint
ALTER TABLE `segments` ADD `effort_count` integer;--> statement-breakpoint
ALTER TABLE `segments` ADD `athlete_count` integer;--> statement-breakpoint
ALTER TABLE `segments` ADD `star_count` integer;--> statement-breakpoint
ALTER TABLE `segments` ADD `map_polyline` text;--> statement-breakpoint
ALTER TABLE `segments` ADD `created_at` text;--> statement-breakpoint
ALTER TABLE `segments` ADD `updated_at` text;--> statement-breakpoint
ALTER TABLE `segments` ADD `athlete_segment_stats_pr_elapsed_time` ANY;--> statement-breakpoint
ALTER TABLE `segments` ADD `athlete_segment_stats_pr_date` text;--> statement-breakpoint
ALTER TABLE `segments` ADD `athlete_segment_stats_pr_activity_id` integer;--> statement-breakpoint
ALTER TABLE `segments` ADD `athlete_segment_stats_effort_count` integer;