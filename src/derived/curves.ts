import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { DISTANCES, DURATIONS } from '../views/activity-curves.ts';
import { bestMeans } from './best-mean.ts';
import { bestTimes } from './best-time.ts';
import { type Derivation, type DerivedRow, ofStreams } from './derivation.ts';
import { HEARTRATE, type Range, WATTS } from './held.ts';
import type { Points } from './points.ts';
import { ofActivity, ofAthlete } from './table.ts';

const whole = (name: string) => integer(name);

type Columns<Name extends string> = Record<`${Name}${number}`, ReturnType<typeof whole>>;

const columns = <Name extends string>(name: Name): Columns<Name> =>
  Object.fromEntries(DURATIONS.map((_, i) => [`${name}${i}`, whole(`${name}${i}`)])) as Columns<Name>;

/**
 * The best that an activity has, a kind a row, so that the best of many activities is found in one look at each of them.
 * Read it through the view `activity_curves` (docs/decisions/0016).
 */
export const curveRows = sqliteTable(
  'curve_rows',
  {
    ...ofActivity(),
    /** `watts` and `heartrate`: the best mean over each duration; `pace`: the best time over each distance. */
    kind: text('kind').notNull(),
    /** Tenths: of W, of beats a minute, of seconds; NULL for what is longer than the activity. */
    ...columns('best'),
    /** The second at which each begins. */
    ...columns('at'),
    ...ofAthlete(),
  },
  (t) => [primaryKey({ columns: [t.activity_id, t.kind] })],
);

/** One best among the durations or the distances. */
interface Best {
  step: number;
  value: number;
  at: number;
}

function* rowOf(kind: string, steps: readonly number[], bests: readonly Best[]): Iterable<DerivedRow> {
  if (bests.length === 0) return;
  const values = new Map(bests.map(({ step, value, at }) => [step, { best: Math.round(value * 10), at }]));
  const all = DURATIONS.map((_, i) => values.get(steps[i] ?? Number.NaN));
  yield [kind, ...all.map((each) => each?.best ?? null), ...all.map((each) => each?.at ?? null)];
}

function meansOf(kind: 'watts' | 'heartrate', points: Points, range: Range): Iterable<DerivedRow> {
  const { time, [kind]: values } = points;
  if (!time || !values) return [];
  const means = bestMeans(time, values, range, DURATIONS);
  return rowOf(
    kind,
    DURATIONS,
    means.map(({ duration, mean, at }) => ({ step: duration, value: mean, at })),
  );
}

function pacesOf({ time, distance: metres }: Points): Iterable<DerivedRow> {
  if (!time || !metres) return [];
  const times = bestTimes(time, metres, DISTANCES);
  return rowOf(
    'pace',
    DISTANCES,
    times.map(({ distance, seconds, at }) => ({ step: distance, value: seconds, at: Math.floor(at) })),
  );
}

/** The best means of power and heart rate, and the best times. */
export const curves: Derivation = {
  name: 'curves',
  version: 1,
  table: curveRows,
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
