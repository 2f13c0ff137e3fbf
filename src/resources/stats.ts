import { and, desc, eq, sql } from 'drizzle-orm';
import { check, foreignKey, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { received } from '../archive/columns.ts';
import { Notes } from '../archive/notes.ts';
import { objectIn, saidIn, takerFor } from '../archive/taking.ts';
import type { Json } from '../json.ts';
import { instant, seconds } from '../sqlite/columns.ts';
import type { Db } from '../sqlite/open.ts';
import { rowWriter } from '../sqlite/statements.ts';
import { type Day, remakeDays } from './remake.ts';
import { defineResource, NoAnswer, objectAnswer } from './resource.ts';

const PERIODS = ['recent', 'ytd', 'all'] as const;
const SPORTS = ['ride', 'run', 'swim'] as const;

/** The athlete's totals as Strava counts them (public activities only): a row a calendar day. */
export const statsSnapshots = sqliteTable(
  'stats_snapshots',
  {
    athlete_id: integer('athlete_id').notNull(),
    captured_on: text('captured_on').notNull(),
    captured_at: instant('captured_at').notNull(),
    biggest_ride_distance: real('biggest_ride_distance'),
    biggest_climb_elevation_gain: real('biggest_climb_elevation_gain'),
    ...received(),
  },
  (t) => [primaryKey({ columns: [t.athlete_id, t.captured_on] })],
);

/** The totals of a snapshot: a row for each period and sport. Metres and seconds. */
export const statsTotals = sqliteTable(
  'stats_totals',
  {
    athlete_id: integer('athlete_id').notNull(),
    captured_on: text('captured_on').notNull(),
    /** `recent` (the last four weeks), `ytd` (this year) or `all`. */
    period: text('period').notNull(),
    sport: text('sport').notNull(),
    count: integer('count'),
    distance: real('distance'),
    moving_time: seconds('moving_time'),
    elapsed_time: seconds('elapsed_time'),
    elevation_gain: real('elevation_gain'),
    achievement_count: integer('achievement_count'),
    fetched_at: instant('fetched_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.athlete_id, t.captured_on, t.period, t.sport] }),
    foreignKey({
      columns: [t.athlete_id, t.captured_on],
      foreignColumns: [statsSnapshots.athlete_id, statsSnapshots.captured_on],
      name: 'stats_totals_snapshot',
    }).onDelete('cascade'),
    check('stats_totals_period', sql`${t.period} IN ('recent', 'ytd', 'all')`),
    check('stats_totals_sport', sql`${t.sport} IN ('ride', 'run', 'swim')`),
  ],
);

const takeRecords = takerFor(statsSnapshots, saidIn(statsSnapshots));
const takeTotals = takerFor(statsTotals, saidIn(statsTotals, 'period', 'sport'));
const groups = PERIODS.flatMap((period) =>
  SPORTS.map((sport) => ({ period, sport, name: `${period}_${sport}_totals` })),
);

/** Strava has always sent all nine; one that goes missing must not cost the others, but none at all is no answer. */
function statsAnswer(json: unknown): Json {
  const answer = objectAnswer(json);
  if (groups.some(({ name }) => (answer[name] ?? null) !== null)) return answer;
  throw new NoAnswer('answer', 'none of the totals is there');
}

const writeSnapshot = rowWriter(statsSnapshots, { key: ['athlete_id', 'captured_on'] });
const writeTotals = rowWriter(statsTotals);

/**
 * Writes a day as its last answer has it, whole: totals of two answers would not add up.
 * @returns the note for the ledger.
 */
function apply(db: Db, answer: Json, { raw, ...day }: Day): string | null {
  const notes = new Notes();
  const { athlete_id, captured_on, fetched_at } = day;
  const ofDay = and(eq(statsTotals.athlete_id, athlete_id), eq(statsTotals.captured_on, captured_on));
  db.delete(statsTotals).where(ofDay).run();
  const snapshot = {
    athlete_id,
    captured_on,
    captured_at: fetched_at,
    ...takeRecords(answer, notes),
    raw,
    fetched_at,
  };
  writeSnapshot(db, snapshot);
  for (const { period, sport, name } of groups) {
    const total = objectIn(answer, name, notes);
    if (total !== answer[name]) continue;
    const row = {
      athlete_id,
      captured_on,
      period,
      sport,
      ...takeTotals(total, notes, `${name}.`),
      fetched_at,
    };
    notes.attempt(db, name, () => writeTotals(db, row));
  }
  return notes.text();
}

/** `GET /athletes/{id}/stats`: recent, this year's and all-time totals of rides, runs and swims. */
export const athleteStats = defineResource<Json>({
  name: 'stats',
  plan: 'snapshot',
  kinds: ['stats'],
  show: (db, item) =>
    db
      .select({ raw: statsSnapshots.raw })
      .from(statsSnapshots)
      .where(eq(statsSnapshots.athlete_id, Number(item)))
      .orderBy(desc(statsSnapshots.captured_on))
      .limit(1)
      .get()?.raw,
  request: (id) => ({ path: `/athletes/${id}/stats` }),
  answer: statsAnswer,
  store(db, { athleteId, answer, raw, fetchedAt, capturedOn }) {
    const day = { athlete_id: athleteId, captured_on: capturedOn, raw, fetched_at: fetchedAt };
    return { note: apply(db, answer, day) };
  },
  rebuild: (db) =>
    remakeDays(db, statsSnapshots, 'stats', (answer, day) => apply(db, statsAnswer(answer), day)),
});
