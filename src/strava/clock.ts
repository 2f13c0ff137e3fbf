import { type Clock, inWords, MINUTE_MS } from '../clock.ts';

// HTTP tells the time in whole seconds.
const GRAIN_MS = 1_000;
// A difference that a person should mend.
const TELL_MS = MINUTE_MS;

/** When a request went out and its answer was there, by our own clock, epoch milliseconds. */
export interface Travel {
  sentAt: number;
  receivedAt: number;
}

/**
 * Strava's time, as its answers tell it: our own clock until the first one. By it the archive is written, its plans are
 * made and request windows are counted, so that a clock that is set wrong costs neither days nor requests.
 */
export interface StravaClock extends Clock {
  /** How far Strava's clock is ahead of ours, milliseconds; 0 as long as no answer says otherwise. */
  readonly ahead: number;
  /** Whether an answer has told the time. */
  readonly isTold: boolean;
  /** Told of each answer that is surely Strava's. @param date its header `Date`. */
  heard(date: string | undefined, travel: Travel): void;
}

/** What the difference may be. */
interface Range {
  low: number;
  high: number;
}

const overlap = (a: Range, b: Range, slack = 0) => a.low <= b.high + slack && b.low <= a.high + slack;

/** Answers agree until a clock is set; then the newer one counts. */
function narrowed(known: Range | undefined, said: Range): Range {
  if (!known || !overlap(known, said)) return said;
  return { low: Math.max(known.low, said.low), high: Math.min(known.high, said.high) };
}

const NO_DIFFERENCE: Range = { low: 0, high: 0 };

/**
 * @param own the clock of this machine.
 * @param last a time that has been, epoch milliseconds: of two that contradict each other, the nearer one is right.
 */
export function createStravaClock(own: Clock, last?: number): StravaClock {
  let range: Range | undefined;
  let ahead = 0;
  let known = last;
  // What one answer alone has said, against all else.
  let odd: Range | undefined;

  /** One server may have a wrong clock too: what is new and unlikely has to be said twice. */
  function isBelieved(said: Range, at: number): boolean {
    if (overlap(said, range ?? NO_DIFFERENCE, TELL_MS) || (odd && overlap(said, odd, TELL_MS))) return true;
    return known === undefined || Math.abs(at - known) < Math.abs(own.now() + ahead - known);
  }

  return {
    get ahead() {
      return ahead;
    },
    get isTold() {
      return range !== undefined;
    },
    now: () => own.now() + ahead,
    sleep: (ms, signal) => own.sleep(ms, signal),
    heard(date, { sentAt, receivedAt }) {
      const at = Date.parse(date ?? '');
      // An answer that travelled while our clock was set says nothing.
      if (Number.isNaN(at) || receivedAt < sentAt) return;
      const said = { low: at - receivedAt, high: at + GRAIN_MS - sentAt };
      const isBelievable = isBelieved(said, at);
      odd = isBelievable ? undefined : said;
      if (!isBelievable) return;
      known = at;
      range = narrowed(range, said);
      const isWithin = range.low <= 0 && range.high >= 0;
      ahead = isWithin ? 0 : Math.round((range.low + range.high) / 2);
    },
  };
}

const UNITS = [
  ['day', 24 * 60 * MINUTE_MS],
  ['hour', 60 * MINUTE_MS],
  ['minute', MINUTE_MS],
] as const;

function roughly(ms: number): string {
  const [unit, length] = UNITS.find(([, size]) => ms >= 2 * size) ?? ['minute', MINUTE_MS];
  const count = Math.round(ms / length);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** What a person should know of the clock of this machine; undefined while it is right to a minute. */
export function describeDifference(clock: StravaClock, zone: string | undefined): string | undefined {
  const { ahead } = clock;
  if (Math.abs(ahead) <= TELL_MS) return undefined;
  return `The clock of this machine is ${roughly(Math.abs(ahead))} ${ahead < 0 ? 'ahead of' : 'behind'} Strava's, where it is ${inWords(clock.now(), zone)}. Archive and request windows go by Strava's; the schedule and the log go by this machine's, so set its clock.`;
}
