/**
 * Strava's request limits as pure state: two counters (overall and read), each over a quarter hour and a day,
 * on UTC boundaries (https://developers.strava.com/docs/rate-limits/). Times are epoch milliseconds.
 */
import { DAY_MS, MINUTE_MS } from '../clock.ts';

export const COUNTERS = ['overall', 'read'] as const;
export const WINDOWS = ['quarter_hour', 'day'] as const;
export type Counter = (typeof COUNTERS)[number];
export type WindowName = (typeof WINDOWS)[number];

const LENGTH_MS: Record<WindowName, number> = { quarter_hour: 15 * MINUTE_MS, day: DAY_MS };

export interface Allowance {
  counter: Counter;
  window: WindowName;
  /** Start of the window that `used` belongs to. */
  startedAt: number;
  limit: number;
  used: number;
  /** Strava refused a request in this window. */
  closed: boolean;
}

export type BudgetState = readonly Allowance[];

/** What an answer's rate headers say; only what could be read. */
export interface ReportedUsage {
  counter: Counter;
  window: WindowName;
  limit?: number;
  used?: number;
}

/** A new app's limits, used until an answer tells better. */
const NEW_APP: Record<Counter, Record<WindowName, number>> = {
  overall: { quarter_hour: 200, day: 2_000 },
  read: { quarter_hour: 100, day: 1_000 },
};

/** When the window that runs at `now` began. */
export const startOf = (window: WindowName, now: number) => now - (now % LENGTH_MS[window]);

/** When the window that runs at `now` ends. */
export const endOf = (window: WindowName, now: number): number => startOf(window, now) + LENGTH_MS[window];

/** The state of an app of which nothing is known yet. */
export function freshBudget(now: number): BudgetState {
  return COUNTERS.flatMap((counter) =>
    WINDOWS.map((window) => ({
      counter,
      window,
      startedAt: startOf(window, now),
      limit: NEW_APP[counter][window],
      used: 0,
      closed: false,
    })),
  );
}

/** The state at `now`: a window that is over starts again from nothing. */
export function rollOver(state: BudgetState, now: number): BudgetState {
  return state.map((a) => {
    const startedAt = startOf(a.window, now);
    return a.startedAt === startedAt ? a : { ...a, startedAt, used: 0, closed: false };
  });
}

const isSpent = (a: Allowance) => a.closed || a.used >= a.limit;

/** How many requests are left in a window, over both counters. */
export function leftIn(state: BudgetState, window: WindowName): number {
  return Math.min(
    ...state.filter((a) => a.window === window).map((a) => (isSpent(a) ? 0 : a.limit - a.used)),
  );
}

/** How many requests a window allows, over both counters. */
export function limitOf(state: BudgetState, window: WindowName): number {
  return Math.min(...state.filter((a) => a.window === window).map((a) => a.limit));
}

/** When the next request may go out: `now`, or the end of the last spent window. */
export function openAt(state: BudgetState, now: number): number {
  const ends = rollOver(state, now)
    .filter(isSpent)
    .map((a) => endOf(a.window, now));
  return Math.max(now, ...ends);
}

/** Counts one read request, which is charged before it is sent. */
export function charge(state: BudgetState, now: number): BudgetState {
  return rollOver(state, now).map((a) => ({ ...a, used: a.used + 1 }));
}

// Strava's number may be of a moment ago: that it is lower by so little says nothing.
const LAG = 3;

function correct(a: Allowance, charged: BudgetState, reported: ReportedUsage[]): Allowance {
  const before = charged.find((c) => c.counter === a.counter && c.window === a.window);
  // The answer crossed a boundary: whichever window Strava counted it in, one more here is safe.
  if (before?.startedAt !== a.startedAt) return { ...a, used: a.used + 1 };
  const said = reported.find((r) => r.counter === a.counter && r.window === a.window);
  // Requests that others charged since ours went out may not be in Strava's number yet.
  const since = Math.max(0, a.used - before.used);
  const told = said?.used === undefined ? a.used : said.used + since;
  const isALittleLess = told < a.used && told >= a.used - LAG;
  return { ...a, limit: said?.limit ?? a.limit, used: isALittleLess ? a.used : told };
}

/**
 * The state after an answer: Strava's own numbers where it gave them.
 * @param charged the state right after this request was charged.
 */
export function settle(
  state: BudgetState,
  charged: BudgetState,
  reported: ReportedUsage[],
  now: number,
): BudgetState {
  return rollOver(state, now).map((a) => correct(a, charged, reported));
}

/** The state after a 429: the window that its headers show as spent is closed, the quarter hour if none is. */
export function closeSpent(state: BudgetState, now: number): BudgetState {
  const current = rollOver(state, now);
  const anyDaySpent = current.some((a) => a.window === 'day' && isSpent(a));
  const window: WindowName = anyDaySpent ? 'day' : 'quarter_hour';
  return current.map((a) => (a.window === window ? { ...a, closed: true } : a));
}

const HEADERS: Record<Counter, string> = { overall: 'ratelimit', read: 'readratelimit' };

function numbers(header: unknown): (number | undefined)[] {
  return String(header ?? '')
    .split(',')
    .map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : undefined));
}

/** Reads the rate headers of an answer, by lower-case name; they may be absent (streams) or hold `","`. */
export function readUsage(headers: Record<string, unknown>): ReportedUsage[] {
  return COUNTERS.flatMap((counter) => {
    const limits = numbers(headers[`x-${HEADERS[counter]}-limit`]);
    const used = numbers(headers[`x-${HEADERS[counter]}-usage`]);
    return WINDOWS.map((window, i) => {
      const limit = limits[i];
      const usage = used[i];
      return {
        counter,
        window,
        ...(limit ? { limit } : {}),
        ...(usage === undefined ? {} : { used: usage }),
      };
    });
  });
}
