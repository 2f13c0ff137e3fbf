import type { Reader } from '../sqlite/read.ts';
import { idsWhere } from './condition.ts';
import type { Relation } from './relation.ts';

/** What an export is of; what is undefined chooses nothing. */
export interface Filter {
  /** A local year, month or day, itself included: `2025`, `2025-03`, `2025-03-01`. */
  since?: string | undefined;
  until?: string | undefined;
  /** Sport types, or groups of them like `ride`. */
  sport?: readonly string[] | undefined;
  /** Ids or names of gear. */
  gear?: readonly string[] | undefined;
  /** Ids of activities. */
  id?: readonly string[] | undefined;
  /** Ids of athletes. */
  athlete?: readonly string[] | undefined;
  /** A condition on a row of `activities_local`. */
  where?: string | undefined;
}

/** A part of a query with the values of its parameters. */
export interface Condition {
  sql: string;
  values: readonly unknown[];
}

/** No condition. */
export const EVERY_ROW: Condition = { sql: 'TRUE', values: [] };

/** The view whose rows are chosen from. */
const ACTIVITIES = 'activities_local';

const oneOf = (expression: string, values: readonly string[]): Condition => ({
  sql: `${expression} IN (SELECT value FROM json_each(?))`,
  values: [JSON.stringify(values)],
});

/** The ids as a list in JSON, in which all of their digits stay. */
const wholes = (ids: readonly string[]) => `[${ids}]`;
const among = (expression: string, ids: readonly string[]): Condition => ({
  sql: `${expression} IN (SELECT value FROM json_each(?))`,
  values: [wholes(ids)],
});

const either = (...conditions: Condition[]): Condition => ({
  sql: `(${conditions.map(({ sql }) => sql).join(' OR ')})`,
  values: conditions.flatMap(({ values }) => values),
});

// As `lower` of SQLite does, which knows no other letters.
const lower = (words: readonly string[]) =>
  words.map((word) => word.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));

/** The parts of a filter that are given, as conditions on a row of `activities_local`. */
async function conditionsOf(archive: Reader, filter: Filter, signal: AbortSignal): Promise<Condition[]> {
  const { since, until, sport, gear, id, athlete, where } = filter;
  const conditions: Condition[] = [];
  if (since) conditions.push({ sql: 'day >= ?', values: [since] });
  // Cut to what was said: up to 2025-03 is to its last day.
  if (until) conditions.push({ sql: 'substr(day, 1, length(?)) <= ?', values: [until, until] });
  if (sport)
    conditions.push(
      either(oneOf('lower(sport_type)', lower(sport)), oneOf('lower(sport_group)', lower(sport))),
    );
  if (gear) conditions.push(either(oneOf('gear_id', gear), oneOf('lower(gear)', lower(gear))));
  if (id) conditions.push(among('id', id));
  if (athlete) conditions.push(among('athlete_id', athlete));
  if (where !== undefined) {
    const ids = await idsWhere(archive, { table: ACTIVITIES, condition: where }, signal);
    conditions.push(among('id', ids));
  }
  return conditions;
}

const isGiven = (filter: Filter) => Object.values(filter).some((value) => value !== undefined);

/** All conditions at once. */
const all = (conditions: readonly Condition[]): Condition => ({
  sql: conditions.map(({ sql }) => sql).join(' AND ') || EVERY_ROW.sql,
  values: conditions.flatMap(({ values }) => values),
});

/** What a filter chose. */
export interface Chosen {
  /** Ids of activities, the oldest first; undefined: all, since nothing was asked for. */
  activities: readonly bigint[] | undefined;
  athletes: readonly string[] | undefined;
  /** Whether athletes are all that was asked for. */
  byAthleteOnly: boolean;
}

/** @throws {Failure} `usage` for a condition that is none or would do more than read, `timeout` for one that takes long. */
export async function choose(archive: Reader, filter: Filter, signal: AbortSignal): Promise<Chosen> {
  const { athlete, ...others } = filter;
  const byAthleteOnly = !isGiven(others);
  const activities = isGiven(filter) ? await chosenActivities(archive, filter, signal) : undefined;
  return { activities, athletes: athlete, byAthleteOnly };
}

/** The ids of the activities that a filter chooses, the oldest first. @throws {Failure} as {@link choose}. */
export async function chosenActivities(
  archive: Reader,
  filter: Filter,
  signal: AbortSignal,
): Promise<bigint[]> {
  const { sql, values } = all(await conditionsOf(archive, filter, signal));
  const select = `SELECT id FROM ${ACTIVITIES} WHERE ${sql} ORDER BY start_date, id`;
  return archive.$client
    .prepare(select)
    .pluck()
    .safeIntegers()
    .all(...values) as bigint[];
}

/** The condition that a column has the id of a chosen activity. */
export const chosenIn = ({ activities }: Chosen, column: string): Condition =>
  activities === undefined ? EVERY_ROW : among(column, activities.map(String));

/** The rows of the chosen activities; undefined for a table or view whose rows belong to none. */
export function chosenRows({ name, columns }: Relation, chosen: Chosen): Condition | undefined {
  if (columns.some((column) => column.name === 'activity_id')) return chosenIn(chosen, 'activity_id');
  if (['activities', ACTIVITIES].includes(name)) return chosenIn(chosen, 'id');
  return chosen.activities === undefined ? EVERY_ROW : undefined;
}

/** The rows of the chosen athletes; undefined where none were named, or the rows do not tell. */
export function rowsOfAthletes({ columns }: Relation, { athletes }: Chosen): Condition | undefined {
  const isOwned = columns.some(({ name }) => name === 'athlete_id');
  return athletes && isOwned ? among('athlete_id', athletes) : undefined;
}
