import { basisOf, type Wanted } from '../../archive/wanted.ts';
import type { Json } from '../../json.ts';
import type { ToldBy } from '../resource.ts';

// A change of these in the list means that the detail has changed in a way that matters …
const MATTERS = [
  ...['name', 'sport_type', 'workout_type', 'gear_id', 'private', 'visibility', 'commute', 'trainer'],
  ...['flagged', 'total_photo_count', 'total_elevation_gain'],
];
// … and of these that the recording was cut or replaced.
const RECORDING = ['start_date', 'distance', 'moving_time', 'elapsed_time', 'upload_id'];

const basisIn = (said: Json, names: readonly string[]) => basisOf(names.map((name) => said[name] ?? null));

// The list alone tells of changes: where its own address says the same in other words, both would ask again by turns.
const basisBy = (by: ToldBy, said: Json, names: readonly string[]) =>
  by === 'list' ? basisIn(said, names) : null;

/** For what an activity wants its detail. */
export const detailWanted = (said: Json, by: ToldBy): Wanted => ({
  basis: basisBy(by, said, [...MATTERS, ...RECORDING]),
});

/** For what an activity wants its streams; one that was entered by hand has none, and Strava answers 404. */
export const recordingWanted = (said: Json, by: ToldBy): Wanted =>
  said.manual === true
    ? { basis: 'manual', nothing: 'entered by hand: no recording' }
    : { basis: basisBy(by, said, RECORDING) };

/** What the zones of an activity are wanted for that says that it has none. */
export const NO_ZONES = 'none';

/** For what an activity wants its zones: its detail alone names them, and other times in them come of another recording. */
export function zonesWanted(said: Json, by: ToldBy): Wanted | undefined {
  const { available_zones: names } = said;
  if (by === 'list' || !Array.isArray(names)) return undefined;
  if (names.length === 0) return { basis: NO_ZONES, nothing: true };
  return { basis: basisIn(said, ['available_zones', ...RECORDING]) };
}

/** Whether the recording was cut or replaced between two answers of the list. */
export const isRecordedAnew = (before: Json, after: Json): boolean =>
  basisIn(before, RECORDING) !== basisIn(after, RECORDING);
