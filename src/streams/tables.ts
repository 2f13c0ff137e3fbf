import { sql } from 'drizzle-orm';
import {
  check,
  customType,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
} from 'drizzle-orm/sqlite-core';
import { instant } from '../sqlite/columns.ts';
import { BLOCK, STREAM_FIELDS, type SteppedField, type StreamField } from './codec.ts';

/** A column of a STRICT table that keeps each value's own type: a whole number given as bigint stays an INTEGER. */
const any = customType<{ data: number | bigint | string }>({ dataType: () => 'ANY' });

/** The recordings of activities: a row for each activity that has streams. */
export const activityStreams = sqliteTable(
  'activity_streams',
  {
    activityId: integer('activity_id').primaryKey(),
    athleteId: integer('athlete_id').notNull(),
    /** The streams there are, separated by blanks: `time distance latlng …`. */
    types: text('types').notNull(),
    points: integer('points').notNull(),
    /** `time` or `distance`. */
    seriesType: text('series_type'),
    /** Points before Strava thinned them out. */
    originalSize: integer('original_size'),
    resolution: text('resolution'),
    fetchedAt: instant('fetched_at').notNull(),
  },
  (t) => [index('activity_streams_athlete').on(t.athleteId)],
);

const owner = () =>
  integer('activity_id')
    .notNull()
    .references(() => activityStreams.activityId, { onDelete: 'cascade' });

const codes = (name: string) => text(name);
const whole = (name: string) => integer(name);

type CodedColumns = Record<StreamField, ReturnType<typeof codes>> &
  Record<`${StreamField}_base` | `${SteppedField}_step`, ReturnType<typeof whole>> &
  Record<`${StreamField}_scale`, ReturnType<typeof any>>;

/** The columns of each field of `stream_points`: `x` (the codes), `x_base`, `x_step` (some) and `x_scale`. */
function codedColumns(): CodedColumns {
  const columns = STREAM_FIELDS.flatMap(({ name, step, real: isReal }) => [
    [name, codes(name)] as const,
    [`${name}_base`, whole(`${name}_base`)] as const,
    ...(step ? [[`${name}_step`, whole(`${name}_step`)] as const] : []),
    [`${name}_scale`, isReal ? real(`${name}_scale`) : any(`${name}_scale`)] as const,
  ]);
  return Object.fromEntries(columns) as CodedColumns;
}

/** The points, some dozens a row. Read them through the view `stream_points` (docs/decisions/0005). */
export const streamBlocks = sqliteTable(
  'stream_blocks',
  {
    activityId: owner(),
    /** The number of the row's first point, from 0. */
    firstPoint: integer('first_point').notNull(),
    points: integer('points').notNull(),
    ...codedColumns(),
  },
  (t) => [
    primaryKey({ columns: [t.activityId, t.firstPoint] }),
    check('stream_blocks_points', sql`${t.points} BETWEEN 1 AND ${sql.raw(String(BLOCK))}`),
  ],
);

/** Values that no code of `stream_blocks` can hold exactly, as they are; usually none. */
export const streamValues = sqliteTable(
  'stream_values',
  {
    activityId: owner(),
    /** A column of `stream_points`. */
    field: text('field').notNull(),
    point: integer('point').notNull(),
    /** REAL or INTEGER; TEXT for a whole number beyond 64 bits. */
    value: any('value').notNull(),
  },
  (t) => [primaryKey({ columns: [t.activityId, t.field, t.point] })],
);
