/** What of the budget backfill may spend, and how long that takes it. Times are epoch milliseconds. */
import { HOUR_MS, MINUTE_MS } from '../clock.ts';
import {
  type BudgetState,
  endOf,
  leftIn,
  limitOf,
  rollOver,
  startOf,
  WINDOWS,
  type WindowName,
} from './budget.ts';

// What an hourly pass needs: two snapshots, the first page of the list, a new activity now and then.
const PER_PASS = 4;
// A day and a bit of quarter hours: by then any limit above nothing allows a request.
const LOOK_AHEAD = 100;
/** What a request usually takes. */
const USUAL_MS = 500;

/**
 * How many requests of a window backfill leaves to the passes that are still to come in it.
 * It shrinks to nothing in the last minutes, when no pass is to come.
 */
export function reserve(window: WindowName, now: number, athletes: number): number {
  const left = endOf(window, now) - now;
  if (window === 'quarter_hour') return left < MINUTE_MS ? 0 : PER_PASS * athletes;
  return left < 10 * MINUTE_MS ? 0 : Math.ceil(left / HOUR_MS) * PER_PASS * athletes;
}

/** How many requests backfill may send now: what both windows have left above their reserve. */
export function spendable(state: BudgetState, now: number, athletes: number): number {
  const current = rollOver(state, now);
  const left = WINDOWS.map((window) => {
    // A small application's reserve must not be all it has.
    const half = Math.floor(limitOf(current, window) / 2);
    return leftIn(current, window) - Math.min(half, reserve(window, now, athletes));
  });
  return Math.max(0, Math.min(...left));
}

/** When backfill may go on: now, or at the first quarter hour in which anything is spendable. */
export function backfillOpensAt(state: BudgetState, now: number, athletes: number): number {
  let at = now;
  for (let i = 0; i < LOOK_AHEAD && spendable(state, at, athletes) === 0; i++) at = endOf('quarter_hour', at);
  return at;
}

/** What the hourly passes between two moments use of the day of the later one. */
function usedByPasses(from: number, to: number, athletes: number): number {
  const since = Math.max(from, startOf('day', to));
  return (Math.floor(to / HOUR_MS) - Math.floor(since / HOUR_MS)) * PER_PASS * athletes;
}

/** When so many requests of backfill will have been sent, at the pace that the limits allow. */
export function finishesAt(requests: number, state: BudgetState, now: number, athletes: number): number {
  let at = now;
  let left = requests;
  let current = state;
  for (let earliest = now; ; earliest = endOf('quarter_hour', at)) {
    const opensAt = backfillOpensAt(current, earliest, athletes);
    const passes = usedByPasses(at, opensAt, athletes);
    at = opensAt;
    current = rollOver(current, at).map((a) => (a.window === 'day' ? { ...a, used: a.used + passes } : a));
    const sent = Math.min(left, spendable(current, at, athletes));
    left -= sent;
    // Not beyond the window that they are sent in: one request more, in the next one, must not end earlier.
    if (left === 0) return Math.min(at + sent * USUAL_MS, endOf('quarter_hour', at));
    current = current.map((a) => ({ ...a, used: a.used + sent }));
  }
}
