/** A number for the quarter hour, and one for the day. */
export type Pair = readonly [quarterHour: number, day: number];

/** Uploads count only in the overall limit, everything else in both. */
export type CallKind = 'read' | 'upload';

/** How the headers are written: as they should be, not at all, or with `,` as the read usage. */
export type RateHeaders = 'normal' | 'absent' | 'comma';

/**
 * What the usage in the headers is worth: exact; up to three calls behind, as of a replica;
 * or with jumps, because another program asks on behalf of the same application.
 */
export type UsageReport = 'exact' | 'lagging' | 'shared';

/** Limits or usage to set; what is left out stays as it is. */
export interface PairSettings {
  readonly overall?: Pair;
  readonly read?: Pair;
}

const QUARTER_HOUR_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const LAGS = [0, 2, 1, 3];
/** Each so many calls the other program has made so many. */
const SHARED_EVERY = 10;
const SHARED_CALLS = 7;

/** One counter over the current UTC quarter hour and UTC day. */
class Counter {
  limit: Pair;
  #used: Pair = [0, 0];
  #windows: Pair = [0, 0];
  /** What each window begins with. */
  #atFirst: Pair = [0, 0];

  constructor(limit: Pair) {
    this.limit = limit;
  }

  used(now: number): Pair {
    const windows: Pair = [Math.floor(now / QUARTER_HOUR_MS), Math.floor(now / DAY_MS)];
    const kept = (at: 0 | 1) => (windows[at] === this.#windows[at] ? this.#used[at] : this.#atFirst[at]);
    this.#used = [kept(0), kept(1)];
    this.#windows = windows;
    return this.#used;
  }

  set(now: number, used: Pair): void {
    this.used(now);
    this.#used = used;
  }

  /** Lets each window begin so. */
  beginWith(used: Pair): void {
    this.#atFirst = used;
  }

  /** Counts a call, also one beyond the limit; answers whether it was within. */
  add(now: number): boolean {
    const [quarterHour, day] = this.used(now);
    this.#used = [quarterHour + 1, day + 1];
    return this.#used[0] <= this.limit[0] && this.#used[1] <= this.limit[1];
  }
}

/** The request budget that Strava keeps for an application. */
export class RateLimits {
  /** How many calls were answered 429 because a limit was reached (429s of the fault script are not counted). */
  refused = 0;
  readonly #now: () => number;
  readonly #overall = new Counter([200, 2000]);
  readonly #read = new Counter([100, 1000]);
  #calls = 0;

  constructor(now: () => number, limits: PairSettings = {}) {
    this.#now = now;
    this.setLimits(limits);
  }

  /** Changes limits, as the self-service upgrade does. */
  setLimits({ overall, read }: PairSettings): void {
    if (overall) this.#overall.limit = overall;
    if (read) this.#read.limit = read;
  }

  /** Presets what was used in the current windows. */
  setUsage({ overall, read }: PairSettings): void {
    if (overall) this.#overall.set(this.#now(), overall);
    if (read) this.#read.set(this.#now(), read);
  }

  /** Presets what reads were used, also in windows that begin later: for who goes by the real time. */
  holdUsage(read: Pair): void {
    this.setUsage({ read });
    this.#read.beginWith(read);
  }

  /** What was used in the current windows. */
  usage(): { overall: Pair; read: Pair } {
    return { overall: this.#overall.used(this.#now()), read: this.#read.used(this.#now()) };
  }

  /** Counts a call; `false` when it has to be refused, which does not make it count less. */
  count(kind: CallKind, report: UsageReport = 'exact'): boolean {
    this.#calls += 1;
    if (report === 'shared' && this.#calls % SHARED_EVERY === 0)
      for (let call = 0; call < SHARED_CALLS; call += 1) this.#add('read');
    return this.#add(kind);
  }

  #add(kind: CallKind): boolean {
    const withinOverall = this.#overall.add(this.#now());
    const withinRead = kind === 'upload' || this.#read.add(this.#now());
    return withinOverall && withinRead;
  }

  /** The headers that tell the state, in the order of the recorded answers. */
  headers(style: RateHeaders, report: UsageReport = 'exact'): Record<string, string> {
    if (style === 'absent') return {};
    const lag = report === 'lagging' ? (LAGS[this.#calls % LAGS.length] ?? 0) : 0;
    const told = (used: Pair) => used.map((calls) => Math.max(0, calls - lag)).join(',');
    const { overall, read } = this.usage();
    return {
      'X-Ratelimit-Usage': told(overall),
      'X-Ratelimit-Limit': this.#overall.limit.join(','),
      'X-Readratelimit-Limit': this.#read.limit.join(','),
      'X-Readratelimit-Usage': style === 'comma' ? ',' : told(read),
    };
  }
}
