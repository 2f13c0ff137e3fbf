/**
 * The world as the web's maps lay it flat, in whole units from its north-western corner: as many as a map has pixels at
 * zoom 22, so that an integer of four bytes is finer than any track.
 */
export const WORLD = 2 ** 30;

/** The zoom at which a unit is a pixel. */
export const FINEST_ZOOM = 22;

/** Farther north and south the map does not go. */
const MOST_LAT = 85.05;
const DEGREE = Math.PI / 180;
/** Around the equator, metres. */
const AROUND_M = 40_075_017;

/** How far east a degree of longitude is. */
export const eastOf = (lng: number): number => Math.round((lng / 360 + 0.5) * WORLD);

/** How far south a degree of latitude is. */
export function southOf(lat: number): number {
  const within = Math.min(MOST_LAT, Math.max(-MOST_LAT, lat));
  const sine = Math.sin(within * DEGREE);
  return Math.round((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD);
}

/** How many units so many metres are at a latitude: the map is wider, the farther from the equator. */
export const unitsOf = (metres: number, lat: number): number =>
  ((metres / AROUND_M) * WORLD) / Math.cos(Math.min(MOST_LAT, Math.abs(lat)) * DEGREE);
