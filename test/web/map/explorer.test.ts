import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explored } from '../../../src/web/map/explorer.ts';

const tile = fc.record({ x: fc.nat(7), y: fc.nat(7), count: fc.constant(1) });
const anyTiles = fc.uniqueArray(tile, { selector: ({ x, y }) => `${x} ${y}`, maxLength: 64 });

const SIDES = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

test('the largest square has no gap, and there is no larger one', () => {
  fc.assert(
    fc.property(anyTiles, (tiles) => {
      const visited = new Set(tiles.map(({ x, y }) => `${x} ${y}`));
      const isFull = (x: number, y: number, size: number) =>
        Array.from({ length: size * size }, (_, i) => `${x + (i % size)} ${y + Math.floor(i / size)}`).every(
          (each) => visited.has(each),
        );
      const { square } = explored(tiles);
      expect(isFull(square.x, square.y, square.size)).toBe(true);
      expect(tiles.some(({ x, y }) => isFull(x, y, square.size + 1))).toBe(false);
    }),
  );
});

test('the largest cluster is of tiles with four visited neighbours, side by side', () => {
  fc.assert(
    fc.property(anyTiles, (tiles) => {
      const visited = new Set(tiles.map(({ x, y }) => `${x} ${y}`));
      const inside = tiles
        .filter(({ x, y }) => SIDES.every(([dx, dy]) => visited.has(`${x + dx} ${y + dy}`)))
        .map(({ x, y }) => `${x} ${y}`);
      const sizes = [0];
      const left = new Set(inside);
      while (left.size > 0) {
        const cluster = [[...left][0] as string];
        left.delete(cluster[0] as string);
        for (const each of cluster) {
          const [x = 0, y = 0] = each.split(' ').map(Number);
          for (const [dx, dy] of SIDES)
            if (left.delete(`${x + dx} ${y + dy}`)) cluster.push(`${x + dx} ${y + dy}`);
        }
        sizes.push(cluster.length);
      }
      const { cluster } = explored(tiles);
      expect(cluster).toHaveLength(Math.max(...sizes));
      expect(inside).toEqual(
        expect.arrayContaining(cluster.map((place) => `${tiles[place]?.x} ${tiles[place]?.y}`)),
      );
    }),
  );
});
