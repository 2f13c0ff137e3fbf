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
  /** Told of each answer that is surely Strava's. @param date its header `Date`. */
  heard(date: string | undefined, travel: Travel): void;
}

/** What the difference may be. */
interface Range {
  low: number;
  high: number;
}

/** Answers agree until a clock is set; then the newer one counts. */
function narrowed(known: Range | undefined, said: Range): Range {
  if (!known || said.low > known.high || said.high < known.low) return said;
  return { low: Math.max(known.low, said.low), high: Math.min(known.high, said.high) };
}

/** @param own the clock of this machine. */
export function createStravaClock(own: Clock): StravaClock {
  let range: Range | undefined;
  let ahead = 0;
  return {
    get ahead() {
      return ahead;
    },
    now: () => own.now() + ahead,
    sleep: (ms, signal) => own.sleep(ms, signal),
    heard(date, { sentAt, receivedAt }) {
      const at = Date.parse(date ?? '');
      // An answer that travelled while our clock was set says nothing.
      if (Number.isNaN(at) || receivedAt < sentAt) return;
      range = narrowed(range, { low: at - receivedAt, high: at + GRAIN_MS - sentAt });
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
export function describeDifference(clock: StravaClock, zone: string): string | undefined {
  const { ahead } = clock;
  if (Math.abs(ahead) <= TELL_MS) return undefined;
  return `The clock of this machine is ${roughly(Math.abs(ahead))} ${ahead < 0 ? 'ahead of' : 'behind'} Strava's, where it is ${inWords(clock.now(), zone)}. Archive and request windows go by Strava's; the schedule and the log go by this machine's, so set its clock.`;
}
