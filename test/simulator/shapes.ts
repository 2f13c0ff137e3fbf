import { BARE, type Traits } from './traits.ts';

/** In what an activity differs from the usual. */
export interface Shape {
  readonly sport?: string;
  readonly name?: string;
  readonly visibility?: 'everyone' | 'followers_only' | 'only_me';
  readonly traits?: Partial<Traits>;
  readonly movingTime?: number;
  /** Done with gear that was retired since. */
  readonly retiredGear?: boolean;
  /** Begins in the same second as the one before. */
  readonly twin?: boolean;
}

const USUAL: Shape = {};

const EVERY_SENSOR = { gps: true, heartrate: true, cadence: true, watts: 'measured', temp: true } as const;

/** What has to occur in every world; the order is that of a numbered world, newest first. */
const SHAPES: readonly Shape[] = [
  USUAL,
  { name: 'Forgot the watch', traits: { manual: true, ...BARE } },
  { sport: 'Yoga', traits: { heartrate: true } },
  { sport: 'Ride', traits: { trainer: true, gps: false, heartrate: true, watts: 'measured', temp: false } },
  { sport: 'UnderwaterHockey', name: 'Octopush', traits: BARE },
  { sport: 'Run', name: 'With the old phone', traits: { ...BARE, gps: true } },
  { name: '🌧️ puddles 🐸 & 👩🏽‍🚒 sirens' },
  { name: 'جولة حول البحيرة – סיבוב באגם' },
  { name: 'Prologue' },
  { name: 'Prologue, the other device', twin: true },
  { sport: 'Ride', name: 'The long way', movingTime: 13_120, traits: EVERY_SENSOR },
  { sport: 'Run', traits: { hiddenStart: true } },
  { sport: 'Run', retiredGear: true },
  { visibility: 'only_me' },
  { visibility: 'followers_only' },
  { sport: 'Ride', traits: { watts: 'measured', wattsGaps: true } },
  { sport: 'Run', traits: { cadence: false, temp: false, watts: 'none', workout_type: 3 } },
  { sport: 'WeightTraining', traits: { heartrate: false, workout_type: null } },
  { sport: 'Swim' },
  { sport: 'Ride', retiredGear: true, traits: { workout_type: 12 } },
];

/** So many activities have all shapes among them; the others are as usual. */
const CYCLE = 40;

/** The shape at a position: whole numbers in order, or a random one in [0, 1) times the cycle. */
export function shapeAt(position: number): Shape {
  return SHAPES[position % CYCLE] ?? USUAL;
}

/** A shape drawn by chance, each as often as in a numbered world. */
export function shapeBy(chance: number): Shape {
  return shapeAt(Math.floor(chance * CYCLE));
}
