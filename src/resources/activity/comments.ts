import { eq, sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../../archive/columns.ts';
import { Notes } from '../../archive/notes.ts';
import { objectIn, saidIn, takeId, takerFor } from '../../archive/taking.ts';
import { isObject, type Json } from '../../json.ts';
import { instant, int64 } from '../../sqlite/columns.ts';
import type { Db } from '../../sqlite/open.ts';
import { query, rowWriter } from '../../sqlite/statements.ts';
import { ACTIVITY_SCOPES, defineResource, listAnswer, PAGE_SIZE } from '../resource.ts';
import { counterOf, countWanted, eitherKind, keepCounted, remakeCounted } from './counted.ts';
import { partsIn } from './parts.ts';

/** What others wrote under an activity, and the athlete; who they are, Strava tells by name only. */
export const comments = sqliteTable(
  'comments',
  {
    id: int64('id').primaryKey(),
    activity_id: int64('activity_id').notNull(),
    ...origin(),
    text: text('text'),
    created_at: instant('created_at'),
    athlete_firstname: text('athlete_firstname'),
    athlete_lastname: text('athlete_lastname'),
    reaction_count: integer('reaction_count'),
    /** UTC instant of the first answer with all comments that did not have it any more. */
    removed_at: instant('removed_at'),
  },
  (t) => [index('comments_activity').on(t.activity_id)],
);

const AUTHOR_IN = 'athlete_';
const AUTHOR = ['athlete_firstname', 'athlete_lastname'];
const takeComment = takerFor(comments, saidIn(comments, 'removed_at', ...AUTHOR));
const takeAuthor = takerFor(comments, AUTHOR, AUTHOR_IN);
const COMMENTS = { list: 'comments', key: 'id', take: takeComment };

// Also of another activity: an id belongs where Strava last said that it does.
const writeComment = rowWriter(comments, { key: ['id'] });

// One that was shown since this was first said, by an answer that had not all, is gone since it was last said.
const markRemoved = query((db) => {
  const { fetched_at, removed_at, activity_id } = comments;
  const [first, last] = [sql.placeholder('firstSeenAt'), sql.placeholder('lastSeenAt')];
  return db
    .update(comments)
    .set({ removed_at: sql`CASE WHEN ${fetched_at} < ${first} THEN ${first} ELSE ${last} END` })
    .where(
      sql`${eq(activity_id, sql`${sql.placeholder('of')}`)} AND (${removed_at} IS NULL OR ${fetched_at} >= ${first})`,
    );
});

/** An answer as it is kept. */
interface Said {
  athleteId: number;
  item: string;
  firstSeenAt: string;
  lastSeenAt: string;
  isWhole: boolean;
}

/** The comments in an answer, each once. */
const commentsIn = (answer: unknown[], notes: Notes) => partsIn({ comments: answer }, COMMENTS, notes);

/** Writes what is shown; what is not keeps its row and is marked, if the answer has all. @returns the note for the ledger. */
function apply(db: Db, answer: unknown[], said: Said): string | null {
  const notes = new Notes();
  const { athleteId: athlete_id, lastSeenAt: fetched_at, isWhole } = said;
  const activity_id = takeId(said.item);
  const rows = commentsIn(answer, notes).map(([row, element, where]): Json => {
    const author = objectIn(element, 'athlete', notes, where);
    return { ...row, ...takeAuthor(author, notes, `${where}athlete.`) };
  });
  notes.attempt(db, 'comments', () => {
    if (isWhole) markRemoved(db).run({ ...said, of: activity_id });
    for (const row of rows)
      writeComment(db, { ...row, activity_id, athlete_id, fetched_at, removed_at: null });
  });
  return notes.text();
}

/** How many there are: each id once, and what has none. */
function countShown(answer: unknown[]): number {
  const ids = answer.flatMap((element) => (isObject(element) ? (takeId(element.id) ?? []) : []));
  return answer.length - ids.length + new Set(ids.map(String)).size;
}

const hasCursor = (element: unknown): element is { cursor: string } =>
  isObject(element) && typeof element.cursor === 'string' && element.cursor !== '';

const KINDS = ['comments', 'comments_part'] as const;
const countOf = counterOf('comment_count');
const query200 = { page_size: PAGE_SIZE };

/** `GET /activities/{id}/comments` of activities that have some. */
export const commentsOfActivity = defineResource<unknown[]>({
  name: 'comments',
  plan: 'item',
  rank: 'extra',
  scopes: ACTIVITY_SCOPES,
  kinds: KINDS,
  of: 'activity',
  wanted: countWanted('comment_count'),
  request: (id) => ({ path: `/activities/${id}/comments`, query: query200 }),
  pages: {
    expected: countOf,
    // Strava has written it for an address already, and takes it back as a text like any other.
    next(elements) {
      const last = elements.findLast(hasCursor);
      return last && { ...query200, after_cursor: last.cursor };
    },
  },
  answer: listAnswer,
  absent: 'Strava has the activity no more: deleted, or hidden',
  ...eitherKind(KINDS),
  store(db, received) {
    const { athleteId, item, answer, fetchedAt } = received;
    const counted = { shown: countShown(answer), expected: countOf(db, item) };
    const { nextTryAt, memory, ...kept } = keepCounted(db, received, KINDS, counted);
    const note = apply(db, answer, { athleteId, item, lastSeenAt: fetchedAt, ...kept });
    return { note, nextTryAt, memory };
  },
  rebuild(db) {
    db.delete(comments).run();
    return remakeCounted(db, KINDS, (answer, document) => apply(db, answer, document));
  },
});
