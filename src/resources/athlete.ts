import { eq, type SQL, sql } from 'drizzle-orm';
import { integer, primaryKey, real, type SQLiteColumn, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { received } from '../archive/columns.ts';
import { settleItem } from '../archive/coverage.ts';
import { pick, saidIn, shapeFor } from '../archive/shapes.ts';
import type { Json } from '../json.ts';
import { flag, flagChecks, instant } from '../sqlite/columns.ts';
import type { Db } from '../sqlite/open.ts';
import type { Reader } from '../sqlite/read.ts';
import { rowWriter } from '../sqlite/statements.ts';
import { noteGear } from './ledger-notes.ts';
import { type Day, remakeDays } from './remake.ts';
import { defineResource } from './resource.ts';

/** The current profile of each athlete: a row an athlete. */
export const athletes = sqliteTable(
  'athletes',
  {
    id: integer('id').primaryKey(),
    /** 3 for the full profile, 2 for the public one. */
    resource_state: integer('resource_state').notNull(),
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
    resource_state: integer('resource_state').notNull(),
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

const PROFILE = saidIn(athletes);
const CHANGING = saidIn(athleteSnapshots);

const gearList = z.array(z.looseObject({ id: z.string() })).nullish();
const shape = shapeFor(athletes, PROFILE).extend({ bikes: gearList, shoes: gearList });

/** A poorer answer (lost scope) never overwrites a richer one. */
const unlessPoorer = (state: SQLiteColumn): SQL => sql`excluded.resource_state >= ${state}`;

const writeProfile = rowWriter(athletes, { key: ['id'], where: unlessPoorer(athletes.resource_state) });
const writeSnapshot = rowWriter(athleteSnapshots, {
  key: ['athlete_id', 'captured_on'],
  where: unlessPoorer(athleteSnapshots.resource_state),
});

/** Writes the profile, and what changes of it to the row of the day; what Strava no longer says becomes NULL. */
function apply(db: Db, answer: Json, { athlete_id, captured_on, raw, fetched_at }: Day): void {
  writeProfile(db, { ...pick(answer, PROFILE), raw, fetched_at });
  const keys = { athlete_id, captured_on, captured_at: fetched_at };
  writeSnapshot(db, { ...keys, ...pick(answer, CHANGING), raw, fetched_at });
}

/** `GET /athlete`: the profile, complete with the scope `profile:read_all`. */
export const athlete = defineResource<Json>({
  name: 'athlete',
  plan: 'snapshot',
  request: () => ({ path: '/athlete' }),
  shape,
  idOf: ({ id }) => id,
  store(db, { key, athleteId, answer, raw, fetchedAt, capturedOn }) {
    apply(db, answer, { athlete_id: athleteId, captured_on: capturedOn, raw, fetched_at: fetchedAt });
    for (const { id } of [answer.bikes, answer.shoes].flatMap((list) => (list ?? []) as Json[]))
      noteGear(db, athleteId, id, fetchedAt);
    settleItem(db, key, { status: 'done', at: fetchedAt });
  },
  rebuild(db) {
    db.delete(athletes).run();
    return remakeDays(db, athleteSnapshots, (answer, day) => apply(db, shape.parse(answer), day));
  },
});

/** What to call an athlete in messages: the first name if the profile is archived, else the id. */
export function nameOf(archive: Reader, athleteId: number): string {
  const row = archive.select().from(athletes).where(eq(athletes.id, athleteId)).get();
  return row?.firstname || `athlete ${athleteId}`;
}
