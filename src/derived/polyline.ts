import type { Part } from './places.ts';

// https://developers.google.com/maps/documentation/utilities/polylinealgorithm
const UNIT = 1e5;

/** The line of an encoded polyline; what is cut off or no polyline ends it. */
export function decodePolyline(text: string): Part {
  const lat: number[] = [];
  const lng: number[] = [];
  let at = 0;
  const next = (): number => {
    let [value, factor, chunk] = [0, 1, 0];
    do {
      chunk = text.charCodeAt(at++) - 63;
      value += (chunk & 31) * factor;
      factor *= 32;
    } while (chunk >= 32);
    const size = Math.floor(value / 2);
    // NaN behind the end.
    return chunk >= 0 ? (value % 2 ? -size - 1 : size) : Number.NaN;
  };
  let [north, east] = [0, 0];
  while (at < text.length) {
    north += next();
    east += next();
    if (!(Math.abs(north) <= 90 * UNIT && Math.abs(east) <= 180 * UNIT)) break;
    lat.push(north / UNIT);
    lng.push(east / UNIT);
  }
  return { lat, lng };
}
