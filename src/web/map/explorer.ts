/** A tile of the web's maps at zoom 14 that was visited. */
export interface VisitedTile {
  x: number;
  y: number;
  /** By how many activities. */
  count: number;
}

/** What explorers count of the tiles that they have visited. */
export interface Explored {
  /** The largest square without a gap: its north-western tile, and how many tiles each side has. */
  square: { x: number; y: number; size: number };
  /** The largest cluster, as places in the list: tiles side by side, each with all four neighbours visited. */
  cluster: readonly number[];
}

const SIDE = 2 ** 14;
const keyOf = (x: number, y: number): number => x * SIDE + y;

/** From a tile's three neighbours to the west and north grows the largest square that ends in it. */
function squareOf(tiles: readonly VisitedTile[]): Explored['square'] {
  const sizes = new Map<number, number>();
  let square = { x: 0, y: 0, size: 0 };
  const sizeAt = (x: number, y: number) => sizes.get(keyOf(x, y)) ?? 0;
  for (const { x, y } of tiles.toSorted((a, b) => a.x - b.x || a.y - b.y)) {
    const size = 1 + Math.min(sizeAt(x - 1, y), sizeAt(x, y - 1), sizeAt(x - 1, y - 1));
    sizes.set(keyOf(x, y), size);
    if (size > square.size) square = { x: x - size + 1, y: y - size + 1, size };
  }
  return square;
}

const beside = (x: number, y: number): number[] => [
  keyOf(x - 1, y),
  keyOf(x + 1, y),
  keyOf(x, y - 1),
  keyOf(x, y + 1),
];

function clusterOf(tiles: readonly VisitedTile[]): number[] {
  const places = new Map(tiles.map(({ x, y }, i) => [keyOf(x, y), i]));
  const neighbours = ({ x, y }: VisitedTile) => beside(x, y).map((key) => places.get(key));
  const isInside = tiles.map((tile) => neighbours(tile).every((place) => place !== undefined));
  let largest: number[] = [];
  const isSeen = new Uint8Array(tiles.length);
  for (const start of tiles.keys()) {
    if (!isInside[start] || isSeen[start]) continue;
    isSeen[start] = 1;
    const cluster = [start];
    // The list grows while it is gone through, until nothing is beside it any more.
    for (const place of cluster) {
      for (const next of neighbours(tiles[place] as VisitedTile)) {
        if (next === undefined || !isInside[next] || isSeen[next]) continue;
        isSeen[next] = 1;
        cluster.push(next);
      }
    }
    if (cluster.length > largest.length) largest = cluster;
  }
  return largest;
}

/** Counts as explorers do. */
export const explored = (tiles: readonly VisitedTile[]): Explored => ({
  square: squareOf(tiles),
  cluster: clusterOf(tiles),
});
