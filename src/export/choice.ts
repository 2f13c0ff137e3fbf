import { Failure } from '../errors.ts';
import type { Reader } from '../sqlite/read.ts';
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
}

/** A part of a query with the values of its parameters. */
export interface Condition {
  sql: string;
  values: readonly unknown[];
}

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

const lower = (words: readonly string[]) => words.map((word) => word.toLowerCase());

/** The parts of a filter that are given, as conditions on a row of `activities_local`. */
function conditionsOf(filter: Filter): Condition[] {
  const { since, until, sport, gear, id, athlete } = filter;
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
  return conditions;
}

const isGiven = (filter: Filter) => Object.values(filter).some((value) => value !== undefined);

/** All conditions at once. */
const all = (conditions: readonly Condition[]): Condition => ({
  sql: conditions.map(({ sql }) => sql).join(' AND ') || 'TRUE',
  values: conditions.flatMap(({ values }) => values),
});

/** The ids of the activities that a filter chooses, the oldest first. */
function chosenActivities(archive: Reader, filter: Filter): bigint[] {
  const { sql, values } = all(conditionsOf(filter));
  const select = `SELECT id FROM ${ACTIVITIES} WHERE ${sql} ORDER BY start_date, id`;
  return archive.$client
    .prepare(select)
    .pluck()
    .safeIntegers()
    .all(...values) as bigint[];
}

/** The column by which the rows of a table belong to activities. */
function activityColumn({ name, columns }: Relation): string | undefined {
  if (columns.some((column) => column.name === 'activity_id')) return 'activity_id';
  return ['activities', ACTIVITIES].includes(name) ? 'id' : undefined;
}

/**
 * The rows of a table or view that a filter chooses: those of the activities.
 * @throws {Failure} `usage` where the rows belong to none, and so cannot be chosen by that.
 */
export function chosenRows(archive: Reader, relation: Relation, filter: Filter): Condition {
  if (!isGiven(filter)) return all([]);
  const column = activityColumn(relation);
  if (column !== undefined) {
    const ids = chosenActivities(archive, filter).map(String);
    return among(column, ids);
  }
  const { athlete, ...others } = filter;
  if (athlete && !isGiven(others) && relation.columns.some(({ name }) => name === 'athlete_id'))
    return among('athlete_id', athlete);
  throw new Failure(
    'usage',
    `The rows of ${relation.name} belong to no activity, so they cannot be chosen by what activities are like.`,
    'Leave the filter out, or ask with the command sql, which writes CSV and JSON, too.',
  );
}
