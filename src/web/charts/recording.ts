import type { Units } from '../format/quantity.ts';

/** What is recorded of a point, by its columns in `stream_points`. */
export const FIELDS = [
  ...(['time', 'distance', 'lat', 'lng', 'altitude', 'velocity_smooth'] as const),
  ...(['heartrate', 'cadence', 'watts', 'temp', 'grade_smooth', 'moving'] as const),
] as const;

export type Field = (typeof FIELDS)[number];

/** A value a point, in the units of `stream_points`. */
export type Column = readonly (number | null)[];

/** A recording as pages load it; a column without any value is left out. */
export interface Recording {
  sport: string | null;
  units: Units;
  /** Whether its power was measured. */
  isMeasured: boolean;
  columns: Partial<Record<Field, Column>>;
}

/** A part of a recording, in seconds since its start. */
export interface Stretch {
  from: number;
  to: number;
}

/** The points of a part, the last one too. */
export interface Range {
  first: number;
  last: number;
}

/** What was asked for before: while somebody draws over a chart it is asked for at every step. */
const risen = new WeakMap<Column, Float64Array>();

/** A column that never falls; what is missing, or less than before, is as before. */
export function rising(column: Column): Float64Array {
  const known = risen.get(column);
  if (known) return known;
  let most = column.find((value) => value !== null) ?? 0;
  const made = Float64Array.from(column, (value) => {
    if (value !== null && value > most) most = value;
    return most;
  });
  risen.set(column, made);
  return made;
}

/** The first point at which a rising column has come so far, or its last point. */
export function reached(column: Float64Array, value: number): number {
  let [low, high] = [0, column.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((column[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The point of a rising column whose value is nearest. */
export function nearest(column: Float64Array, value: number): number {
  const after = reached(column, value);
  const before = Math.max(0, after - 1);
  return value - (column[before] ?? 0) < (column[after] ?? 0) - value ? before : after;
}

/** What a part of a recording comes to; what was not recorded is left out. */
export interface Summary {
  seconds: number;
  /** Of these. */
  moving: number;
  metres?: number;
  climb?: number;
  heartrate?: number;
  watts?: number;
}

/** As in the archive's own curves: what is longer is a pause. */
const PAUSE_S = 10;
/** A height has to rise by so much to be a climb, and not a trembling. */
const TREMBLING_M = 2;

function meanOf(values: Column, time: Float64Array, { first, last }: Range): number | undefined {
  let [sum, seconds] = [0, 0];
  for (let i = first; i < last; i++) {
    const [value, held] = [values[i] ?? null, (time[i + 1] ?? 0) - (time[i] ?? 0)];
    if (value === null || held > PAUSE_S) continue;
    sum += value * held;
    seconds += held;
  }
  return seconds > 0 ? sum / seconds : undefined;
}

function climbOf(altitude: Column, { first, last }: Range): number {
  let [climb, ground] = [0, Infinity];
  for (let i = first; i <= last; i++) {
    const height = altitude[i] ?? null;
    if (height === null) continue;
    if (height - ground >= TREMBLING_M) climb += height - ground;
    if (height < ground || height - ground >= TREMBLING_M) ground = height;
  }
  return climb;
}

function movingOf(moving: Column, time: Float64Array, { first, last }: Range): number {
  let seconds = 0;
  for (let i = first + 1; i <= last; i++) if (moving[i] === 1) seconds += (time[i] ?? 0) - (time[i - 1] ?? 0);
  return seconds;
}

/** What a part of a recording comes to. */
export function summaryOf({ columns }: Recording, range: Range): Summary {
  const time = rising(columns.time ?? []);
  const between = (column: Float64Array) => (column[range.last] ?? 0) - (column[range.first] ?? 0);
  const seconds = between(time);
  const mean = (values: Column | undefined) => values && meanOf(values, time, range);
  const [heartrate, watts] = [mean(columns.heartrate), mean(columns.watts)];
  return {
    seconds,
    moving: columns.moving ? movingOf(columns.moving, time, range) : seconds,
    ...(columns.distance && { metres: between(rising(columns.distance)) }),
    ...(columns.altitude && { climb: climbOf(columns.altitude, range) }),
    ...(heartrate !== undefined && { heartrate }),
    ...(watts !== undefined && { watts }),
  };
}
