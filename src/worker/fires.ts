import type { ParsedFields } from 'node-cron';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../clock.ts';

/** What a cron expression says, as far as finding its times needs it. */
export interface Pattern {
  fields: Pick<ParsedFields, 'second' | 'minute' | 'dayOfMonth' | 'month' | 'dayOfWeek'>;
  /** Whether it fires in this second. */
  matches(at: Date): boolean;
  /** IANA name. */
  zone: string;
}

// The 29th of February comes at the latest eight years after the one before.
const LOOK_AHEAD_MS = 8 * 366 * DAY_MS;
const DAY_MINUTES = DAY_MS / MINUTE_MS;
const HOUR_MINUTES = HOUR_MS / MINUTE_MS;
// Clocks change by an hour, on Lord Howe Island by half of one: what a minute is within that stays the same all day.
const STEP_MINUTES = HOUR_MINUTES / 2;

interface WallClock {
  month: number;
  day: number;
  /** 0 is Sunday. */
  weekday: number;
  /** Minutes since the calendar day began, as the clock shows them. */
  minutes: number;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function wallClock(zone: string): (at: number) => WallClock {
  const numeric = { month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
    ...{ weekday: 'short', ...numeric },
  });
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    return {
      month: Number(parts.month),
      day: Number(parts.day),
      weekday: WEEKDAYS.indexOf(parts.weekday ?? ''),
      minutes: Number(parts.hour) * HOUR_MINUTES + Number(parts.minute),
    };
  };
}

/** Whether a day may be one of these; `L`, `15W` and the like are for `matches` to say. */
const mayBe = (days: readonly (number | string)[], day: number) =>
  days.some((wanted) => typeof wanted === 'string' || wanted === day);

function mayFireOn({ fields }: Pattern, { month, day, weekday }: WallClock): boolean {
  return (
    fields.month.includes(month) && mayBe(fields.dayOfMonth, day) && mayBe(fields.dayOfWeek, weekday % 7)
  );
}

/** The first second after `since` in which it fires, in the rest of the day that shows `wall` at `from`. */
function fireInDay({ fields, matches }: Pattern, since: number, from: number, wall: WallClock) {
  const minutes = new Set(fields.minute.map((minute) => minute % STEP_MINUTES));
  for (let shown = wall.minutes; shown < DAY_MINUTES; shown++) {
    if (!minutes.has(shown % STEP_MINUTES)) continue;
    const minute = from + (shown - wall.minutes) * MINUTE_MS;
    const at = fields.second
      .map((second) => minute + second * 1_000)
      .find((instant) => instant > since && matches(new Date(instant)));
    if (at !== undefined) return at;
  }
  return undefined;
}

/**
 * When a schedule fires first after `since` (epoch milliseconds); undefined when it never does. Days on which it cannot
 * fire cost a look at the calendar, only the others a look at their minutes. In the hour that comes twice when summer time
 * ends both count, while node-cron runs only one of them.
 */
export function firstFireAfter(pattern: Pattern, since: number): number | undefined {
  const clockAt = wallClock(pattern.zone);
  let at = since - (since % MINUTE_MS);
  while (at < since + LOOK_AHEAD_MS) {
    const wall = clockAt(at);
    const left = DAY_MINUTES - wall.minutes;
    if (mayFireOn(pattern, wall)) {
      const fire = fireInDay(pattern, since, at, wall);
      if (fire !== undefined) return fire;
      at += left * MINUTE_MS;
    } else {
      // A day may be an hour short, so its last hour is stepped into before the next day.
      at += (left > HOUR_MINUTES ? left - HOUR_MINUTES : left) * MINUTE_MS;
    }
  }
  return undefined;
}

/** The same, remembering the last answer: the first fire after an instant is also that of every later one up to it. */
export function rememberedFires(pattern: Pattern): (since: number) => number | undefined {
  let known: { since: number; fire: number | undefined } | undefined;
  return (since) => {
    const holds = known && known.since <= since && (known.fire === undefined || since < known.fire);
    if (!holds) known = { since, fire: firstFireAfter(pattern, since) };
    return known?.fire;
  };
}
