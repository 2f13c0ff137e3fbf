import { eq, sql } from 'drizzle-orm';
import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { received } from '../archive/columns.ts';
import { settleItem } from '../archive/coverage.ts';
import { parseJson } from '../json.ts';
import { flag, flagChecks, instant } from '../sqlite/columns.ts';
import type { Db } from '../sqlite/open.ts';
import type { Reader } from '../sqlite/read.ts';
import { noteGear } from './ledger-notes.ts';
import { defineResource, type Received } from './resource.ts';

/** The current profile of each athlete: a row an athlete. */
export const athletes = sqliteTable(
  'athletes',
  {
    id: integer('id').primaryKey(),
    /** 3 for the full profile, 2 for the public one. */
    resourceState: integer('resource_state').notNull(),
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
    createdAt: instant('created_at'),
    updatedAt: instant('updated_at'),
    profile: text('profile'),
    profileMedium: text('profile_medium'),
    measurementPreference: text('measurement_preference'),
    datePreference: text('date_preference'),
    weight: real('weight'),
    ftp: real('ftp'),
    followerCount: integer('follower_count'),
    friendCount: integer('friend_count'),
    ...received(),
  },
  (t) => flagChecks(t),
);

/** What changes in a profile: a row a calendar day, the last answer of the day. */
export const athleteSnapshots = sqliteTable(
  'athlete_snapshots',
  {
    athleteId: integer('athlete_id').notNull(),
    capturedOn: text('captured_on').notNull(),
    capturedAt: instant('captured_at').notNull(),
    resourceState: integer('resource_state').notNull(),
    weight: real('weight'),
    ftp: real('ftp'),
    followerCount: integer('follower_count'),
    friendCount: integer('friend_count'),
    premium: flag('premium'),
    summit: flag('summit'),
    ...received(),
  },
  (t) => [primaryKey({ columns: [t.athleteId, t.capturedOn] }), ...flagChecks(t)],
);

const word = z.string().nullish();
const gearList = z.array(z.looseObject({ id: z.string() })).nullish();
const profile = z.looseObject({
  id: z.int(),
  resource_state: z.int(),
  username: word,
  firstname: word,
  lastname: word,
  bio: word,
  city: word,
  state: word,
  country: word,
  sex: word,
  premium: z.boolean().nullish(),
  summit: z.boolean().nullish(),
  created_at: word,
  updated_at: word,
  profile: word,
  profile_medium: word,
  measurement_preference: word,
  date_preference: word,
  weight: z.number().nullish(),
  ftp: z.number().nullish(),
  follower_count: z.int().nullish(),
  friend_count: z.int().nullish(),
  bikes: gearList,
  shoes: gearList,
});
type Profile = z.infer<typeof profile>;

const changing = (p: Profile) => ({
  resourceState: p.resource_state,
  weight: p.weight,
  ftp: p.ftp,
  followerCount: p.follower_count,
  friendCount: p.friend_count,
  premium: p.premium,
  summit: p.summit,
});

const lasting = (p: Profile) => ({
  username: p.username,
  firstname: p.firstname,
  lastname: p.lastname,
  bio: p.bio,
  city: p.city,
  state: p.state,
  country: p.country,
  sex: p.sex,
  createdAt: p.created_at,
  updatedAt: p.updated_at,
  profile: p.profile,
  profileMedium: p.profile_medium,
  measurementPreference: p.measurement_preference,
  datePreference: p.date_preference,
});

/** Turns what Strava left out into NULL, so that an update clears what Strava no longer says. */
function nulls<T extends Record<string, unknown>>(values: T): { [K in keyof T]: NonNullable<T[K]> | null } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? null])) as never;
}

type Kept = Pick<Received<Profile>, 'athleteId' | 'answer' | 'raw' | 'fetchedAt' | 'capturedOn'>;

function apply(db: Db, { athleteId, answer, raw, fetchedAt, capturedOn }: Kept): void {
  const now = { ...nulls(changing(answer)), resourceState: answer.resource_state, raw, fetchedAt };
  const current = { ...nulls(lasting(answer)), ...now };
  // A poorer answer (lost scope) never overwrites a richer one.
  db.insert(athletes)
    .values({ id: athleteId, ...current })
    .onConflictDoUpdate({
      target: athletes.id,
      set: current,
      setWhere: sql`excluded.resource_state >= ${athletes.resourceState}`,
    })
    .run();
  db.insert(athleteSnapshots)
    .values({ athleteId, capturedOn, capturedAt: fetchedAt, ...now })
    .onConflictDoUpdate({
      target: [athleteSnapshots.athleteId, athleteSnapshots.capturedOn],
      set: { capturedAt: fetchedAt, ...now },
      setWhere: sql`excluded.resource_state >= ${athleteSnapshots.resourceState}`,
    })
    .run();
}

/** `GET /athlete`: the profile, complete with the scope `profile:read_all`. */
export const athlete = defineResource<Profile>({
  name: 'athlete',
  plan: 'snapshot',
  request: () => ({ path: '/athlete' }),
  shape: profile,
  idOf: ({ id }) => id,
  store(db, received) {
    const { key, athleteId, answer, fetchedAt } = received;
    apply(db, received);
    for (const { id } of [...(answer.bikes ?? []), ...(answer.shoes ?? [])])
      noteGear(db, athleteId, id, fetchedAt);
    settleItem(db, key, { status: 'done', at: fetchedAt });
  },
  rebuild(db) {
    const kept = db.select().from(athleteSnapshots).orderBy(athleteSnapshots.capturedOn).all();
    db.delete(athletes).run();
    db.delete(athleteSnapshots).run();
    for (const { athleteId, capturedOn, fetchedAt, raw } of kept) {
      const answer = profile.parse(parseJson(raw));
      apply(db, { athleteId, answer, raw, fetchedAt, capturedOn });
    }
  },
});

/** What to call an athlete in messages: the first name if the profile is archived, else the id. */
export function nameOf(archive: Reader, athleteId: number): string {
  const row = archive.select().from(athletes).where(eq(athletes.id, athleteId)).get();
  return row?.firstname || `athlete ${athleteId}`;
}
