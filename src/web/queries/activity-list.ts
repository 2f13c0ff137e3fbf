import { type Condition, conditionOf, type Filter, SORTS } from '../filter.ts';
import type { Reading } from '../reading.ts';

/** An activity as a row of a list. */
export interface ListedActivity {
  id: string;
  name: string | null;
  day: string | null;
  start_date: string | null;
  start_date_local: string | null;
  sport_type: string | null;
  sport_group: string | null;
  metres: number | null;
  moving_time: number | null;
  elevation: number | null;
  average_heartrate: number | null;
  deleted: number;
  line: Buffer | null;
  /** By what it is sorted, for the address of the next rows. */
  rank: number | string | null;
}

/** What all activities of a filter are together. */
export interface Totals {
  count: number;
  metres: number | null;
  moving_time: number | null;
  elevation: number | null;
}

/** Where the next rows begin: after this one. */
export interface Cursor {
  rank: string;
  id: string;
}

/** A value of a filter, and how many activities it leaves. */
export interface Facet {
  value: string;
  label: string;
  count: number;
}

const LINE = `(SELECT points FROM activity_tracks t WHERE t.activity_id = a.id ORDER BY level DESC LIMIT 1)`;

/**
 * The first rows of a filter after a cursor. Keyset, not offset: the hundredth page costs as much as the first. Which ones
 * these are the index says alone; only then they are looked up.
 */
export function listActivities(
  reading: Reading,
  { sql, values }: Condition,
  sort: Filter['sort'],
  { after, limit }: { after: Cursor | undefined; limit: number },
): ListedActivity[] {
  const { by } = SORTS[sort];
  const isTime = by === 'start_date_local';
  const rank = `ifnull(${by}, ${isTime ? "''" : '-1'})`;
  const from = after ? `AND (${rank}, id) < (${isTime ? '?' : 'CAST(? AS REAL)'}, CAST(? AS INTEGER))` : '';
  return reading.rows<ListedActivity>(
    `WITH listed AS MATERIALIZED (
       SELECT id, ${rank} AS rank FROM activities_local WHERE ${sql} ${from} ORDER BY ${by} DESC, id DESC LIMIT ?
     )
     SELECT CAST(a.id AS TEXT) AS id, name, day, start_date, start_date_local, sport_type, sport_group, km * 1000 AS metres,
       hours * 3600 AS moving_time, elevation, average_heartrate, deleted, ${LINE} AS line, rank
     FROM listed CROSS JOIN activities_local AS a ON a.id = listed.id ORDER BY rank DESC, a.id DESC`,
    [...values, ...(after ? [after.rank, after.id] : []), limit],
  );
}

export const totalsOf = (reading: Reading, { sql, values }: Condition): Totals =>
  reading.row<Totals>(
    `SELECT count(*) AS count, sum(km) * 1000 AS metres, sum(hours) * 3600 AS moving_time, sum(elevation) AS elevation
     FROM activities_local WHERE ${sql}`,
    values,
  ) ?? { count: 0, metres: null, moving_time: null, elevation: null };

/** The activities of a filter in the order of time. */
export const idsOf = (reading: Reading, { sql, values }: Condition): string[] =>
  reading
    .rows<{ id: string }>(
      `SELECT CAST(id AS TEXT) AS id FROM activities_local WHERE ${sql} ORDER BY start_date, id`,
      values,
    )
    .map(({ id }) => id);

/** How many activities have the same sport, year and gear. */
interface Alike {
  sport_type: string | null;
  sport_group: string | null;
  year: number | null;
  gear_id: string | null;
  count: number;
}

/** What the other parts of a filter leave, in one look at them. */
function alikeOf(reading: Reading, filter: Filter, athlete: number): readonly Alike[] {
  const { sql, values } = conditionOf(
    { ...filter, sport: undefined, year: undefined, gear: undefined },
    athlete,
  );
  return reading.rowsOnce<Alike>(
    `SELECT sport_type, sport_group, year, gear_id, count(*) AS count FROM activities_local WHERE ${sql}
     GROUP BY sport_type, year, gear_id`,
    values,
  );
}

/** The groups of sports that there are, the most used first. */
export function groupsOf(reading: Reading, athlete: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const { sport_group: group, count } of alikeOf(reading, { sort: 'newest' }, athlete))
    if (group !== null) counts.set(group, (counts.get(group) ?? 0) + count);
  return [...counts].sort(([, one], [, other]) => other - one).map(([group]) => group);
}

const gearNames = (reading: Reading, athlete: number): ReadonlyMap<string, string> =>
  reading.remember(
    `gear names ${athlete}`,
    () =>
      new Map(
        reading
          .rows<{ id: string; name: string | null }>(
            "SELECT id, coalesce(nullif(nickname, ''), name) AS name FROM gear WHERE athlete_id = ?",
            [athlete],
          )
          .map(({ id, name }) => [id, name ?? id]),
      ),
  );

/** So many values of a part are offered. */
const OFFERED = 30;

/** What each value of a part of the filter would leave, all other parts as they are. */
export function facetsOf(
  reading: Reading,
  filter: Filter,
  athlete: number,
  part: 'sport' | 'year' | 'gear',
): Facet[] {
  const rest: Filter = { ...filter, [part]: undefined };
  const { sport, year, gear } = rest;
  const column = { sport: 'sport_type', year: 'year', gear: 'gear_id' } as const;
  const counts = new Map<string, number>();
  for (const alike of alikeOf(reading, filter, athlete)) {
    const value = alike[column[part]];
    if (value === null || (sport && sport !== alike.sport_type && sport !== alike.sport_group)) continue;
    if ((year && year !== alike.year) || (gear && gear !== alike.gear_id)) continue;
    counts.set(String(value), (counts.get(String(value)) ?? 0) + alike.count);
  }
  const labels = part === 'gear' ? gearNames(reading, athlete) : undefined;
  const facets = [...counts].map(([value, count]) => ({ value, label: labels?.get(value) ?? value, count }));
  return facets
    .sort((one, other) =>
      part === 'year' ? Number(other.value) - Number(one.value) : other.count - one.count,
    )
    .slice(0, OFFERED);
}
