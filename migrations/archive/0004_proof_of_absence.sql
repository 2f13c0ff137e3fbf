ALTER TABLE `coverage` ADD `missing_since` text;--> statement-breakpoint
CREATE INDEX `coverage_missing` ON `coverage` (`athlete_id`,`resource`,`item`) WHERE "coverage"."missing_since" IS NOT NULL;--> statement-breakpoint
UPDATE `coverage` SET
	`status` = CASE
		WHEN `resource` = 'streams' AND EXISTS (SELECT 1 FROM `activity_streams` AS `s` WHERE `s`.`activity_id` = CAST(`coverage`.`item` AS INTEGER)) THEN 'done'
		WHEN EXISTS (SELECT 1 FROM `documents` AS `d` WHERE `d`.`athlete_id` = `coverage`.`athlete_id` AND `d`.`kind` = `coverage`.`resource` AND `d`.`item` = `coverage`.`item`) THEN 'done'
		ELSE 'pending' END,
	`reason` = NULL, `fault` = NULL, `http_status` = NULL, `tries` = 0, `next_try_at` = `checked_at`
WHERE `status` = 'absent';
