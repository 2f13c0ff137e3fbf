import { between, type Random, tenths } from './random.ts';

/** The sports of the athletes' habits; yoga stands for those that no statistic of Strava counts. */
export type SportType = 'Run' | 'TrailRun' | 'Ride' | 'VirtualRide' | 'Swim' | 'Yoga';

/** What a recording of a sport looks like, roughly. */
export type Kind = 'foot' | 'wheel' | 'water' | 'studio';

type Span = readonly [low: number, high: number];

interface Effort {
  readonly kind: Kind;
  readonly metres: Span;
  /** Above 1, short ones are more frequent than long ones. */
  readonly skew: number;
  readonly metresPerSecond: Span;
  readonly climbPerKilometre: Span;
  /** Strava's older and coarser `type`, where it differs. */
  readonly type?: string;
}

const NOWHERE = { metres: [0, 0], skew: 1, metresPerSecond: [1, 1], climbPerKilometre: [0, 0] } as const;

const EFFORTS: Readonly<Record<string, Effort>> = {
  Run: {
    kind: 'foot',
    metres: [4000, 24000],
    skew: 1.3,
    metresPerSecond: [2.5, 3.7],
    climbPerKilometre: [2, 12],
  },
  TrailRun: {
    kind: 'foot',
    metres: [6000, 31000],
    skew: 1.6,
    metresPerSecond: [1.8, 2.9],
    climbPerKilometre: [20, 55],
    type: 'Run',
  },
  Walk: {
    kind: 'foot',
    metres: [2000, 9000],
    skew: 1.3,
    metresPerSecond: [1.1, 1.7],
    climbPerKilometre: [2, 15],
  },
  Ride: {
    kind: 'wheel',
    metres: [15000, 90000],
    skew: 1.8,
    metresPerSecond: [5.5, 9.2],
    climbPerKilometre: [3, 18],
  },
  VirtualRide: {
    kind: 'wheel',
    metres: [15000, 48000],
    skew: 1.2,
    metresPerSecond: [7.5, 10.5],
    climbPerKilometre: [2, 14],
  },
  Swim: {
    kind: 'water',
    metres: [800, 3400],
    skew: 1,
    metresPerSecond: [0.7, 1.1],
    climbPerKilometre: [0, 0],
  },
  Yoga: { kind: 'studio', ...NOWHERE },
  WeightTraining: { kind: 'studio', ...NOWHERE },
};

const UNKNOWN: Effort = { kind: 'studio', ...NOWHERE, type: 'Workout' };

/** How a sport is recorded. */
export function kindOf(sport: string): Kind {
  return effortOf(sport).kind;
}

/** Strava's deprecated `type` of a `sport_type`. */
export function legacyTypeOf(sport: string): string {
  return effortOf(sport).type ?? sport;
}

/** A plausible size of one activity; with `moving_time` given, as long as that. */
export function measure(sport: string, random: Random, movingTime?: number) {
  const { metres, skew, metresPerSecond, climbPerKilometre } = effortOf(sport);
  const [low, high] = metres;
  const chosen = low + random() ** skew * (high - low);
  const speed = between(random, metresPerSecond);
  const still = Math.round(between(random, [900, 3600]));
  const moving_time = movingTime ?? (high === 0 ? still : Math.round(chosen / speed));
  const distance = tenths(movingTime === undefined || high === 0 ? chosen : movingTime * speed);
  return {
    distance,
    moving_time,
    elapsed_time: moving_time + (high === 0 ? 0 : Math.floor(random() ** 3 * 1500)),
    total_elevation_gain: tenths((distance / 1000) * between(random, climbPerKilometre)),
  };
}

function effortOf(sport: string): Effort {
  return EFFORTS[sport] ?? UNKNOWN;
}
