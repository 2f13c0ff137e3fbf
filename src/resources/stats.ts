import { sql } from 'drizzle-orm';
import { check, foreignKey, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { received } from '../archive/columns.ts';
import { settleItem } from '../archive/coverage.ts';
import { parseJson } from '../json.ts';
import { instant } from '../sqlite/columns.ts';
import type { Db } from '../sqlite/open.ts';
import { defineResource, type Received } from './resource.ts';

const PERIODS = ['recent', 'ytd', 'all'] as const;
const SPORTS = ['ride', 'run', 'swim'] as const;

/** The athlete's totals as Strava counts them (public activities only): a row a calendar day. */
export const statsSnapshots = sqliteTable(
  'stats_snapshots',
  {
    athleteId: integer('athlete_id').notNull(),
    capturedOn: text('captured_on').notNull(),
    capturedAt: instant('captured_at').notNull(),
    biggestRideDistance: real('biggest_ride_distance'),
    biggestClimbElevationGain: real('biggest_climb_elevation_gain'),
    ...received(),
  },
  (t) => [primaryKey({ columns: [t.athleteId, t.capturedOn] })],
);

/** The totals of a snapshot: a row for each period and sport. Metres and seconds. */
export const statsTotals = sqliteTable(
  'stats_totals',
  {
    athleteId: integer('athlete_id').notNull(),
    capturedOn: text('captured_on').notNull(),
    /** `recent` (the last four weeks), `ytd` (this year) or `all`. */
    period: text('period').notNull(),
    sport: text('sport').notNull(),
    count: integer('count').notNull(),
    distance: real('distance').notNull(),
    movingTime: integer('moving_time').notNull(),
    elapsedTime: integer('elapsed_time').notNull(),
    elevationGain: real('elevation_gain').notNull(),
    achievementCount: integer('achievement_count'),
    fetchedAt: instant('fetched_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.athleteId, t.capturedOn, t.period, t.sport] }),
    foreignKey({
      columns: [t.athleteId, t.capturedOn],
      foreignColumns: [statsSnapshots.athleteId, statsSnapshots.capturedOn],
      name: 'stats_totals_snapshot',
    }).onDelete('cascade'),
    check('stats_totals_period', sql`${t.period} IN ('recent', 'ytd', 'all')`),
    check('stats_totals_sport', sql`${t.sport} IN ('ride', 'run', 'swim')`),
  ],
);

const totals = z.looseObject({
  count: z.int(),
  distance: z.number(),
  moving_time: z.int(),
  elapsed_time: z.int(),
  elevation_gain: z.number(),
  achievement_count: z.int().nullish(),
});
type Totals = z.infer<typeof totals>;

const groups = PERIODS.flatMap((period) =>
  SPORTS.map((sport) => ({ period, sport, key: `${period}_${sport}_totals` })),
);

// Strava has always sent all nine; one that goes missing must not cost the others, but none at all is no answer.
const stats = z
  .object({
    biggest_ride_distance: z.number().nullish(),
    biggest_climb_elevation_gain: z.number().nullish(),
  })
  .catchall(z.unknown())
  .transform(({ biggest_ride_distance, biggest_climb_elevation_gain, ...rest }) => ({
    biggestRideDistance: biggest_ride_distance ?? null,
    biggestClimbElevationGain: biggest_climb_elevation_gain ?? null,
    totals: groups.map(({ key }) => rest[key]),
  }))
  .pipe(
    z.object({
      biggestRideDistance: z.number().nullable(),
      biggestClimbElevationGain: z.number().nullable(),
      /** In the order of `groups`. */
      totals: z
        .array(totals.nullish())
        .refine((all) => all.some(Boolean), { error: 'none of the totals is there' }),
    }),
  );
type Stats = z.infer<typeof stats>;

const columnsOf = (t: Totals) => ({
  count: t.count,
  distance: t.distance,
  movingTime: t.moving_time,
  elapsedTime: t.elapsed_time,
  elevationGain: t.elevation_gain,
  achievementCount: t.achievement_count ?? null,
});

type Kept = Pick<Received<Stats>, 'athleteId' | 'answer' | 'raw' | 'fetchedAt' | 'capturedOn'>;

function apply(db: Db, { athleteId, answer, raw, fetchedAt, capturedOn }: Kept): void {
  const { totals: said, ...biggest } = answer;
  const snapshot = { ...biggest, capturedAt: fetchedAt, raw, fetchedAt };
  db.insert(statsSnapshots)
    .values({ athleteId, capturedOn, ...snapshot })
    .onConflictDoUpdate({ target: [statsSnapshots.athleteId, statsSnapshots.capturedOn], set: snapshot })
    .run();
  groups.forEach(({ period, sport }, i) => {
    const total = said[i];
    if (!total) return;
    const values = { ...columnsOf(total), fetchedAt };
    db.insert(statsTotals)
      .values({ athleteId, capturedOn, period, sport, ...values })
      .onConflictDoUpdate({
        target: [statsTotals.athleteId, statsTotals.capturedOn, statsTotals.period, statsTotals.sport],
        set: values,
      })
      .run();
  });
}

/** `GET /athletes/{id}/stats`: recent, this year's and all-time totals of rides, runs and swims. */
export const athleteStats = defineResource<Stats>({
  name: 'stats',
  plan: 'snapshot',
  request: (id) => ({ path: `/athletes/${id}/stats` }),
  shape: stats,
  store(db, received) {
    apply(db, received);
    settleItem(db, received.key, { status: 'done', at: received.fetchedAt });
  },
  rebuild(db) {
    const kept = db.select().from(statsSnapshots).orderBy(statsSnapshots.capturedOn).all();
    for (const { athleteId, capturedOn, fetchedAt, raw } of kept) {
      const answer = stats.parse(parseJson(raw));
      apply(db, { athleteId, answer, raw, fetchedAt, capturedOn });
    }
  },
});
