ALTER TABLE `coverage` ADD `readings` integer;--> statement-breakpoint
ALTER TABLE `coverage` ADD `reading` text;--> statement-breakpoint
-- A list that was read to its end was read once; where a reading goes on, it goes on in the line of its own.
INSERT INTO `coverage` (`athlete_id`, `resource`, `item`, `status`, `readings`, `position`, `checked_at`, `next_try_at`)
SELECT `athlete_id`, `resource`, 'whole', iif(`position` IS NULL, 'done', 'pending'), iif(`position` IS NULL, 1, 0),
  `position`, `checked_at`, coalesce(`checked_at`, `next_try_at`)
FROM `coverage`
WHERE `resource` = 'activities' AND `item` = CAST(`athlete_id` AS TEXT) AND `status` <> 'not_applicable'
  AND (`position` IS NOT NULL OR `checked_at` IS NOT NULL);--> statement-breakpoint
UPDATE `coverage` SET `position` = NULL WHERE `resource` = 'activities' AND `item` <> 'whole';
