import { PAUSE_S } from './points.ts';

/** The least seconds for a distance in metres, and the second at which they begin. */
export interface BestTime {
  distance: number;
  seconds: number;
  at: number;
}

/** Metres over seconds, both never less than before. */
interface Course {
  times: number[];
  metres: number[];
}

// m/s; what is faster is a fault of the recording, and no way was made in it.
const FASTEST = 100;

/**
 * The way over time, in parts within which time goes on. In a pause the clock runs on, and what a pause has in metres was
 * gone by train: so no stretch is better than it was.
 */
function coursesOf(time: Float64Array, distance: Float64Array): Course[] {
  const courses: Course[] = [];
  let current: Course | undefined;
  let clock = Number.NaN;
  let metre = 0;
  let way = 0;
  for (let i = 0; i < distance.length; i++) {
    const now = time[i] as number;
    const here = distance[i] as number;
    if (Number.isNaN(now) || Number.isNaN(here)) continue;
    const seconds = now - clock;
    const metres = here - metre;
    if (!current || !(seconds >= 0)) {
      current = { times: [], metres: [] };
      courses.push(current);
      way = 0;
    } else if (seconds <= PAUSE_S && metres > 0 && metres <= seconds * FASTEST) way += metres;
    current.times.push(now);
    current.metres.push(way);
    clock = now;
    metre = here;
  }
  return courses;
}

// Metres by which a sum of many ways may fall short of what was recorded.
const SLACK_M = 1e-6;

/** Takes a time if it is the best so far. */
type Offer = (seconds: number, at: number) => void;

/** The time at which a course is at a metre that lies between two of its points. */
function timeAt({ times, metres }: Course, metre: number, after: number): number {
  const t0 = times[after - 1] as number;
  const t1 = times[after] as number;
  const m0 = metres[after - 1] as number;
  const m1 = metres[after] as number;
  return t0 + ((metre - m0) / (m1 - m0)) * (t1 - t0);
}

/**
 * Offers each stretch of a distance that begins or ends at a point: of all others, one of these is as good, since between
 * two points the speed is even.
 */
function offerStretches(course: Course, distance: number, offer: Offer): void {
  const { times, metres } = course;
  const count = times.length;
  let end = 0;
  for (let start = 0; start < count; start++) {
    const goal = (metres[start] as number) + distance;
    while (end < count && (metres[end] as number) < goal - SLACK_M) end++;
    if (end === count) break;
    const from = times[start] as number;
    offer(timeAt(course, Math.min(goal, metres[end] as number), end) - from, from);
  }
  let after = 0;
  for (let stop = 0; stop < count; stop++) {
    const origin = (metres[stop] as number) - distance;
    if (origin < -SLACK_M) continue;
    const begin = Math.max(0, origin);
    while ((metres[after] as number) <= begin) after++;
    const from = timeAt(course, begin, after);
    offer((times[stop] as number) - from, from);
  }
}

/** The best times over the distances that were gone; of equal ones, the first. */
export function bestTimes(
  time: Float64Array,
  distance: Float64Array,
  distances: readonly number[],
): BestTime[] {
  const courses = coursesOf(time, distance);
  return distances.flatMap((each) => {
    let best = Number.POSITIVE_INFINITY;
    let at = 0;
    const offer: Offer = (seconds, from) => {
      if (seconds >= best) return;
      best = seconds;
      at = from;
    };
    for (const course of courses)
      if ((course.metres.at(-1) ?? 0) >= each - SLACK_M) offerStretches(course, each, offer);
    return best === Number.POSITIVE_INFINITY ? [] : [{ distance: each, seconds: best, at }];
  });
}
