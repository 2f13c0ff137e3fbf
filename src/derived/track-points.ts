import type { Part } from './places.ts';

/** Degrees are kept to the fifth decimal, about a metre. */
export const UNIT = 1e5;

/** A track with its bounds, in whole units. */
export interface Packed {
  south: number;
  west: number;
  north: number;
  east: number;
  bytes: Buffer;
}

function pushVarint(bytes: number[], value: number): void {
  let left = value;
  while (left >= 128) {
    bytes.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  bytes.push(left);
}

const zigzag = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value);

/**
 * Packs the parts of a track: of each, how many points it has, and of each point, how far it is from the one before, in
 * units north and east; the first one of all is so far from 0° 0°. Numbers are varints, seven bits a byte with the lowest
 * first; those that may be negative are doubled, and negative ones less one.
 */
export function pack(parts: readonly Part[]): Packed {
  const bytes: number[] = [];
  const bounds = { south: Infinity, west: Infinity, north: -Infinity, east: -Infinity };
  let lastLat = 0;
  let lastLng = 0;
  for (const { lat, lng } of parts) {
    pushVarint(bytes, lat.length);
    for (let i = 0; i < lat.length; i++) {
      const north = Math.round((lat[i] as number) * UNIT);
      const east = Math.round((lng[i] as number) * UNIT);
      pushVarint(bytes, zigzag(north - lastLat));
      pushVarint(bytes, zigzag(east - lastLng));
      bounds.south = Math.min(bounds.south, north);
      bounds.north = Math.max(bounds.north, north);
      bounds.west = Math.min(bounds.west, east);
      bounds.east = Math.max(bounds.east, east);
      lastLat = north;
      lastLng = east;
    }
  }
  return { ...bounds, bytes: Buffer.from(bytes) };
}
