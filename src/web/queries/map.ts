import { setImmediate as turn } from 'node:timers/promises';
import type { Condition } from '../filter.ts';
import type { Place } from '../map/answers.ts';
import { type Explored, explored, type VisitedTile } from '../map/explorer.ts';
import type { Reading } from '../reading.ts';

/** A track as it is kept, of an activity that is still at Strava. */
export interface KeptTrack {
  id: string;
  sport_group: string | null;
  year: number | null;
  points: Buffer;
}

/** Bounds in degrees. */
export interface Bounds {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** How exact a track is: metres that it may be off. */
export type Level = 10 | 50;

/** An activity that passes somewhere. */
export interface PassingActivity {
  id: string;
  name: string | null;
  day: string | null;
  sport_group: string | null;
}

/** What is deleted is on no map, also where a search would find it. */
const ofFilter = ({ sql }: Condition, columns: string) =>
  `SELECT ${columns} FROM activities_local WHERE deleted = 0 AND ${sql}`;

const ALL: Bounds = { west: -Infinity, south: -Infinity, east: Infinity, north: Infinity };

/** So many are read at once; between them others get their turn, such as the worker that serves this. */
const AT_ONCE = 250;

const POINTS = 'SELECT points FROM activity_tracks WHERE activity_id = ? AND level = ?';

/**
 * The tracks of a filter, the newest last, so that they are drawn over the older ones.
 * @param bounds into which they reach.
 */
export async function tracksIn(
  reading: Reading,
  condition: Condition,
  level: Level,
  bounds = ALL,
): Promise<KeptTrack[]> {
  const { west, south, east, north } = bounds;
  const found = reading.rows<Omit<KeptTrack, 'points'>>(
    `SELECT CAST(a.id AS TEXT) AS id, a.sport_group, a.year
     FROM (${ofFilter(condition, 'id, sport_group, year, start_date')}) AS a
     JOIN activity_tracks AS t ON t.activity_id = a.id AND t.level = ?
     WHERE t.east >= ? AND t.west <= ? AND t.north >= ? AND t.south <= ?
     ORDER BY a.start_date, a.id`,
    [...condition.values, level, west, east, south, north],
  );
  const kept: KeptTrack[] = [];
  for (const [i, track] of found.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) await turn();
    // It may be deleted by now.
    const points = reading.row<Pick<KeptTrack, 'points'>>(POINTS, [track.id, level]);
    if (points) kept.push({ ...track, ...points });
  }
  return kept;
}

/** The newest tracks of a filter, the newest last. */
export const newestTracks = (reading: Reading, condition: Condition, limit: number): KeptTrack[] =>
  reading
    .rows<KeptTrack>(
      `SELECT CAST(a.id AS TEXT) AS id, a.sport_group, a.year, t.points
       FROM (${ofFilter(condition, 'id, sport_group, year, start_date')}) AS a
       JOIN activity_tracks AS t ON t.activity_id = a.id AND t.level = 50
       ORDER BY a.start_date DESC, a.id DESC LIMIT ?`,
      [...condition.values, limit],
    )
    .reverse();

/** How many activities of a filter there are, and how many of them have a track. */
export const countTracks = (reading: Reading, condition: Condition): { activities: number; tracks: number } =>
  reading.row<{ activities: number; tracks: number }>(
    `SELECT count(*) AS activities,
       count((SELECT 1 FROM activity_tracks AS t WHERE t.activity_id = a.id AND t.level = 50)) AS tracks
     FROM (${ofFilter(condition, 'id')}) AS a`,
    condition.values,
  ) ?? { activities: 0, tracks: 0 };

/** The tiles that the activities of a filter have visited. */
const tilesOf = (reading: Reading, condition: Condition): VisitedTile[] =>
  reading.rows<VisitedTile>(
    `SELECT x, y, count(*) AS count FROM explorer_tiles
     WHERE activity_id IN (${ofFilter(condition, 'id')}) GROUP BY x, y ORDER BY x, y`,
    condition.values,
  );

/** Those tiles, and what explorers count of them: the page of the map and its layer ask for it one after the other. */
export const exploredOf = (
  reading: Reading,
  condition: Condition,
): Explored & { tiles: readonly VisitedTile[] } =>
  reading.remember(`explored ${condition.sql} ${condition.values.join('\0')}`, () => {
    const tiles = tilesOf(reading, condition);
    return { tiles, ...explored(tiles) };
  });

/** What is told of activities by their ids, the newest first; of another athlete, nothing. */
export const activitiesOf = (reading: Reading, athlete: number, ids: readonly string[]): PassingActivity[] =>
  reading.rows<PassingActivity>(
    `SELECT CAST(id AS TEXT) AS id, name, day, sport_group FROM activities_local
     WHERE athlete_id = ? AND deleted = 0 AND id IN (SELECT value FROM json_each(?))
     ORDER BY start_date DESC, id DESC`,
    [athlete, `[${ids.join()}]`],
  );

/** The cities of the segments, those of most segments first, each in the middle of these. */
export const placesOf = (reading: Reading, athlete: number, limit: number): Place[] =>
  reading.rows<Place>(
    `SELECT city AS name, avg(start_lat) AS lat, avg(start_lng) AS lng FROM segments
     WHERE athlete_id = ? AND city <> '' AND start_lat IS NOT NULL AND start_lng IS NOT NULL
     GROUP BY city, state, country ORDER BY count(*) DESC, city LIMIT ?`,
    [athlete, limit],
  );
