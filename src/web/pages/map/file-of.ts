import { placeOfGroup, writeTracks } from '../../map/track-file.ts';
import type { KeptTrack } from '../../queries/map.ts';

/** Tracks as the archive keeps them, in the format of `track-file.ts`. */
export const fileOf = (kept: readonly KeptTrack[]): Uint8Array<ArrayBuffer> =>
  writeTracks(
    kept.map(({ id, sport_group, year, points }) => ({
      ...{ id, points, year: year ?? 0 },
      group: placeOfGroup(sport_group),
    })),
  );
