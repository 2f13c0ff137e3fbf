import { count, eq, sql } from 'drizzle-orm';
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../../archive/columns.ts';
import { Notes } from '../../archive/notes.ts';
import { objectsIn, saidIn, takeId, takerFor } from '../../archive/taking.ts';
import { DAY_MS } from '../../clock.ts';
import { int64 } from '../../sqlite/columns.ts';
import type { Db } from '../../sqlite/open.ts';
import { eraser, query, rowWriter } from '../../sqlite/statements.ts';
import { ACTIVITY_SCOPES, defineResource, listAnswer, PAGE_SIZE } from '../resource.ts';
import { counterOf, countWanted, eitherKind, keepCounted, remakeCounted } from './counted.ts';

/** Who gave kudos for an activity: names are all that Strava tells, and two may have the same. */
export const kudos = sqliteTable(
  'kudos',
  {
    activity_id: int64('activity_id').notNull(),
    /** In the order of the answer, from 0. */
    position: integer('position').notNull(),
    ...origin(),
    firstname: text('firstname'),
    lastname: text('lastname'),
  },
  (t) => [primaryKey({ columns: [t.activity_id, t.position] })],
);

const takeName = takerFor(kudos, saidIn(kudos, 'position'));
const writeName = rowWriter(kudos);
const erase = eraser(kudos.activity_id);
const countNames = query((db) =>
  db
    .select({ names: count() })
    .from(kudos)
    .where(eq(kudos.activity_id, sql`${sql.placeholder('of')}`)),
);

/** An answer as it is kept. */
interface Said {
  athleteId: number;
  item: string;
  lastSeenAt: string;
  isWhole: boolean;
}

/**
 * Writes the names in place of those that there were. An answer with fewer names than are counted does so only where it has
 * no fewer than the table: who is missing in it may have taken the kudos back, or stand on a page that did not come. Told
 * twice, it is all that Strava gives, and replaces a fuller one too.
 * @returns the note for the ledger.
 */
function apply(db: Db, answer: unknown[], { athleteId: athlete_id, item, lastSeenAt, isWhole }: Said) {
  const notes = new Notes();
  const activity_id = takeId(item);
  const owner = { activity_id, athlete_id, fetched_at: lastSeenAt };
  const rows = objectsIn({ kudos: answer }, 'kudos', notes).map(([name, where], position) =>
    Object.assign(takeName(name, notes, where), { position, ...owner }),
  );
  if (!isWhole && rows.length < (countNames(db).get({ of: activity_id })?.names ?? 0)) return notes.text();
  notes.attempt(db, 'kudos', () => {
    erase(db).run({ of: activity_id });
    for (const row of rows) writeName(db, row);
  });
  return notes.text();
}

const KINDS = ['kudos', 'kudos_part'] as const;
const countOf = counterOf('kudos_count');
const pageOf = (page: number) => ({ page, per_page: PAGE_SIZE });

/** `GET /activities/{id}/kudos` of activities that have some; they trickle in, so at most daily. */
export const kudosOfActivity = defineResource<unknown[]>({
  name: 'kudos',
  plan: 'item',
  rank: 'extra',
  scopes: ACTIVITY_SCOPES,
  kinds: KINDS,
  of: 'activity',
  wanted: countWanted('kudos_count'),
  restsMs: DAY_MS,
  request: (id) => ({ path: `/activities/${id}/kudos`, query: pageOf(1) }),
  pages: { expected: countOf, next: (_elements, page) => pageOf(page) },
  answer: listAnswer,
  absent: 'Strava has the activity no more: deleted, or hidden',
  ...eitherKind(KINDS),
  store(db, received) {
    const { athleteId, item, answer, fetchedAt: lastSeenAt } = received;
    const counted = { shown: answer.length, expected: countOf(db, item) };
    const { isWhole, nextTryAt, memory } = keepCounted(db, received, KINDS, counted);
    return { note: apply(db, answer, { athleteId, item, lastSeenAt, isWhole }), nextTryAt, memory };
  },
  rebuild(db) {
    db.delete(kudos).run();
    return remakeCounted(db, KINDS, (answer, document) => apply(db, answer, document));
  },
});
