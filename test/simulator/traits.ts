import type { Random } from './random.ts';
import type { Kind } from './sports.ts';

/** How an activity came about and what was recorded: what an edit on the website does not change. */
export interface Traits {
  readonly kind: Kind;
  readonly manual: boolean;
  readonly trainer: boolean;
  readonly gps: boolean;
  readonly heartrate: boolean;
  readonly cadence: boolean;
  readonly watts: 'measured' | 'estimated' | 'none';
  /** Moments without a value inside of the watts. */
  readonly wattsGaps: boolean;
  readonly temp: boolean;
  /** The athlete hides when it began: Strava says 00:00:01 local time. */
  readonly hiddenStart: boolean;
  /** Absent in the answers where it is absent here. */
  readonly workout_type?: number | null;
}

/** Nothing measured at all: typed in by hand, or a stopwatch. */
export const BARE = {
  gps: false,
  heartrate: false,
  cadence: false,
  watts: 'none',
  temp: false,
} as const satisfies Partial<Traits>;

/** What the devices of the time record; most have most sensors. */
export function usualTraits(kind: Kind, sport: string, random: Random): Traits {
  const moves = kind === 'foot' || kind === 'wheel';
  const virtual = sport === 'VirtualRide';
  return {
    kind,
    manual: false,
    trainer: kind === 'studio',
    gps: moves,
    heartrate: random() < 0.88,
    cadence: random() < 0.8 && moves,
    watts: wattsOf(kind, random(), virtual),
    wattsGaps: false,
    temp: random() < 0.6 && moves && !virtual,
    hiddenStart: false,
    ...workoutType(kind, random()),
  };
}

function wattsOf(kind: Kind, chance: number, virtual: boolean): Traits['watts'] {
  if (kind === 'foot') return chance < 0.25 ? 'measured' : 'none';
  if (kind !== 'wheel') return 'none';
  if (virtual || chance < 0.55) return 'measured';
  return chance < 0.92 ? 'estimated' : 'none';
}

function workoutType(kind: Kind, chance: number): Pick<Traits, 'workout_type'> {
  if (chance < 0.25) return {};
  if (chance < 0.45 || (kind !== 'foot' && kind !== 'wheel')) return { workout_type: null };
  const race = chance > 0.93 ? 1 : 0;
  return { workout_type: race + (kind === 'wheel' ? 10 : 0) };
}
