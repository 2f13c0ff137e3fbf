import { METRES_PER_MILE, METRES_PER_YARD } from '../../format/measures.ts';

const CLOCK_STEPS = [
  ...[1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_200, 1_800],
  ...[3_600, 7_200, 10_800, 21_600, 43_200, 86_400],
];

function between(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step);
  const count = Math.max(0, Math.floor(high / step) - first + 1);
  return Array.from({ length: count }, (_, i) => (first + i) * step);
}

/**
 * Where marks stand between two values: at steps of 1, 2 or 5 times a power of ten as people are told them.
 * @param factor how many of what is told one of the value is: 3.6 for m/s in km/h.
 */
export function evenMarks(low: number, high: number, factor: number, most: number): number[] {
  const [from, to] = [low * factor, high * factor];
  if (!(to > from)) return [low];
  const power = 10 ** Math.floor(Math.log10((to - from) / most));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => (to - from) / each <= most);
  return between(from, to, step ?? power * 10).map((mark) => mark / factor);
}

/** Marks on an axis of seconds. */
export function clockMarks(low: number, high: number, most: number): number[] {
  const step = CLOCK_STEPS.find((each) => (high - low) / each <= most) ?? 86_400;
  return between(low, high, step);
}

/** Marks at even paces on an axis of speeds. @param metres the way that the pace is for. */
function paceMarks(low: number, high: number, metres: number, most: number): number[] {
  const [fast, slow] = [metres / high, metres / Math.max(low, 1e-3)];
  const paces = clockMarks(fast, slow, most * 2).map((pace) => metres / pace);
  // Slow ones crowd below.
  const room = (high - low) / (most + 1);
  const kept: number[] = [];
  for (const speed of paces) if ((kept.at(-1) ?? Infinity) - speed >= room) kept.push(speed);
  return kept.toReversed();
}

/** The way that a pace of a unit is for, in metres. */
const PACES: Record<string, number> = {
  '/km': 1_000,
  '/mi': METRES_PER_MILE,
  '/100 m': 100,
  '/100 yd': 100 * METRES_PER_YARD,
  '/500 m': 500,
};
/** How many of a unit one m/s is. */
const SPEEDS: Record<string, number> = { 'km/h': 3.6, mph: 3_600 / METRES_PER_MILE, kn: 3_600 / 1_852 };

/** Marks on an axis of m/s, by the unit in which they are told. */
export function speedMarks(low: number, high: number, unit: string, most: number): number[] {
  const metres = PACES[unit];
  return metres === undefined
    ? evenMarks(low, high, SPEEDS[unit] ?? 1, most)
    : paceMarks(low, high, metres, most);
}
