import { VIEWS } from '../views/index.ts';
import { type Condition, conditionOf, type Filter, partsOf } from './filter.ts';
import type { Reading, SQLValues } from './reading.ts';

/** Asks views about some activities of an athlete alone. */
export interface Within {
  athlete: number;
  /**
   * All rows of a SELECT, which finds each of the views that it names as if there were no other activities. They are read
   * once until something is written.
   */
  rows<T>(views: readonly string[], select: string, values: SQLValues): readonly T[];
}

/** What the views read of activities besides `activities_local`. */
const READ = {
  activities: 'id, athlete_id, start_date, start_date_local, sport_type, deleted_at',
  best_efforts: 'id, activity_id, athlete_id, name, distance, elapsed_time, start_date, start_date_local',
};

const sqlOf = new Map(VIEWS.map(({ name, sql }) => [name, sql]));

/**
 * A name in front of a query hides the table or view of that name: so the views count what they always count, of fewer
 * activities. They are put in by their SQL, since a view of the file sees only what is in the file.
 */
function narrowed({ sql, values }: Condition, views: readonly string[]): Condition {
  const ids = 'SELECT id FROM activities_local';
  const names = [
    `activities_local AS (SELECT * FROM main.activities_local WHERE ${sql})`,
    `activities AS (SELECT ${READ.activities} FROM main.activities WHERE id IN (${ids}))`,
    `best_efforts AS (SELECT ${READ.best_efforts} FROM main.best_efforts WHERE activity_id IN (${ids}))`,
    ...views.map((view) => `${view} AS (${sqlOf.get(view)})`),
  ];
  return { sql: `WITH ${names.join(',\n')}\n`, values };
}

/**
 * The activities of a filter, or all where it has no parts: then the views of the file are asked as they are.
 * @param since a local day, before which nothing is asked for.
 */
export function within(reading: Reading, filter: Filter, athlete: number, since = ''): Within {
  const parts = { ...partsOf(filter), ...(since && { since }) };
  const isAll = Object.keys(parts).length === 0;
  const all = conditionOf(filter, athlete);
  const condition = since
    ? { sql: `${all.sql} AND start_date_local >= ?`, values: [...all.values, since] }
    : all;
  return {
    athlete,
    rows(views, select, values) {
      const front = isAll ? { sql: '', values: [] } : narrowed(condition, views);
      return reading.rowsOnce(front.sql + select, [...front.values, ...values]);
    },
  };
}

/** All activities of an athlete. */
export const withinAll = (reading: Reading, athlete: number): Within =>
  within(reading, { sort: 'newest' }, athlete);
