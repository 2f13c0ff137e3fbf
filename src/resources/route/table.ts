import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../../archive/columns.ts';
import { Notes } from '../../archive/notes.ts';
import { exactId, objectIn, saidIn, takerFor } from '../../archive/taking.ts';
import type { Json } from '../../json.ts';
import { flag, flagChecks, instant, int64, seconds } from '../../sqlite/columns.ts';
import type { Db } from '../../sqlite/open.ts';
import { rowWriter } from '../../sqlite/statements.ts';
import { dateOf } from '../ledger-notes.ts';
import type { RowKeys } from '../list-rows.ts';

/** The routes that the athlete has planned: what the list says of them, and what only their detail says. */
export const routes = sqliteTable(
  'routes',
  {
    id: int64('id').notNull(),
    ...origin(),
    /** 2 from the list, 3 with its detail. */
    resource_state: integer('resource_state'),
    name: text('name'),
    description: text('description'),
    type: integer('type'),
    sub_type: integer('sub_type'),
    private: flag('private'),
    starred: flag('starred'),
    distance: real('distance'),
    elevation_gain: real('elevation_gain'),
    estimated_moving_time: seconds('estimated_moving_time'),
    /** Epoch seconds. */
    timestamp: integer('timestamp'),
    created_at: instant('created_at'),
    updated_at: instant('updated_at'),
    map_summary_polyline: text('map_summary_polyline'),
    map_polyline: text('map_polyline'),
    /** Since when the list does not show it; NULL while it does. */
    gone_at: instant('gone_at'),
  },
  (t) => [primaryKey({ columns: [t.id, t.athlete_id] }), ...flagChecks(t)],
);

/** When a route was made, as a UTC instant; NULL where it does not say so. */
export const createdAt = ({ created_at }: Json): string | null => dateOf({ start_date: created_at });

/** What list and detail both say, under the same name as the column. */
const SAID = saidIn(routes, 'id', 'resource_state', 'map_summary_polyline', 'map_polyline', 'gone_at');
const OF_SUMMARY = [...SAID, 'map_summary_polyline'];
const KEYS = ['id', 'athlete_id', 'fetched_at', 'resource_state'];

const take = takerFor(routes, SAID);
const takeState = takerFor(routes, ['resource_state']);
const takeBrief = takerFor(routes, ['map_summary_polyline'], 'map_');
const takeMap = takerFor(routes, ['map_summary_polyline', 'map_polyline'], 'map_');

const writeSummary = rowWriter(routes, {
  ...{ key: ['id', 'athlete_id'], columns: [...KEYS, ...OF_SUMMARY], optional: OF_SUMMARY },
  ...{ keep: ['resource_state'], stamps: ['fetched_at'] },
});
const writeDetail = rowWriter(routes, {
  ...{ key: ['id', 'athlete_id'], columns: [...KEYS, ...OF_SUMMARY, 'map_polyline'] },
});

/**
 * Writes a route from the list. What that does not speak of, or not so that it is understood, stays as it is: the detail
 * may have said it.
 * @param where its place in the answer, with a dot. @returns whether the row says something else now.
 */
export function applySummary(db: Db, said: Json, keys: RowKeys, notes: Notes, where: string): boolean {
  const map = objectIn(said, 'map', notes, where);
  const row = { ...take(said, notes, where), ...takeBrief(map, notes, `${where}map.`) };
  for (const name of SAID) if (row[name] === null && said[name] !== null) row[name] = undefined;
  if (row.map_summary_polyline === null && map.summary_polyline !== null)
    row.map_summary_polyline = undefined;
  const state = takeState(said, notes, where).resource_state ?? 2;
  return writeSummary(db, { ...row, ...keys, id: exactId(said), resource_state: state });
}

/** Writes a route from its detail, all columns. @returns the note for the ledger. */
export function applyDetail(db: Db, answer: Json, keys: RowKeys): string | null {
  const notes = new Notes();
  const map = takeMap(objectIn(answer, 'map', notes), notes, 'map.');
  const row = { ...take(answer, notes), ...map, resource_state: 3 };
  notes.attempt(db, 'route', () => writeDetail(db, { ...row, ...keys, id: exactId(answer) }));
  return notes.text();
}
