import { desc, eq, sql } from 'drizzle-orm';
import { index, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { origin } from '../../archive/columns.ts';
import { type ChangedVersion, changedVersions } from '../../archive/document-versions.ts';
import { takeId } from '../../archive/taking.ts';
import { type Json, parseJson, toJson } from '../../json.ts';
import { anything, instant, int64 } from '../../sqlite/columns.ts';
import type { Db } from '../../sqlite/open.ts';
import type { Reader } from '../../sqlite/read.ts';
import { query, rowWriter } from '../../sqlite/statements.ts';
import type { Remake } from '../remake.ts';
import { SAID } from './table.ts';

/** What changed in an activity at Strava, field by field. */
export const activityChanges = sqliteTable(
  'activity_changes',
  {
    activity_id: int64('activity_id').notNull(),
    ...origin(),
    /** UTC instant of the answer that first said so. */
    seen_at: instant('seen_at').notNull(),
    /** Strava's name of it. */
    field: text('field').notNull(),
    /** NULL where nothing was said; coordinates as JSON. */
    before: anything('before'),
    after: anything('after'),
  },
  (t) => [
    primaryKey({ columns: [t.activity_id, t.field, t.seen_at] }),
    index('activity_changes_seen').on(t.athlete_id, t.seen_at),
  ],
);

// What only counts, and what follows from another field, is nothing that a person changed.
const NO_CHANGE = /_count$|^(start_date_local|utc_offset|type|external_id)$/;
const FIELDS = [...SAID, 'start_latlng', 'end_latlng'].filter((name) => !NO_CHANGE.test(name));

/** A value as a column of any type holds it. */
function held(said: unknown): unknown {
  if (said === undefined || said === null) return null;
  if (typeof said === 'boolean') return Number(said);
  if (typeof said === 'string') return said.toWellFormed();
  // 0 and -0 are one and the same.
  if (said === 0) return 0;
  return typeof said === 'object' || typeof said === 'bigint' ? toJson(said) : said;
}

/** Bound as a BigInt, a whole number stays an INTEGER. */
const toSql = (value: unknown) => (Number.isSafeInteger(value) ? BigInt(value as number) : value);

const selectLast = query((db) =>
  db
    .select({ after: activityChanges.after })
    .from(activityChanges)
    .where(
      sql`${activityChanges.activity_id} = ${sql.placeholder('activity_id')}
        AND ${activityChanges.field} = ${sql.placeholder('field')}`,
    )
    .orderBy(desc(activityChanges.seen_at))
    .limit(1),
);
const write = rowWriter(activityChanges, { key: ['activity_id', 'field', 'seen_at'] });

/** Whose answers they are, and the UTC instant of the later one. */
interface Seen {
  athleteId: number;
  fetchedAt: string;
}

/**
 * Writes down what an answer says otherwise than the one of its kind before. What the list has told already is no news
 * when the detail tells it too.
 */
export function noteChanges(db: Db, before: Json, after: Json, { athleteId, fetchedAt }: Seen): void {
  const activity_id = takeId(after.id) as number | bigint;
  for (const field of FIELDS) {
    const [was, is] = [held(before[field]), held(after[field])];
    if (Object.is(was, is)) continue;
    const last = selectLast(db).get({ activity_id, field });
    if (last && Object.is(last.after, is)) continue;
    const keys = { activity_id, athlete_id: athleteId, fetched_at: fetchedAt, seen_at: fetchedAt };
    write(db, { ...keys, field, before: toSql(was), after: toSql(is) });
  }
}

/** What both versions say; undefined where one is broken, which is told of by itself. */
function textsOf({ before, after }: ChangedVersion): [string, string] | undefined {
  try {
    return [before(), after()];
  } catch {
    return undefined;
  }
}

/** Notes the changes between all versions that are kept, in the order in which they came. */
export function* remakeChanges(db: Db): Iterable<Remake> {
  db.delete(activityChanges).run();
  for (const version of changedVersions(db, ['activity_summary', 'activity'])) {
    const { athleteId, kind, item, firstSeenAt: fetchedAt } = version;
    yield {
      what: `changes of ${kind} ${item}`,
      line: { athleteId, resource: kind, item },
      apply() {
        const texts = textsOf(version);
        if (!texts) return undefined;
        const [before, after] = texts.map((text) => parseJson(text) as Json) as [Json, Json];
        noteChanges(db, before, { ...after, id: item }, { athleteId, fetchedAt });
        return undefined;
      },
    };
  }
}

/** What changed in an activity, the oldest first. */
export function changesOf(db: Reader, activityId: string) {
  const { seen_at, field, before, after } = activityChanges;
  return db
    .select({ seen_at, field, before, after })
    .from(activityChanges)
    .where(eq(activityChanges.activity_id, sql`CAST(${activityId} AS INTEGER)`))
    .orderBy(seen_at, field)
    .all();
}
