import type { Extent, WorldActivity } from './activities.ts';
import { between, createRandom, type Random } from './random.ts';

/** A way over land as knots at equal distances. */
export interface Route {
  /** Metres from one knot to the next. */
  readonly step: number;
  readonly lat: Float64Array;
  readonly lng: Float64Array;
  readonly altitude: Float64Array;
}

/** Somewhere in the ocean, so that nobody lives there. */
const HOME = { lat: -31.42, lng: -101.73 };
const METRES_PER_DEGREE = 111_195;
const MOST_KNOTS = 400;

/** A wave along the way: a bend, or a hill. */
type Wave = readonly [amplitude: number, radiansPerMetre: number, phase: number];

/** What an activity measured before anybody cropped it. */
export function extentOf(activity: WorldActivity): Extent {
  const { distance, moving_time, elapsed_time, total_elevation_gain } = activity.recorded ?? activity;
  return { distance, moving_time, elapsed_time, total_elevation_gain };
}

/** The way of an activity, always the same; as long and as high as its numbers say. */
export function routeOf(activity: WorldActivity): Route {
  const { distance, total_elevation_gain } = extentOf(activity);
  const random = createRandom(activity.id, 1);
  const knots = Math.max(2, Math.min(MOST_KNOTS, Math.ceil(distance / 12)));
  const step = distance / (knots - 1);
  return {
    step,
    ...wander(random, knots, step),
    altitude: climb(random, knots, step, total_elevation_gain),
  };
}

/** The value at a distance, between the two knots around it. */
export function sample(values: Float64Array, step: number, metres: number): number {
  const place = step === 0 ? 0 : Math.min(values.length - 1, metres / step);
  const before = Math.floor(place);
  const low = values[before] ?? 0;
  return low + ((values[before + 1] ?? low) - low) * (place - before);
}

function wander(random: Random, knots: number, step: number) {
  const lat = new Float64Array(knots);
  const lng = new Float64Array(knots);
  const bends = wavesOf(random, step, [1.9, 0.9, 0.35]);
  const heading = between(random, [0, 2 * Math.PI]);
  let [y, x] = [HOME.lat + between(random, [-0.03, 0.03]), HOME.lng + between(random, [-0.03, 0.03])];
  for (let knot = 0; knot < knots; knot += 1) {
    lat[knot] = y;
    lng[knot] = x;
    const direction = heading + heightOf(bends, knot * step);
    y += (Math.cos(direction) * step) / METRES_PER_DEGREE;
    x += (Math.sin(direction) * step) / METRES_PER_DEGREE / Math.cos((y * Math.PI) / 180);
  }
  return { lat, lng };
}

function climb(random: Random, knots: number, step: number, gain: number): Float64Array {
  const hills = wavesOf(random, step, [1, 0.4, 0.1]);
  const base = between(random, [20, 620]);
  const shape = Float64Array.from({ length: knots }, (_, knot) => heightOf(hills, knot * step));
  const rise = shape.reduce(
    (sum, height, knot) => sum + Math.max(0, height - (shape[knot - 1] ?? height)),
    0,
  );
  const scale = rise === 0 ? 0 : gain / rise;
  return shape.map((height) => base + height * scale);
}

/** From long waves to short ones, none shorter than the knots can show. */
function wavesOf(random: Random, step: number, amplitudes: readonly number[]): Wave[] {
  return amplitudes.map((amplitude, index) => {
    const length = Math.max(step * 8, between(random, [2400, 5200]) / 4 ** index);
    return [amplitude, (2 * Math.PI) / length, between(random, [0, 2 * Math.PI])];
  });
}

function heightOf(waves: readonly Wave[], metres: number): number {
  return waves.reduce(
    (sum, [amplitude, rate, phase]) => sum + amplitude * Math.sin(metres * rate + phase),
    0,
  );
}
