import type { SQLValues } from './reading.ts';

/** How a list can be sorted: by the newest first, or by one number, the largest first. */
export const SORTS = {
  newest: { label: 'newest', by: 'start_date_local' },
  distance: { label: 'longest', by: 'km' },
  time: { label: 'most time', by: 'hours' },
  climb: { label: 'most climbing', by: 'elevation' },
} as const;

export type Sort = keyof typeof SORTS;

/** Which activities a page speaks of: what stands in its address, and the same on every page. */
export interface Filter {
  /** Words out of names, descriptions, notes, comments, gear, segments. */
  q?: string | undefined;
  sport?: string | undefined;
  year?: number | undefined;
  /** A day, a month or an ISO week: `2026-11-24`, `2026-11`, `2026-W48`. */
  when?: string | undefined;
  gear?: string | undefined;
  /** Kilometres, from and to; either may be left open. */
  km?: readonly [from: number | undefined, to: number | undefined] | undefined;
  /** A place, and how many kilometres around it. */
  near?: { lat: number; lng: number; km: number } | undefined;
  commute?: boolean | undefined;
  sort: Sort;
}

/** A part of a query with the values of its parameters. */
export interface Condition {
  sql: string;
  values: SQLValues;
}

const NUMBER = /^\d{1,7}(\.\d{1,6})?$/;
const PLACE = /^(-?\d{1,2}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?),(\d{1,3}(?:\.\d{1,3})?)$/;
const WHEN = /^\d{4}-(\d\d(-\d\d)?|W\d\d)$/;
/** How far around a place, in kilometres, if it is not said. */
const AROUND_KM = 1;

const numberOf = (text: string | undefined) => (text && NUMBER.test(text) ? Number(text) : undefined);

function rangeOf(text: string | null): Filter['km'] {
  const [from, to] = (text ?? '').split('-').map(numberOf);
  return from === undefined && to === undefined ? undefined : [from, to];
}

function placeOf(text: string | null): Filter['near'] {
  const [, lat, lng, km] = PLACE.exec(text ?? '') ?? [];
  return lat === undefined ? undefined : { lat: Number(lat), lng: Number(lng), km: Number(km) || AROUND_KM };
}

/** Reads a filter from an address; what is not understood filters nothing. */
export function parseFilter(query: URLSearchParams): Filter {
  const text = (name: string) => query.get(name)?.trim() || undefined;
  const sort = text('sort');
  return {
    q: text('q')?.slice(0, 200),
    sport: text('sport'),
    year: numberOf(text('year')),
    when: WHEN.test(text('when') ?? '') ? text('when') : undefined,
    gear: text('gear'),
    km: rangeOf(query.get('km')),
    near: placeOf(query.get('near')),
    commute: { yes: true, no: false }[text('commute') ?? ''],
    sort: sort !== undefined && sort in SORTS ? (sort as Sort) : 'newest',
  };
}

const shown = (number: number | undefined) => (number === undefined ? '' : String(number));

/** The parts of a filter that are given, by their names in the address. */
export function partsOf({ q, sport, year, when, gear, km, near, commute }: Filter): Record<string, string> {
  const parts = {
    q,
    sport,
    year: year && String(year),
    when,
    gear,
    km: km && `${shown(km[0])}-${shown(km[1])}`,
    near: near && `${near.lat},${near.lng},${near.km}`,
    commute: commute === undefined ? undefined : commute ? 'yes' : 'no',
  };
  return Object.fromEntries(
    Object.entries(parts).filter((part): part is [string, string] => Boolean(part[1])),
  );
}

/** Whether a filter leaves all activities. */
export const isWhole = (filter: Filter): boolean => Object.keys(partsOf(filter)).length === 0;

/** The address of a page with a filter. @param other parts that stand besides. */
export function addressOf(path: string, filter: Filter, other: Record<string, string> = {}): string {
  const sort = filter.sort === 'newest' ? {} : { sort: filter.sort };
  const query = new URLSearchParams({ ...partsOf(filter), ...sort, ...other }).toString();
  return query ? `${path}?${query}` : path;
}

/** Metres in a degree. */
const DEGREE_M = 111_195;

/** Where it begins within so many kilometres. */
function isNear({ lat, lng, km }: NonNullable<Filter['near']>): Condition {
  const north = (km * 1_000) / DEGREE_M;
  const east = north / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  return {
    sql: 'id IN (SELECT id FROM main.activities WHERE start_lat BETWEEN ? AND ? AND start_lng BETWEEN ? AND ?)',
    values: [lat - north, lat + north, lng - east, lng + east],
  };
}

/** Words as FTS5 takes them: each in quotes, the last one as a beginning. */
const wordsOf = (q: string) =>
  `${q
    .split(/\s+/)
    .map((word) => `"${word.replaceAll('"', '""')}"`)
    .join(' ')}*`;

const columnOf = (when: string) => (when.includes('W') ? 'week' : when.length > 7 ? 'day' : 'month');

/**
 * What a filter means for rows of `activities_local`: one WHERE for list, map, records and trends.
 * @param athlete whose; deleted activities count in nothing, and only a search finds them.
 */
export function conditionOf(filter: Filter, athlete: number): Condition {
  const { q, sport, year, when, gear, km, near, commute } = filter;
  const conditions: Condition[] = [{ sql: 'athlete_id = ?', values: [athlete] }];
  if (!q) conditions.push({ sql: 'deleted = 0', values: [] });
  if (sport) conditions.push({ sql: '? IN (sport_type, sport_group)', values: [sport] });
  if (year)
    // The same twice: by the index, and by the calendar.
    conditions.push({
      sql: 'start_date_local >= ? AND start_date_local < ? AND year = ?',
      values: [String(year), String(year + 1), year],
    });
  if (when) conditions.push({ sql: `${columnOf(when)} = ?`, values: [when] });
  if (gear) conditions.push({ sql: 'gear_id = ?', values: [gear] });
  if (km?.[0] !== undefined) conditions.push({ sql: 'km >= ?', values: [km[0]] });
  if (km?.[1] !== undefined) conditions.push({ sql: 'km <= ?', values: [km[1]] });
  if (commute !== undefined) conditions.push({ sql: 'ifnull(commute, 0) = ?', values: [Number(commute)] });
  if (near) conditions.push(isNear(near));
  if (q)
    conditions.push({
      sql: 'id IN (SELECT activity_id FROM search WHERE search MATCH ?)',
      values: [wordsOf(q)],
    });
  return {
    sql: conditions.map((each) => each.sql).join(' AND '),
    values: conditions.flatMap((each) => each.values),
  };
}
