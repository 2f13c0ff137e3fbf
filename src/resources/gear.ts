import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../archive/columns.ts';
import { settleItem } from '../archive/coverage.ts';
import { keepDocument } from '../archive/documents.ts';
import { pick, saidIn, shapeFor } from '../archive/shapes.ts';
import { DAY_MS, toInstant } from '../clock.ts';
import type { Json } from '../json.ts';
import { flag, flagChecks } from '../sqlite/columns.ts';
import type { Db } from '../sqlite/open.ts';
import { rowWriter } from '../sqlite/statements.ts';
import { remakeDocuments } from './remake.ts';
import { defineResource } from './resource.ts';

const WEEK_MS = 7 * DAY_MS;

/** Bikes (`b…`) and shoes (`g…`), retired ones too. */
export const gear = sqliteTable(
  'gear',
  {
    id: text('id').primaryKey(),
    ...origin(),
    name: text('name'),
    nickname: text('nickname'),
    brand_name: text('brand_name'),
    model_name: text('model_name'),
    description: text('description'),
    distance: real('distance'),
    retired: flag('retired'),
    /** Strava's `primary`, which SQL reserves. */
    is_primary: flag('is_primary'),
    frame_type: integer('frame_type'),
    weight: real('weight'),
    notification_distance: real('notification_distance'),
  },
  (t) => flagChecks(t),
);

/** The odometer of each gear over time: a row whenever Strava said something new. */
export const gearSnapshots = sqliteTable(
  'gear_snapshots',
  { id: text('id').notNull(), ...origin(), distance: real('distance'), retired: flag('retired') },
  (t) => [primaryKey({ columns: [t.id, t.fetched_at] }), ...flagChecks(t)],
);

// `primary` has another name here.
const NAMES = saidIn(gear, 'is_primary');
const ODOMETER = saidIn(gearSnapshots);
const shape = shapeFor(gear, NAMES);

const writeGear = rowWriter(gear, { key: ['id'] });
const writeSnapshot = rowWriter(gearSnapshots, { key: ['id', 'fetched_at'] });

function apply(db: Db, answer: Json, athlete_id: number, fetched_at: string): void {
  const row = { ...pick(answer, NAMES), is_primary: answer.primary ?? null, athlete_id, fetched_at };
  writeGear(db, row);
  const snapshot = { ...pick(answer, ODOMETER), athlete_id, fetched_at };
  writeSnapshot(db, snapshot);
}

/** `GET /gear/{id}` of every gear that an activity or the profile names. */
export const gearDetail = defineResource<Json>({
  name: 'gear',
  plan: 'item',
  rank: 'due',
  request: (id) => ({ path: `/gear/${id}` }),
  shape,
  idOf: ({ id }) => id,
  absent: ({ fault }) => (fault === 'not_found' ? 'Strava has it no more' : undefined),
  store(db, { key, athleteId, item, answer, raw, fetchedAt }) {
    const { changed } = keepDocument(db, { athleteId, kind: 'gear', item }, raw, fetchedAt);
    if (changed) apply(db, answer, athleteId, fetchedAt);
    const nextTryAt = toInstant(Date.parse(fetchedAt) + WEEK_MS);
    settleItem(db, key, { status: 'done', at: fetchedAt, nextTryAt });
  },
  rebuild(db) {
    for (const table of [gear, gearSnapshots]) db.delete(table).run();
    return remakeDocuments(db, {
      gear: (answer, of) => apply(db, shape.parse(answer), of.athleteId, of.firstSeenAt),
    });
  },
});
