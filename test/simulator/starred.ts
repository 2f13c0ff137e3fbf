import { OF_RIDES, type Segment, segmentNumber, segmentOf } from './efforts.ts';
import { isoSeconds } from './local-time.ts';
import { createRandom } from './random.ts';

/** A segment that an athlete has starred, by its number in the world. */
export interface Star {
  readonly number: number;
  readonly starred_date: string;
}

/** A segment as `GET /segments/starred` lists it. */
export interface StarredSegment extends Segment {
  starred: true;
  pr_time: number | null;
  athlete_pr_effort: {
    id: bigint;
    activity_id: number;
    elapsed_time: number;
    distance: number;
    start_date: string;
    start_date_local: string;
    is_kom: boolean;
  } | null;
  starred_date: string;
}

const FIRST = Date.parse('2019-03-02T18:20:05Z');
const HOUR_MS = 3_600_000;

/** Whoever records activities has starred one segment of eleven, so that the details of their efforts agree. */
export function starsAtFirst(sports: readonly string[]): Star[] {
  const numbers = sports.includes('Ride') ? 2 * OF_RIDES : Number(sports.length > 0) * OF_RIDES;
  const starred = Array.from({ length: numbers }, (_, number) => number).filter(
    (number) => number % 11 === 0,
  );
  return starred
    .map((number) => ({ number, starred_date: isoSeconds(FIRST + number * 37 * HOUR_MS) }))
    .reverse();
}

/** Whether an athlete has starred the segment with this id. */
export const hasStarred = ({ stars }: { readonly stars: readonly Star[] }, id: number): boolean =>
  stars.some(({ number }) => number === segmentNumber(id));

/** What the list says of a star of an athlete: with the best effort, where there is one. */
export function starredSegment(athleteId: number, { number, starred_date }: Star): StarredSegment {
  const segment = segmentOf(number);
  const random = createRandom(athleteId, number, 22);
  const hasEffort = random() < 0.7;
  const elapsed_time = Math.floor(segment.distance / (2 + random() * 4)) + 1;
  const start = Date.parse(starred_date) - Math.floor(random() * 400) * HOUR_MS;
  return {
    ...segment,
    starred: true,
    pr_time: hasEffort ? elapsed_time : null,
    athlete_pr_effort: hasEffort
      ? {
          id: 3_000_000_000_000_000_001n + BigInt(Math.floor(random() * 1e15)) * 2n,
          activity_id: 19_000_000_000 + Math.floor(random() * 1e9),
          elapsed_time,
          distance: segment.distance,
          start_date: isoSeconds(start),
          start_date_local: isoSeconds(start + HOUR_MS),
          is_kom: false,
        }
      : null,
    starred_date,
  };
}
