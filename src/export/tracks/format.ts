import type { Recorded } from './recorded.ts';

/** A format of recordings: one file of it. */
export interface TrackFile {
  readonly head: string;
  /** Between two activities. */
  readonly between: string;
  readonly tail: string;
  /** Why it cannot hold an activity, in words behind "activities"; undefined where it can. */
  lacks(recorded: Recorded): string | undefined;
  /** An activity as a text in pieces: a day's recording is long. */
  pieces(recorded: Recorded): Iterable<string>;
}

const POINTS_AT_ONCE = 500;

/** Points as text in pieces; a point that the format cannot hold is ''. */
export function* inPieces<Point>(
  points: Iterable<Point>,
  write: (point: Point, i: number) => string,
): Generator<string> {
  let piece = '';
  let i = 0;
  for (const point of points) {
    piece += write(point, i);
    i += 1;
    if (i % POINTS_AT_ONCE > 0) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
