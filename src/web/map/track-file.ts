/**
 * Many tracks in one answer. At first how many there are, in four bytes; then of each one
 *
 * - the id of its activity, eight bytes
 * - which of `GROUPS` its sport is in, one byte
 * - its local year, two bytes; 0 where it has no day
 * - how many bytes its points take, four bytes
 * - its points, as `activity_tracks.points` has them (`src/derived/track-points.ts`)
 *
 * A number has its lowest byte first.
 */
export const GROUPS = ['ride', 'run', 'swim', 'walk', 'winter', 'water', 'other'] as const;

const OTHER = GROUPS.length - 1;
const COUNT_BYTES = 4;
const HEAD_BYTES = 15;

/** A track and what a map has to know of it. */
export interface FiledTrack {
  /** As text: an id of eight bytes is more than a number can hold. */
  id: string;
  /** Its place in `GROUPS`. */
  group: number;
  year: number;
  points: Uint8Array;
}

/** Where a group of sports stands in `GROUPS`; one that is not there is among the others. */
export function placeOfGroup(group: string | null): number {
  const place = (GROUPS as readonly (string | null)[]).indexOf(group);
  return place === -1 ? OTHER : place;
}

/** Puts tracks into one answer, in their order. */
export function writeTracks(tracks: readonly FiledTrack[]): Uint8Array<ArrayBuffer> {
  const length = tracks.reduce((sum, { points }) => sum + HEAD_BYTES + points.length, COUNT_BYTES);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, tracks.length, true);
  let at = COUNT_BYTES;
  for (const { id, group, year, points } of tracks) {
    view.setBigInt64(at, BigInt(id), true);
    view.setUint8(at + 8, group);
    view.setUint16(at + 9, year, true);
    view.setUint32(at + 11, points.length, true);
    bytes.set(points, at + HEAD_BYTES);
    at += HEAD_BYTES + points.length;
  }
  return bytes;
}

/** Takes the tracks out of an answer; their points are parts of it, and no copies. */
export function* readTracks(bytes: Uint8Array): Generator<FiledTrack> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = COUNT_BYTES;
  for (let left = view.getUint32(0, true); left > 0; left--) {
    const begin = at + HEAD_BYTES;
    const end = begin + view.getUint32(at + 11, true);
    yield {
      id: String(view.getBigInt64(at, true)),
      group: view.getUint8(at + 8),
      year: view.getUint16(at + 9, true),
      points: bytes.subarray(begin, end),
    };
    at = end;
  }
}
