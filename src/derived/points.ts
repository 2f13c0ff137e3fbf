import type { Db } from '../sqlite/open.ts';
import type { Series } from '../streams/codec.ts';
import { columnsReader } from '../streams/columns.ts';

/** What of a recording anything is derived from. */
const FIELDS = ['time', 'distance', 'lat', 'lng', 'velocity_smooth', 'heartrate', 'watts'] as const;

type Field = (typeof FIELDS)[number];

/** The points of a recording, a column a stream; NaN where a point has no value, no column where there is no stream. */
export type Points = Readonly<Partial<Record<Field, Float64Array>>>;

/** More seconds than this between two points are a pause: nothing is known of what was between. */
export const PAUSE_S = 10;

// Whole numbers beyond 2⁵³ are nothing that was measured.
const toNumber = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);

// Longer than any activity.
const LAST_SECOND = 1e9;

/** Strava counts whole seconds, and so does all that is derived from them. */
function toSecond(value: unknown): number {
  const second = Math.round(toNumber(value));
  return Math.abs(second) <= LAST_SECOND ? second : Number.NaN;
}

function columnOf(field: Field, series: ArrayLike<unknown>): Float64Array {
  const column = new Float64Array(series.length);
  const take = field === 'time' ? toSecond : toNumber;
  for (let i = 0; i < series.length; i++) column[i] = take(series[i]);
  return column;
}

/** The points of what is about to be stored. */
export const pointsOf = (series: Partial<Record<Field, Series>>): Points =>
  Object.fromEntries(
    FIELDS.flatMap((field) => (series[field] ? [[field, columnOf(field, series[field])]] : [])),
  );

const readColumns = columnsReader(FIELDS);

/** The same of what is stored. */
export function readPoints(db: Db, activityId: number | bigint): Points {
  const columns = readColumns(db, activityId);
  return { ...columns, ...(columns.time && { time: columns.time.map(toSecond) }) };
}
