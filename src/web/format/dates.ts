/** `%m/%d/%Y` or `%d/%m/%Y`, as Strava's `date_preference` has it. */
export type DateOrder = 'day first' | 'month first';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** Strava's start of an activity whose start time is hidden. */
const HIDDEN = '00:00:01';
/** The day of a month is not parted from it. */
const NO_BREAK = '\u00a0';

/** A local day `2026-11-24` as `24 Nov 2026` or `Nov 24, 2026`; what is none is told as it is. */
export function day(text: string, order: DateOrder): string {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)/.exec(text) ?? [];
  const name = MONTHS[Number(month) - 1];
  if (name === undefined) return text;
  const number = Number(date);
  return order === 'day first'
    ? `${number}${NO_BREAK}${name} ${year}`
    : `${name}${NO_BREAK}${number}, ${year}`;
}

/** The day of the week of a local day. */
export function weekday(text: string): string {
  const at = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(at) ? '' : (WEEKDAYS[new Date(at).getUTCDay()] ?? '');
}

/** The clock of the place at a local time, `07:02`; undefined where Strava hides it. */
export function clock(local: string): string | undefined {
  const time = local.slice(11, 19);
  return time === '' || time === HIDDEN ? undefined : time.slice(0, 5);
}
