import { eq, sql } from 'drizzle-orm';
import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../../archive/columns.ts';
import { type CoverageKey, findItem } from '../../archive/coverage.ts';
import { withoutSecrets } from '../../archive/document-text.ts';
import { keepDocument } from '../../archive/documents.ts';
import { Notes } from '../../archive/notes.ts';
import { objectsIn, takeId, takerFor } from '../../archive/taking.ts';
import { toInstant } from '../../clock.ts';
import { flag, flagChecks, seconds } from '../../sqlite/columns.ts';
import type { Db } from '../../sqlite/open.ts';
import { eraser, query, rowWriter } from '../../sqlite/statements.ts';
import { remakeDocuments } from '../remake.ts';
import { ACTIVITY_SCOPES, defineResource, INTERVAL_MS, listAnswer } from '../resource.ts';
import { activityId, type Owner, ownerOf, partsIn } from './parts.ts';
import { hasActivity } from './table.ts';
import { NO_ZONES, zonesWanted } from './wanted.ts';

/** How long an activity was in each zone. What is said of all zones of a type stands in each of its rows. */
export const activityZones = sqliteTable(
  'activity_zones',
  {
    activity_id: activityId(),
    /** `heartrate`, `power`, `pace`: an open set. */
    type: text('type').notNull(),
    /** Counts from 0. */
    zone: integer('zone').notNull(),
    ...origin(),
    min: real('min'),
    /** NULL for the last zone, which has no upper bound. */
    max: real('max'),
    time: seconds('time'),
    score: real('score'),
    points: real('points'),
    sensor_based: flag('sensor_based'),
    custom_zones: flag('custom_zones'),
  },
  (t) => [primaryKey({ columns: [t.activity_id, t.type, t.zone] }), ...flagChecks(t)],
);

const OF_ALL = ['type', 'score', 'points', 'sensor_based', 'custom_zones'];
const TYPES = { list: 'zones', key: 'type', take: takerFor(activityZones, OF_ALL) };
const takeBucket = takerFor(activityZones, ['min', 'max', 'time']);

const eraseZones = eraser(activityZones.activity_id);
const writeZone = rowWriter(activityZones);
const selectZone = query((db) =>
  db
    .select({ zone: activityZones.zone })
    .from(activityZones)
    .where(eq(activityZones.activity_id, sql.placeholder('id')))
    .limit(1),
);

/** Writes the zones in place of those that there were, unless nothing is understood of them. @returns the note for the ledger. */
function apply(db: Db, answer: unknown[], owner: Owner): string | null {
  const notes = new Notes();
  const rows = partsIn({ zones: answer }, TYPES, notes).flatMap(([row, said, where]) =>
    objectsIn(said, 'distribution_buckets', notes, where).map(([bucket, place, zone]) => {
      const taken = takeBucket(bucket, notes, place);
      return Object.assign(taken, row, { max: taken.max === -1 ? null : taken.max, zone, ...owner });
    }),
  );
  if (!hasActivity(db, owner.activity_id)) {
    notes.say('zones', 'their activity is not archived');
  } else if (rows.length > 0 || answer.length === 0) {
    notes.attempt(db, 'zones', () => {
      eraseZones(db).run({ of: owner.activity_id });
      for (const row of rows) writeZone(db, row);
    });
  }
  return notes.text();
}

/** Whether there are zones archived, of an activity that was not said to have lost them: no zones at all is not true then. */
const hasSome = (db: Db, key: CoverageKey): boolean =>
  findItem(db, key)?.basis !== NO_ZONES && selectZone(db).get({ id: takeId(key.item) }) !== undefined;

/** `GET /activities/{id}/zones`: the time in each zone of heart rate, pace and power. */
export const zonesOfActivity = defineResource<unknown[]>({
  name: 'activity_zones',
  plan: 'item',
  rank: 'extra',
  scopes: ACTIVITY_SCOPES,
  kinds: ['activity_zones'],
  of: 'activity',
  wanted: zonesWanted,
  request: (id) => ({ path: `/activities/${id}/zones` }),
  answer: listAnswer,
  absent: 'Strava has no zones of it',
  store(db, { key, athleteId, item, answer, raw, fetchedAt }) {
    if (answer.length === 0 && hasSome(db, key))
      return { note: undefined, nextTryAt: toInstant(Date.parse(fetchedAt) + INTERVAL_MS.week) };
    keepDocument(db, { athleteId, kind: 'activity_zones', item }, withoutSecrets(raw), fetchedAt);
    return { note: apply(db, answer, ownerOf({ athleteId, item }, fetchedAt)) };
  },
  rebuild(db) {
    db.delete(activityZones).run();
    return remakeDocuments(db, {
      activity_zones: (answer, { athleteId, item, lastSeenAt }) =>
        apply(db, listAnswer(answer), ownerOf({ athleteId, item }, lastSeenAt)),
    });
  },
});
