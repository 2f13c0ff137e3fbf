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

const LINE = `(SELECT points FROM activity_tracks t WHERE t.activity_id = activities_local.id ORDER BY level DESC LIMIT 1)`;

/** The first rows of a filter after a cursor. Keyset, not offset: the hundredth page costs as much as the first. */
export function listActivities(
  reading: Reading,
  { sql, values }: Condition,
  sort: Filter['sort'],
  { after, limit }: { after: Cursor | undefined; limit: number },
): ListedActivity[] {
  const { by } = SORTS[sort];
  const least = by === 'start_date' ? "''" : '-1';
  const rank = `ifnull(${by}, ${least})`;
  const from = after
    ? `AND (${rank}, id) < (${by === 'start_date' ? '?' : 'CAST(? AS REAL)'}, CAST(? AS INTEGER))`
    : '';
  return reading.rows<ListedActivity>(
    `SELECT CAST(id AS TEXT) AS id, name, day, start_date, start_date_local, sport_type, sport_group, km * 1000 AS metres,
       hours * 3600 AS moving_time, elevation, average_heartrate, deleted, ${LINE} AS line, ${rank} AS rank
     FROM activities_local WHERE ${sql} ${from} ORDER BY ${rank} DESC, id DESC LIMIT ?`,
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

/** What each value of a part of the filter would leave, all other parts as they are. */
export function facetsOf(
  reading: Reading,
  filter: Filter,
  athlete: number,
  part: 'sport' | 'year' | 'gear',
): Facet[] {
  const { sql, values } = conditionOf({ ...filter, [part]: undefined }, athlete);
  const columns = {
    sport: { value: 'sport_type', label: 'sport_type', order: 'count DESC' },
    year: { value: 'year', label: 'year', order: 'value DESC' },
    gear: { value: 'gear_id', label: 'coalesce(gear, gear_id)', order: 'count DESC' },
  } as const;
  const { value, label, order } = columns[part];
  return reading.rows<Facet>(
    `SELECT CAST(${value} AS TEXT) AS value, CAST(${label} AS TEXT) AS label, count(*) AS count FROM activities_local
     WHERE ${sql} AND ${value} IS NOT NULL GROUP BY ${value} ORDER BY ${order} LIMIT 30`,
    values,
  );
}
