import { and, eq, sql } from 'drizzle-orm';
import { check, foreignKey, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { received } from '../archive/columns.ts';
import { settleItem } from '../archive/coverage.ts';
import { pick, saidIn, shapeFor } from '../archive/shapes.ts';
import type { Json } from '../json.ts';
import { instant } from '../sqlite/columns.ts';
import type { Db } from '../sqlite/open.ts';
import { rowWriter } from '../sqlite/statements.ts';
import { type Day, remakeDays } from './remake.ts';
import { defineResource } from './resource.ts';

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
    count: integer('count').notNull(),
    distance: real('distance').notNull(),
    moving_time: integer('moving_time').notNull(),
    elapsed_time: integer('elapsed_time').notNull(),
    elevation_gain: real('elevation_gain').notNull(),
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

const RECORDS = saidIn(statsSnapshots);
const TOTALS = saidIn(statsTotals, 'period', 'sport');
const groups = PERIODS.flatMap((period) =>
  SPORTS.map((sport) => ({ period, sport, name: `${period}_${sport}_totals` })),
);

const totals = shapeFor(statsTotals, TOTALS).nullish();
// Strava has always sent all nine; one that goes missing must not cost the others, but none at all is no answer.
const shape = shapeFor(statsSnapshots, RECORDS)
  .extend(Object.fromEntries(groups.map(({ name }) => [name, totals])))
  .refine((answer) => groups.some(({ name }) => answer[name]), { error: 'none of the totals is there' });

const writeSnapshot = rowWriter(statsSnapshots, { key: ['athlete_id', 'captured_on'] });
const writeTotals = rowWriter(statsTotals);

/** Writes a day as its last answer has it, whole: totals of two answers would not add up. */
function apply(db: Db, answer: Json, { raw, ...day }: Day): void {
  const { athlete_id, captured_on, fetched_at } = day;
  const ofDay = and(eq(statsTotals.athlete_id, athlete_id), eq(statsTotals.captured_on, captured_on));
  db.delete(statsTotals).where(ofDay).run();
  const snapshot = {
    athlete_id,
    captured_on,
    captured_at: fetched_at,
    ...pick(answer, RECORDS),
    raw,
    fetched_at,
  };
  writeSnapshot(db, snapshot);
  for (const { period, sport, name } of groups) {
    const total = answer[name] as Json | null | undefined;
    const keys = { athlete_id, captured_on, period, sport };
    if (total) writeTotals(db, { ...keys, ...pick(total, TOTALS), fetched_at });
  }
}

/** `GET /athletes/{id}/stats`: recent, this year's and all-time totals of rides, runs and swims. */
export const athleteStats = defineResource<Json>({
  name: 'stats',
  plan: 'snapshot',
  request: (id) => ({ path: `/athletes/${id}/stats` }),
  shape,
  store(db, { key, athleteId, answer, raw, fetchedAt, capturedOn }) {
    apply(db, answer, { athlete_id: athleteId, captured_on: capturedOn, raw, fetched_at: fetchedAt });
    settleItem(db, key, { status: 'done', at: fetchedAt });
  },
  rebuild: (db) => remakeDays(db, statsSnapshots, (answer, day) => apply(db, shape.parse(answer), day)),
});
