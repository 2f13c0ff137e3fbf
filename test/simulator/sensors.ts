import { createRandom, type Random, tenths } from './random.ts';

/** What a sensor showed on the whole, and how it behaves. */
export interface Behaviour {
  readonly mean: number;
  readonly max: number;
  /** How far it usually is from its level. */
  readonly drift: number;
  /** How much of that is left a second later: near 1, it changes slowly. */
  readonly memory: number;
  /** How far it jumps from one second to the next. */
  readonly noise: number;
  /** How many seconds it takes to get to its level. */
  readonly warmUp?: number;
  /** Whether it shows 0 where the athlete does not move, or coasts. */
  readonly stops?: boolean;
}

/** Between -1 and 1, mostly near 0. */
export function wobble(random: Random): number {
  return random() + random() - 1;
}

/** Whole numbers that look measured, with the given mean (nearly) and maximum. */
export function readings(random: Random, moving: readonly boolean[], behaviour: Behaviour): number[] {
  const raw = rawReadings(random, moving, behaviour);
  const sum = raw.reduce((total, value) => total + value, 0);
  const counted = behaviour.stops ? raw.filter((value) => value > 0).length : raw.length;
  const scale = sum === 0 ? 1 : (behaviour.mean * counted) / sum;
  return raw.map((value) => Math.min(behaviour.max, Math.round(value * scale)));
}

function rawReadings(random: Random, moving: readonly boolean[], behaviour: Behaviour): number[] {
  const { mean, drift, memory, noise, warmUp = 0, stops = false } = behaviour;
  // The standard deviation of `wobble` is 1/√6.
  const step = drift * Math.sqrt(6 * (1 - memory ** 2));
  let level = 0;
  let coasting = 0;
  return moving.map((moves, second) => {
    level = level * memory + wobble(random) * step;
    if (stops && random() < 0.006) coasting = 4 + Math.floor(random() * 14);
    coasting -= 1;
    if (stops && (!moves || coasting > 0)) return 0;
    const warm = warmUp === 0 ? 1 : 1 - 0.34 * Math.exp(-second / warmUp);
    return Math.max(1, mean * warm + level + wobble(random) * noise);
  });
}

/** Seldom a change, and never by more than one degree. */
export function temperatures(random: Random, size: number, mean: number): number[] {
  let now = mean;
  return Array.from({ length: size }, () => {
    if (random() < 1 / 240) now += random() < 0.5 + (now - mean) * 0.15 ? -1 : 1;
    return now;
  });
}

/** Speeds that average 1, slower and faster by turns. */
export function paces(random: Random, size: number, restlessness: number): Float64Array {
  const speeds = new Float64Array(size);
  let level = 0;
  let sum = 0;
  for (let second = 0; second < size; second += 1) {
    level = level * 0.96 + wobble(random) * restlessness * 0.4;
    const speed = Math.min(1.5, Math.max(0.35, 1 + level + wobble(random) * restlessness * 0.2));
    speeds[second] = speed;
    sum += speed;
  }
  return speeds.map((speed) => (speed * size) / sum);
}

/** What the sensors of an activity showed on the whole: the same numbers for its summary and its streams. */
export function levelsOf(activityId: number, kind: string) {
  const random = createRandom(activityId, 2);
  const number = (low: number, high: number) => low + random() * (high - low);
  const wheel = kind === 'wheel';
  const heartrate = tenths(kind === 'studio' ? number(84, 112) : number(118, wheel ? 146 : 161));
  const watts = tenths(wheel ? number(128, 236) : number(205, 288));
  return {
    heartrate,
    maxHeartrate: Math.round(heartrate + number(14, 32)),
    cadence: tenths(wheel ? number(76, 91) : number(77, 89)),
    watts,
    maxWatts: Math.round(watts * (wheel ? number(2.4, 4.1) : number(1.3, 1.6))),
    temp: Math.round(number(-3, 31)),
    /** Of the highest speed over the average one. */
    burst: number(1.5, 1.75),
    /** Metres; some altimeters know only steps of 0.2. */
    altitudeStep: random() < 0.3 ? 0.2 : 0.1,
  };
}
