import type { Extent } from './activities.ts';
import { between, type Random } from './random.ts';

/** When there was a point, and whether the athlete moved toward it. */
export interface Timeline {
  readonly time: number[];
  readonly moving: boolean[];
}

const LONGEST_STOP_WATCHED = 90;

/**
 * One point per second, from 0 to the elapsed time, with as many moving ones as the moving time says.
 * Of a stop, the beginning is recorded standing; then the device pauses, which leaves a gap.
 */
export function timelineOf({ moving_time, elapsed_time }: Extent, random: Random): Timeline {
  const stops = stopsOf(moving_time, elapsed_time - moving_time, random);
  const time = [0];
  const moving = [true];
  let now = 0;
  for (let second = 1; second <= moving_time; second += 1) {
    const stop = stops.get(second) ?? 0;
    const watched = Math.min(stop, Math.ceil(stop / 4), LONGEST_STOP_WATCHED);
    for (let standing = 0; standing < watched; standing += 1) {
      now += 1;
      time.push(now);
      moving.push(false);
    }
    now += 1 + stop - watched;
    time.push(now);
    moving.push(true);
  }
  return { time, moving };
}

/** Which second of moving is preceded by a stop, and how long that is. */
function stopsOf(movingTime: number, pause: number, random: Random): ReadonlyMap<number, number> {
  const stops = new Map<number, number>();
  let left = pause;
  while (left > 0 && movingTime > 0) {
    const stop = Math.min(left, Math.round(between(random, [4, 30]) + random() ** 4 * pause));
    const at = 1 + Math.floor(random() * movingTime);
    stops.set(at, (stops.get(at) ?? 0) + stop);
    left -= stop;
  }
  return stops;
}
