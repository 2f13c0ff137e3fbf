import { PAUSE_S } from './points.ts';

/**
 * A value from one second up to another: until the next one is recorded, if that is no pause later; and whether the one
 * before it held up to here.
 */
type OnHeld = (value: number, from: number, to: number, goesOn: boolean) => void;

/** The values that a sensor can give; others are taken for none. */
export interface Range {
  least: number;
  most: number;
}

/**
 * Goes through a stream as a curve of steps: each value holds until the next one. What is longer than a pause, and what
 * goes back in time, is a gap: nothing holds there.
 */
export function forEachHeld(time: Float64Array, values: Float64Array, range: Range, onHeld: OnHeld): void {
  let value = Number.NaN;
  let from = Number.NaN;
  let goesOn = false;
  const { least, most } = range;
  for (let i = 0; i < values.length; i++) {
    const to = time[i] as number;
    const next = values[i] as number;
    // NaN fails as well.
    if (!(next >= least && next <= most) || Number.isNaN(to)) continue;
    const isHeld = to > from && to - from <= PAUSE_S;
    if (isHeld) onHeld(value, from, to, goesOn);
    // A clock that stands still is no gap.
    goesOn = isHeld || (goesOn && to === from);
    value = next;
    from = to;
  }
}

/** Beats a minute; a sensor that has lost the heart gives 0. */
export const HEARTRATE: Range = { least: 1, most: 300 };
/** W. */
export const WATTS: Range = { least: 0, most: 5_000 };
/** m/s. */
export const SPEED: Range = { least: 0, most: 100 };
