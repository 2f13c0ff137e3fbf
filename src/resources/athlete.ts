import { eq } from 'drizzle-orm';
import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { received } from '../archive/columns.ts';
import { Notes } from '../archive/notes.ts';
import { objectsIn, saidIn, takerFor } from '../archive/taking.ts';
import type { Json } from '../json.ts';
import { flag, flagChecks, instant } from '../sqlite/columns.ts';
import type { Db } from '../sqlite/open.ts';
import type { Reader } from '../sqlite/read.ts';
import { rowWriter } from '../sqlite/statements.ts';
import { isGearId, noteGear } from './ledger-notes.ts';
import { type Day, remakeDays } from './remake.ts';
import { answerOfItem, defineResource } from './resource.ts';

/** The current profile of each athlete: a row an athlete. */
export const athletes = sqliteTable(
  'athletes',
  {
    id: integer('id').primaryKey(),
    /** 3 for the full profile, 2 for the public one. */
    resource_state: integer('resource_state'),
    username: text('username'),
    firstname: text('firstname'),
    lastname: text('lastname'),
    bio: text('bio'),
    city: text('city'),
    state: text('state'),
    country: text('country'),
    sex: text('sex'),
    premium: flag('premium'),
    summit: flag('summit'),
    created_at: instant('created_at'),
    updated_at: instant('updated_at'),
    profile: text('profile'),
    profile_medium: text('profile_medium'),
    measurement_preference: text('measurement_preference'),
    date_preference: text('date_preference'),
    weight: real('weight'),
    ftp: real('ftp'),
    follower_count: integer('follower_count'),
    friend_count: integer('friend_count'),
    ...received(),
  },
  (t) => flagChecks(t),
);

/** What changes in a profile: a row a calendar day, the last answer of the day. */
export const athleteSnapshots = sqliteTable(
  'athlete_snapshots',
  {
    athlete_id: integer('athlete_id').notNull(),
    captured_on: text('captured_on').notNull(),
    captured_at: instant('captured_at').notNull(),
    resource_state: integer('resource_state'),
    weight: real('weight'),
    ftp: real('ftp'),
    follower_count: integer('follower_count'),
    friend_count: integer('friend_count'),
    premium: flag('premium'),
    summit: flag('summit'),
    ...received(),
  },
  (t) => [primaryKey({ columns: [t.athlete_id, t.captured_on] }), ...flagChecks(t)],
);

const takeProfile = takerFor(athletes, saidIn(athletes, 'id'));
const CHANGING = saidIn(athleteSnapshots);

/** A poorer answer (lost scope) never overwrites a richer one; one that does not say what it is counts as the poorest. */
const UNLESS_POORER = 'coalesce(excluded.resource_state, 0) >= coalesce(resource_state, 0)';

const writeProfile = rowWriter(athletes, { key: ['id'], where: UNLESS_POORER });
const writeSnapshot = rowWriter(athleteSnapshots, {
  key: ['athlete_id', 'captured_on'],
  where: UNLESS_POORER,
});

/** The ids of the athlete's bikes and shoes. */
function gearIds(answer: Json, notes: Notes): string[] {
  const all = ['bikes', 'shoes'].flatMap((list) => objectsIn(answer, list, notes));
  return all.flatMap(([{ id }, where]) => {
    if (isGearId(id)) return [id];
    notes.add(`${where}id`, id);
    return [];
  });
}

/**
 * Writes the profile, and what changes of it to the row of the day; what Strava no longer says becomes NULL.
 * @returns the ids of the athlete's gear, and the note for the ledger: undefined for an answer that is poorer than the
 *   one that is there.
 */
function apply(db: Db, answer: Json, { athlete_id, captured_on, raw, fetched_at }: Day) {
  const notes = new Notes();
  const row = takeProfile(answer, notes);
  const keys = { athlete_id, captured_on, captured_at: fetched_at };
  const changing = Object.fromEntries(CHANGING.map((name) => [name, row[name]]));
  writeSnapshot(db, { ...keys, ...changing, raw, fetched_at });
  const gear = gearIds(answer, notes);
  const isTaken = writeProfile(db, { id: athlete_id, ...row, raw, fetched_at });
  return { gear, note: isTaken ? notes.text() : undefined };
}

/** `GET /athlete`: the profile, complete with the scope `profile:read_all`. */
export const athlete = defineResource<Json>({
  name: 'athlete',
  plan: 'snapshot',
  kinds: ['athlete'],
  show: (db, item) =>
    db
      .select({ raw: athletes.raw })
      .from(athletes)
      .where(eq(athletes.id, Number(item)))
      .get()?.raw,
  request: () => ({ path: '/athlete' }),
  answer: answerOfItem,
  store(db, { athleteId, answer, raw, fetchedAt, capturedOn }) {
    const day = { athlete_id: athleteId, captured_on: capturedOn, raw, fetched_at: fetchedAt };
    const { gear, note } = apply(db, answer, day);
    for (const id of gear) noteGear(db, athleteId, id, fetchedAt);
    return { note };
  },
  rebuild(db) {
    db.delete(athletes).run();
    return remakeDays(
      db,
      athleteSnapshots,
      'athlete',
      (answer, day) => apply(db, answerOfItem(answer, String(day.athlete_id)), day).note,
    );
  },
});

/** What to call an athlete in messages: the first name if the profile is archived, else the id. */
export function nameOf(archive: Reader, athleteId: number): string {
  const row = archive.select().from(athletes).where(eq(athletes.id, athleteId)).get();
  return row?.firstname || `athlete ${athleteId}`;
}
