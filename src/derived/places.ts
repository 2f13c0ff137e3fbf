import { PAUSE_S, type Points } from './points.ts';

/** A line over the ground that was gone without a break: degrees, as recorded. */
export interface Part {
  lat: readonly number[];
  lng: readonly number[];
}

/** Metres in a degree of a great circle. */
export const METRES_PER_DEGREE = 111_195;

// A straight line that is longer was not gone: a forgotten pause, or a place that was found late.
const JUMP_M = 500;
// In a pause one has not moved at all, or moved unrecorded.
const PAUSE_M = 50;

const isPlace = (lat: number, lng: number) =>
  Math.abs(lat) <= 90 && Math.abs(lng) <= 180 && !(lat === 0 && lng === 0);

/** Metres between two places that are not far from one another. */
function metresBetween(lat0: number, lng0: number, lat1: number, lng1: number): number {
  const north = lat1 - lat0;
  const east = (lng1 - lng0) * Math.cos((lat0 * Math.PI) / 180);
  return Math.sqrt(north * north + east * east) * METRES_PER_DEGREE;
}

/** Whether most points are further apart than a pause: then nothing tells a pause from a step. */
function isSparse(time: Float64Array): boolean {
  let steps = 0;
  for (let i = 1; i < time.length; i++) if ((time[i] as number) - (time[i - 1] as number) > PAUSE_S) steps++;
  return 2 * steps > time.length;
}

// Degrees; who is within them, and nearer than a pause tells, has not jumped anywhere on earth.
const NEAR = PAUSE_M / METRES_PER_DEGREE / 2;

/** Whether the way goes on to the next place. */
function isOn(lat0: number, lng0: number, lat1: number, lng1: number, isPause: boolean): boolean {
  if (Math.abs(lat1 - lat0) < NEAR && Math.abs(lng1 - lng0) < NEAR) return true;
  return metresBetween(lat0, lng0, lat1, lng1) <= (isPause ? PAUSE_M : JUMP_M);
}

/**
 * The ways of a recording: a jump divides them, and so does a pause after which one is elsewhere. A place that is on no
 * way is none: a fault of the receiver, as 0° 0° always is.
 */
export function partsOf({ lat, lng, time }: Points): Part[] {
  if (!lat || !lng) return [];
  const clock = time && !isSparse(time) ? time : undefined;
  const parts: { lat: number[]; lng: number[] }[] = [];
  let current: (typeof parts)[number] | undefined;
  let last = -1;
  for (let i = 0; i < lat.length; i++) {
    const north = lat[i] as number;
    const east = lng[i] as number;
    if (!isPlace(north, east)) continue;
    const isPause = clock !== undefined && !((clock[i] as number) - (clock[last] as number) <= PAUSE_S);
    if (!current || !isOn(lat[last] as number, lng[last] as number, north, east, isPause)) {
      current = { lat: [], lng: [] };
      parts.push(current);
    }
    current.lat.push(north);
    current.lng.push(east);
    last = i;
  }
  return parts.filter((part) => part.lat.length > 1);
}
