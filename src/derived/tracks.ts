import { blob, integer, primaryKey, real, sqliteTable } from 'drizzle-orm/sqlite-core';
import { basisOf } from '../archive/wanted.ts';
import { type Derivation, ofStreams, type Source } from './derivation.ts';
import { type Part, partsOf } from './places.ts';
import { decodePolyline } from './polyline.ts';
import { simplify } from './simplify.ts';
import { ofActivity, ofAthlete } from './table.ts';
import { pack, UNIT } from './track-points.ts';

/** Where an activity went, for a map of all of them: a row a level. */
export const activityTracks = sqliteTable(
  'activity_tracks',
  {
    ...ofActivity(),
    /** How far the track may be from the recorded points, metres: 10 or 50. */
    level: integer('level').notNull(),
    /** The bounds in degrees. */
    south: real('south').notNull(),
    west: real('west').notNull(),
    north: real('north').notNull(),
    east: real('east').notNull(),
    points: blob('points', { mode: 'buffer' }).notNull(),
    ...ofAthlete(),
  },
  (t) => [primaryKey({ columns: [t.activity_id, t.level] })],
);

const [FINE_M, COARSE_M] = [10, 50];

function partsIn({ streamsAt, points, line }: Source): Part[] {
  if (streamsAt !== undefined) return partsOf(points());
  const part = decodePolyline(line?.text ?? '');
  return part.lat.length > 1 ? [part] : [];
}

/** The simplified lines. */
export const tracks: Derivation = {
  name: 'tracks',
  version: 1,
  table: activityTracks,
  madeOf(source) {
    const { line } = source;
    return ofStreams(source) ?? (line && `${line.column} ${basisOf(line.text)}`);
  },
  *derive(source) {
    const fine = partsIn(source).map((part) => simplify(part, FINE_M));
    if (fine.length === 0) return;
    // Of a line that may be off by the fine tolerance already, the rest is left to be off.
    const coarse = fine.map((part) => simplify(part, COARSE_M - FINE_M));
    for (const [level, parts] of [
      [FINE_M, fine],
      [COARSE_M, coarse],
    ] as const) {
      const { south, west, north, east, bytes } = pack(parts);
      yield [level, south / UNIT, west / UNIT, north / UNIT, east / UNIT, bytes];
    }
  },
};
