import { integer, primaryKey, sqliteTable } from 'drizzle-orm/sqlite-core';
import { type Derivation, ofStreams } from './derivation.ts';
import { type Part, partsOf } from './places.ts';
import { ofActivity, ofAthlete } from './table.ts';

/** The tiles of the web's maps, at zoom 14, in which an activity has a point. */
export const explorerTiles = sqliteTable(
  'explorer_tiles',
  {
    ...ofActivity(),
    /** From west to east. */
    x: integer('x').notNull(),
    /** From north to south. */
    y: integer('y').notNull(),
    ...ofAthlete(),
  },
  (t) => [primaryKey({ columns: [t.activity_id, t.x, t.y] })],
);

// The zoom at which explorers count.
const TILES = 2 ** 14;

/** Where the upper edge of a row of tiles is, degrees north. */
const northOf = (y: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / TILES))) * 180) / Math.PI;

const rowOf = (lat: number) =>
  Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * TILES);

const within = (tile: number) => tile >= 0 && tile < TILES;

/** Tells the tiles of a way; nearly always the next point is in the same row, which costs no trigonometry. */
function addTiles({ lat, lng }: Part, tiles: Set<number>): void {
  let y = -1;
  let south = Infinity;
  let north = -Infinity;
  for (let i = 0; i < lat.length; i++) {
    const latitude = lat[i] as number;
    if (!(latitude > south && latitude <= north)) {
      y = rowOf(latitude);
      south = northOf(y + 1);
      north = northOf(y);
    }
    const x = Math.floor((((lng[i] as number) + 180) / 360) * TILES);
    if (within(x) && within(y)) tiles.add(x * TILES + y);
  }
}

/** The tiles of the recorded points; straight lines between them are not followed. */
export const tiles: Derivation = {
  name: 'tiles',
  version: 1,
  table: explorerTiles,
  madeOf: ofStreams,
  *derive({ points }) {
    const visited = new Set<number>();
    for (const part of partsOf(points())) addTiles(part, visited);
    for (const tile of [...visited].sort((one, other) => one - other))
      yield [Math.floor(tile / TILES), tile % TILES];
  },
};
