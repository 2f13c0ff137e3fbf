import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../archive/columns.ts';
import type { Notes } from '../archive/notes.ts';
import { saidIn, takerFor } from '../archive/taking.ts';
import type { Json } from '../json.ts';
import { flag, flagChecks, instant, int64 } from '../sqlite/columns.ts';
import { rowWriter } from '../sqlite/statements.ts';
import { defineList } from './list.ts';
import { PAGE_SIZE } from './resource.ts';

/** The clubs that the athlete is or was a member of. */
export const clubs = sqliteTable(
  'clubs',
  {
    id: int64('id').notNull(),
    ...origin(),
    name: text('name'),
    sport_type: text('sport_type'),
    /** A JSON list of texts. */
    activity_types: text('activity_types'),
    city: text('city'),
    state: text('state'),
    country: text('country'),
    private: flag('private'),
    member_count: integer('member_count'),
    featured: flag('featured'),
    verified: flag('verified'),
    url: text('url'),
    profile: text('profile'),
    profile_medium: text('profile_medium'),
    cover_photo: text('cover_photo'),
    cover_photo_small: text('cover_photo_small'),
    /** Since when the list does not show it. */
    gone_at: instant('gone_at'),
  },
  (t) => [primaryKey({ columns: [t.athlete_id, t.id] }), ...flagChecks(t)],
);

const SAID = saidIn(clubs, 'activity_types', 'gone_at');
const takeClub = takerFor(clubs, SAID);
const writeClub = rowWriter(clubs, {
  key: ['athlete_id', 'id'],
  columns: [...SAID, 'activity_types', 'athlete_id', 'fetched_at'],
  stamps: ['fetched_at'],
});

function takeTypes({ activity_types: types = null }: Json, notes: Notes, where: string): string | null {
  if (types === null) return null;
  if (Array.isArray(types) && types.every((type) => typeof type === 'string')) return JSON.stringify(types);
  notes.add(`${where}activity_types`, types);
  return null;
}

/** `GET /athlete/clubs`. */
export const athleteClubs = defineList({
  name: 'clubs',
  kind: 'club',
  pageSize: PAGE_SIZE,
  request: (page) => ({ path: '/athlete/clubs', query: { page, per_page: PAGE_SIZE } }),
  daily: {
    table: clubs,
    gone: clubs.gone_at,
    apply(db, said, keys, notes, where) {
      const row = { ...takeClub(said, notes, where), activity_types: takeTypes(said, notes, where) };
      writeClub(db, { ...row, ...keys });
    },
  },
});
