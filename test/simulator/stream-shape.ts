/** What was recorded, point by point; all arrays have the same length. */
export interface Recording {
  time: number[];
  distance?: number[];
  latlng?: [lat: number, lng: number][];
  altitude?: number[];
  velocity_smooth?: number[];
  heartrate?: number[];
  cadence?: number[];
  watts?: (number | null)[];
  temp?: number[];
  moving?: boolean[];
  grade_smooth?: number[];
}

/** The name of a stream. */
export type StreamKey = keyof Recording;

/** One stream, as an answer holds it. */
export interface Stream<Data = unknown[]> {
  readonly data: Data;
  readonly series_type: 'distance' | 'time';
  readonly original_size: number;
  readonly resolution: 'high';
}

/** The streams of an activity by name, as with `key_by_type=true`. */
export type StreamSet = { [Key in StreamKey]?: Stream<NonNullable<Recording[Key]>> };

/** In the order in which answers hold them. */
export const STREAM_KEYS: readonly StreamKey[] = [
  'moving',
  'latlng',
  'velocity_smooth',
  'grade_smooth',
  'cadence',
  'distance',
  'heartrate',
  'altitude',
  'watts',
  'temp',
  'time',
];

/** A recording as a set of streams. */
export function streamSetOf(recording: Recording): StreamSet {
  const series_type = recording.distance === undefined ? 'time' : 'distance';
  const original_size = recording.time.length;
  const entries = STREAM_KEYS.filter((key) => recording[key] !== undefined).map((key) => [
    key,
    { data: recording[key], series_type, original_size, resolution: 'high' },
  ]);
  return Object.fromEntries(entries);
}
