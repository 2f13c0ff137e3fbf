import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../archive/columns.ts';
import { keepDocument } from '../archive/documents.ts';
import { Notes } from '../archive/notes.ts';
import { saidIn, takerFor } from '../archive/taking.ts';
import type { Json } from '../json.ts';
import { flag, flagChecks, instant } from '../sqlite/columns.ts';
import type { Db } from '../sqlite/open.ts';
import { rowWriter } from '../sqlite/statements.ts';
import { remakeDocuments } from './remake.ts';
import { answerOfItem, defineResource } from './resource.ts';

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
    /** Since when Strava has it no more; NULL while it has. */
    gone_at: instant('gone_at'),
  },
  (t) => flagChecks(t),
);

/** The odometer of each gear over time: a row whenever Strava said something new. */
export const gearSnapshots = sqliteTable(
  'gear_snapshots',
  { id: text('id').notNull(), ...origin(), distance: real('distance'), retired: flag('retired') },
  (t) => [primaryKey({ columns: [t.id, t.fetched_at] }), ...flagChecks(t)],
);

// `primary` has another name here, and the id is the one that was asked for.
const SAID = saidIn(gear, 'id', 'is_primary', 'gone_at');
const takeGear = takerFor(gear, SAID);
const takePrimary = takerFor(gear, ['is_primary'], 'is_');

const writeGear = rowWriter(gear, {
  key: ['id'],
  columns: ['id', ...SAID, 'is_primary', 'athlete_id', 'fetched_at'],
});
const writeSnapshot = rowWriter(gearSnapshots, { key: ['id', 'fetched_at'] });

/** @returns the note for the ledger. */
function apply(db: Db, answer: Json, keys: { id: string; athlete_id: number; fetched_at: string }) {
  const notes = new Notes();
  const row = takeGear(answer, notes);
  const { is_primary = null } = takePrimary(answer, notes);
  const { distance, retired } = row;
  notes.attempt(db, 'gear', () => {
    writeGear(db, { ...row, is_primary, ...keys });
    writeSnapshot(db, { distance, retired, ...keys });
  });
  return notes.text();
}

/** Marks gear as gone since `at`, or as there where that is null. */
function markGone(db: Db, id: string, at: string | null): void {
  const isOther = at === null ? isNotNull(gear.gone_at) : isNull(gear.gone_at);
  db.update(gear)
    .set({ gone_at: at })
    .where(and(eq(gear.id, id), isOther))
    .run();
}

/** `GET /gear/{id}` of every gear that an activity or the profile names. */
export const gearDetail = defineResource<Json>({
  name: 'gear',
  plan: 'item',
  every: 'week',
  rank: 'due',
  kinds: ['gear'],
  request: (id) => ({ path: `/gear/${id}` }),
  answer: answerOfItem,
  absent: 'Strava has it no more',
  store(db, { athleteId, item, answer, raw, fetchedAt }) {
    const { changed } = keepDocument(db, { athleteId, kind: 'gear', item }, raw, fetchedAt);
    const keys = { id: item, athlete_id: athleteId, fetched_at: fetchedAt };
    const note = changed ? apply(db, answer, keys) : undefined;
    markGone(db, item, null);
    return { note };
  },
  onGone: (db, { item }, at) => markGone(db, item, at),
  *rebuild(db) {
    // No answer says so: it is carried over.
    const gone = db.select().from(gear).where(isNotNull(gear.gone_at)).all();
    for (const table of [gear, gearSnapshots]) db.delete(table).run();
    yield* remakeDocuments(db, {
      gear: (answer, { item, athleteId, firstSeenAt }) =>
        apply(db, answerOfItem(answer, item), { id: item, athlete_id: athleteId, fetched_at: firstSeenAt }),
    });
    for (const { id, gone_at } of gone) markGone(db, id, gone_at);
  },
});
