import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { bestMeans } from './best-mean.ts';
import { bestTimes } from './best-time.ts';
import { type Derivation, type DerivedRow, ofStreams } from './derivation.ts';
import { HEARTRATE, type Range, WATTS } from './held.ts';
import type { Points } from './points.ts';
import { ofActivity, ofAthlete } from './table.ts';

/** The best that an activity has: means over a duration, and times over a distance. */
export const activityCurves = sqliteTable(
  'activity_curves',
  {
    ...ofActivity(),
    /** `watts` and `heartrate`: the best mean over each duration; `pace`: the best time over each distance. */
    kind: text('kind').notNull(),
    /** Seconds. */
    duration: real('duration').notNull(),
    /** Metres, of a pace. */
    distance: real('distance'),
    /** W, beats a minute, or m/s. */
    value: real('value').notNull(),
    /** The second at which it begins. */
    at: integer('at').notNull(),
    ...ofAthlete(),
  },
  (t) => [primaryKey({ columns: [t.activity_id, t.kind, t.duration] })],
);

/** Seconds, up to five hours. */
export const DURATIONS = [
  ...[1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1_200, 1_500, 1_800],
  ...[2_400, 2_700, 3_600, 5_400, 7_200, 10_800, 18_000],
];

const MILE = 1_609.344;

/** Metres. */
export const DISTANCES = [
  ...[400, 800, 1_000, MILE, 3_000, 5_000, 10_000, 15_000, 10 * MILE, 20_000, 21_097.5, 30_000, 40_000],
  ...[42_195, 50_000, 50 * MILE, 100_000, 100 * MILE, 200_000],
];

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

function* meansOf(kind: 'watts' | 'heartrate', points: Points, range: Range): Iterable<DerivedRow> {
  const { time, [kind]: values } = points;
  if (!time || !values) return;
  for (const { duration, mean, at } of bestMeans(time, values, range, DURATIONS))
    yield [kind, duration, null, rounded(mean, 1), at];
}

function* pacesOf({ time, distance: metres }: Points): Iterable<DerivedRow> {
  if (!time || !metres) return;
  for (const { distance, seconds, at } of bestTimes(time, metres, DISTANCES))
    yield ['pace', rounded(seconds, 1), distance, rounded(distance / seconds, 3), Math.floor(at)];
}

/** The best means of power and heart rate, and the best times. */
export const curves: Derivation = {
  name: 'curves',
  version: 1,
  table: activityCurves,
  madeOf(source) {
    const streams = ofStreams(source);
    return streams && source.isMeasured ? `${streams}, measured watts` : streams;
  },
  *derive({ points, isMeasured }) {
    const all = points();
    yield* meansOf('heartrate', all, HEARTRATE);
    if (isMeasured) yield* meansOf('watts', all, WATTS);
    yield* pacesOf(all);
  },
};
