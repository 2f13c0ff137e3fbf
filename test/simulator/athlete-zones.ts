import { createRandom } from './random.ts';

/** The zones of an athlete's heart; may be changed by a test. */
export interface HeartZones {
  custom_zones: boolean;
  /** Beats a minute at which each zone begins. */
  starts: number[];
}

/** A zone; the last one has a `max` of -1, which is no bound. */
interface Bounds {
  min: number;
  max: number;
}

/** The answer of `GET /athlete/zones`. */
export interface AthleteZones {
  heart_rate: { custom_zones: boolean; zones: Bounds[] };
  /** Absent for who has no FTP. */
  power?: { zones: Bounds[] };
}

const OF_MAXIMUM = [0, 0.6, 0.75, 0.82, 0.9];
const OF_FTP = [0, 0.56, 0.76, 0.91, 1.06, 1.21, 1.51];

/** As Strava guesses them. */
export function heartZonesOf(seed: number, athleteIndex: number): HeartZones {
  const maximum = 175 + Math.floor(createRandom(seed, athleteIndex, -7)() * 25);
  return { custom_zones: false, starts: OF_MAXIMUM.map((share) => Math.round(share * maximum)) };
}

/** The zones of an athlete: those of power follow from the FTP of the profile. */
export function athleteZones({ custom_zones, starts }: HeartZones, ftp: number | null): AthleteZones {
  const watts = ftp === null ? [] : OF_FTP.map((share) => Math.round(share * ftp));
  return {
    heart_rate: { custom_zones, zones: boundsOf(starts, 0) },
    ...(watts.length > 0 && { power: { zones: boundsOf(watts, 1) } }),
  };
}

/** Zones of power begin one watt above the end of the one before, those of the heart where that one ends. */
const boundsOf = (starts: readonly number[], gap: number): Bounds[] =>
  starts.map((min, at) => ({ min, max: (starts[at + 1] ?? gap - 1) - gap }));
