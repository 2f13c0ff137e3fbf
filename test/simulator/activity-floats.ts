import type { StreamKey } from './stream-shape.ts';
import type { FloatRule } from './wire-json.ts';

const FLOATS: ReadonlySet<string> = new Set([
  'distance',
  'total_elevation_gain',
  'utc_offset',
  'average_speed',
  'max_speed',
  'average_cadence',
  'average_watts',
  'kilojoules',
  'average_heartrate',
  'max_heartrate',
  'elev_high',
  'elev_low',
  'suffer_score',
  'calories',
  'elevation_difference',
  'average_grade_adjusted_speed',
  'average_grade',
  'maximum_grade',
  'elevation_high',
  'elevation_low',
  'start_latlng',
  'end_latlng',
  'converted_distance',
]);

const FLOAT_STREAMS: readonly StreamKey[] = [
  'distance',
  'latlng',
  'altitude',
  'velocity_smooth',
  'grade_smooth',
];

/** The numbers of an activity that have a decimal point even where they are whole. */
export const activityFloats: FloatRule = (path, value) => {
  if (path === 'gear.distance' || path === 'best_efforts.distance') return false;
  const name = path.slice(path.lastIndexOf('.') + 1);
  // No climb at all is written as an integer, no distance is not.
  return FLOATS.has(name) && (name !== 'total_elevation_gain' || value !== 0);
};

/** The same for gear. */
export const gearFloats: FloatRule = (path) => path === 'converted_distance' || path === 'weight';

/** The same for the data of a stream. */
export function streamFloats(key: StreamKey): FloatRule {
  const isFloat = FLOAT_STREAMS.includes(key);
  return (path) => isFloat && path === 'data';
}
