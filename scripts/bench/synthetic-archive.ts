/** An archive of many years, made up by SQL in seconds: of the size and the spread of a real one, without its answers. */
import type Database from 'better-sqlite3';
import { DISTANCES, DURATIONS } from '../../src/views/activity-curves.ts';

/** A number of 0 to 999 that looks like chance and is always the same. */
const chance = (of: string, salt: number) => `((${of} * 2654435761 + ${salt} * 40503) / 1024 % 1000)`;
const numbers = (count: number | string) =>
  `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${count})`;

/** Whose it is. */
export const ATHLETE = 4_711;
const READ_AT = "'2026-11-24T10:00:00Z'";
// The first year of the archive is the last of the history.
const SEEN_AT =
  "strftime('%Y-%m-%dT%H:%M:%SZ', max(at + 9000, unixepoch('2025-11-24T10:00:00')), 'unixepoch')";

const activities = (count: number) => `
INSERT INTO activities (id, athlete_id, fetched_at, first_seen_at, resource_state, name, sport_type, start_date,
  start_date_local, timezone, utc_offset, distance, moving_time, elapsed_time, total_elevation_gain, average_heartrate,
  gear_id, trainer, commute, manual, private, visibility, deleted_at, map_summary_polyline,
  map_polyline)
${numbers(count)}, made AS (
  SELECT i, ${chance('i', 1)} AS r, ${chance('i', 2)} AS size,
    unixepoch('2026-11-24T05:00:00') - (${count} - 1 - i) * 40709 + ${chance('i', 3)} * 9 AS at FROM n
)
SELECT 9000000000 + i * 37, ${ATHLETE}, ${READ_AT}, ${SEEN_AT}, 3, 'Activity ' || i,
  CASE WHEN r < 400 THEN 'Run' WHEN r < 450 THEN 'TrailRun' WHEN r < 700 THEN 'Ride' WHEN r < 750 THEN 'GravelRide'
    WHEN r < 800 THEN 'VirtualRide' WHEN r < 880 THEN 'Swim' WHEN r < 930 THEN 'Walk' WHEN r < 960 THEN 'Hike'
    WHEN r < 980 THEN 'NordicSki' ELSE 'WeightTraining' END,
  strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch'), strftime('%Y-%m-%dT%H:%M:%S', at + 3600, 'unixepoch'),
  'Europe/Berlin', 3600,
  CASE WHEN r < 450 THEN 5000.0 + size * 20 WHEN r < 800 THEN 15000.0 + size * 90 WHEN r < 880 THEN 800.0 + size * 2
    WHEN r < 980 THEN 3000.0 + size * 12 ELSE 0.0 END,
  1500 + size * 6, 1600 + size * 7, size / 2.0, 120.0 + size / 20,
  CASE WHEN r < 450 THEN 'g' || (i / 900) WHEN r < 800 THEN 'b' || (i / 3000) END,
  r BETWEEN 750 AND 799, r % 17 = 0, r % 50 = 0, r % 40 = 0, iif(r % 40 = 0, 'only_me', 'everyone'),
  iif(i % 1000 = 999, '2026-06-01T00:00:00Z', NULL),
  substr(hex(zeroblob(700)), 1, 600 + size), substr(hex(zeroblob(2000)), 1, 2500 + size)
FROM made`;

const ofActivities = [
  `INSERT INTO best_efforts (id, activity_id, athlete_id, fetched_at, name, distance, moving_time, elapsed_time, start_date, start_date_local)
WITH d(k, name, metres) AS (VALUES (0, '400m', 400), (1, '1K', 1000), (2, '1 mile', 1609), (3, '5K', 5000), (4, '10K', 10000))
SELECT id * 10 + k, id, athlete_id, fetched_at, effort, metres, seconds, seconds, start_date, start_date_local
FROM (SELECT a.*, k, d.name AS effort, metres, CAST(metres / 5 + metres * ${chance('a.id + k', 4)} / 10000 AS INTEGER) AS seconds
  FROM activities a JOIN d ON a.distance >= metres WHERE a.sport_type IN ('Run', 'TrailRun'))`,
  `INSERT INTO segments (id, athlete_id, fetched_at, name, activity_type, distance, average_grade, city)
${numbers(1600)} SELECT 600000 + i, ${ATHLETE}, ${READ_AT}, 'Segment ' || i, iif(i % 2, 'Run', 'Ride'), 400 + i, 2.5, 'Berlin' FROM n`,
  `INSERT INTO segment_efforts (id, activity_id, athlete_id, fetched_at, segment_id, name, start_date, start_date_local,
  distance, moving_time, elapsed_time, average_heartrate, hidden, visibility)
${numbers(13)} SELECT a.id * 1000 + i, a.id, a.athlete_id, a.fetched_at,
  600000 + ${chance('a.id + i', 5)} * ${chance('a.id + i', 6)} * 1600 / 1000000, 'Segment', a.start_date, a.start_date_local,
  500, 90 + r, 90 + r, 150, 0, 'everyone'
FROM (SELECT a.*, i, ${chance('a.id + i', 7)} / 5 AS r FROM activities a JOIN n
  WHERE a.sport_type IN ('Run', 'TrailRun', 'Ride', 'GravelRide')) a`,
  `INSERT INTO gear (id, athlete_id, fetched_at, name, nickname, distance, retired)
SELECT gear_id, ${ATHLETE}, ${READ_AT}, 'Gear ' || gear_id, '', sum(distance), 0 FROM activities WHERE gear_id IS NOT NULL GROUP BY gear_id`,
  `INSERT INTO coverage (athlete_id, resource, item, status, item_date, checked_at, basis, next_try_at)
WITH r(resource, share) AS (VALUES ('activity', 1000), ('streams', 1000), ('activity_zones', 700), ('kudos', 900), ('photos', 300), ('comments', 200))
SELECT a.athlete_id, resource, a.id, CASE WHEN manual AND resource = 'streams' THEN 'not_applicable'
  WHEN ${chance('a.id', 9)} < 20 THEN 'pending' ELSE 'done' END, a.start_date, a.fetched_at, 'b1f2c3d4e5f6', NULL
FROM activities a JOIN r ON ${chance('a.id', 8)} < share`,
];

const ofDays = [
  `INSERT INTO stats_snapshots (athlete_id, captured_on, captured_at, raw, fetched_at)
${numbers(365)} SELECT ${ATHLETE}, date('2026-11-24', -i || ' days'), strftime('%Y-%m-%dT21:30:00Z', '2026-11-24', -i || ' days'),
  '{}', ${READ_AT} FROM n`,
  `INSERT INTO stats_totals (athlete_id, captured_on, period, sport, count, distance, moving_time, elapsed_time, elevation_gain, fetched_at)
WITH p(period) AS (VALUES ('recent'), ('ytd'), ('all')), s(sport) AS (VALUES ('ride'), ('run'), ('swim'))
SELECT athlete_id, captured_on, period, sport, 100, 1000000.0, 360000, 400000, 5000, fetched_at FROM stats_snapshots, p, s`,
  `INSERT INTO athlete_snapshots (athlete_id, captured_on, captured_at, resource_state, weight, ftp, raw, fetched_at)
${numbers(1000)} SELECT ${ATHLETE}, date('2026-11-24', -i || ' days'), ${READ_AT}, 3, 70 + i / 30 % 5, 250 + i / 90,
  '"' || hex(zeroblob(1000)) || '"', ${READ_AT} FROM n`,
];

const HELD = Array.from({ length: 10 }, (_, bin) => `${chance('a.id + b.i', 30 + bin)} / 8`);

const columnsOf = (steps: readonly number[]) => steps.map((_, i) => `best${i}, at${i}`).join();

const ofPoints = [
  // Heart rate of four in five, power of two in five, pace of whatever has a distance.
  `INSERT INTO curve_rows (activity_id, kind, athlete_id, ${columnsOf(DURATIONS)})
WITH k(kind, share, most) AS (VALUES ('heartrate', 800, 180), ('watts', 400, 900))
SELECT a.id, kind, a.athlete_id, ${DURATIONS.map((s) => `iif(moving_time > ${s}, CAST(most * (4 + ${chance('a.id', 12)} / 200.0) - ${s} / 10 AS INTEGER), NULL), r`).join()}
FROM (SELECT *, ${chance('id', 11)} AS r FROM activities) a JOIN k ON r < share`,
  `INSERT INTO curve_rows (activity_id, kind, athlete_id, ${columnsOf(DISTANCES)})
SELECT id, 'pace', athlete_id, ${DISTANCES.map((metres) => `iif(distance >= ${metres}, CAST(10 * ${metres} / speed AS INTEGER), NULL), 60`).join()}
FROM (SELECT *, 3 + ${chance('id', 13)} / 200.0 AS speed FROM activities) WHERE distance >= 400`,
  `INSERT INTO histogram_blocks (activity_id, kind, first_bin, athlete_id, ${HELD.map((_, bin) => `s${bin}`).join()})
WITH k(kind, share, first) AS (VALUES ('heartrate', 800, 90), ('watts', 400, 0), ('speed', 500, 40)), b(i) AS (VALUES (0), (1), (2), (3), (4), (5), (6), (7))
SELECT a.id, kind, first + 10 * b.i, a.athlete_id, ${HELD.join()}
FROM (SELECT *, ${chance('id', 11)} AS r FROM activities) a JOIN k ON r < share JOIN b`,
  `INSERT INTO athlete_zones (athlete_id, kind, zone, min, max, valid_from, valid_to, fetched_at)
WITH z(kind, zone, least, most) AS (VALUES ('heart_rate', 0, 0, 115), ('heart_rate', 1, 115, 138), ('heart_rate', 2, 138, 150),
  ('heart_rate', 3, 150, 165), ('heart_rate', 4, 165, NULL), ('power', 0, 0, 137), ('power', 1, 138, 190), ('power', 2, 191, 225),
  ('power', 3, 226, 262), ('power', 4, 263, 300), ('power', 5, 301, NULL)),
  s(since, until) AS (VALUES ('2024-01-01T08:00:00Z', '2025-06-01T08:00:00Z'), ('2025-06-01T08:00:00Z', NULL))
SELECT ${ATHLETE}, kind, zone, least, most, since, until, ${READ_AT} FROM z, s`,
];

/** Fills a new archive with so many activities, nearly two in three days of some years, and all that hangs on them. */
export function fillArchive(db: Database.Database, count: number): void {
  db.exec(['BEGIN', activities(count), ...ofActivities, ...ofPoints, ...ofDays, 'COMMIT'].join(';\n'));
  db.pragma('wal_checkpoint(TRUNCATE)');
}
