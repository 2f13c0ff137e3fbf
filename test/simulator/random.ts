/** A source of numbers in [0, 1), the same for the same seed. */
export type Random = () => number;

/**
 * Seeded random numbers (mulberry32).
 *
 * Several parts are mixed into one seed, so that each day of each athlete has numbers of its own,
 * independent of what was drawn before.
 */
export function createRandom(...parts: readonly number[]): Random {
  let state = parts.reduce((seed, part) => Math.imul(seed ^ part, 0x9e3779b1) + 0x6d2b79f5, 0x2545f491);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A number between two bounds. */
export function between(random: Random, [low, high]: readonly [number, number]): number {
  return low + random() * (high - low);
}

/** Rounded to one decimal, as Strava gives metres. */
export function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Rounded to six decimals, as Strava gives degrees. */
export function micro(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
